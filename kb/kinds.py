"""Kinds of answer: how a question asks for one, and what a text must hold to give one."""

from __future__ import annotations

import re
from enum import StrEnum

_DIGITS = r"(?:\d[\d,]*(?:\.\d+)?|[〇零一二三四五六七八九十百千万亿两]+)"
_UNITS = "家个人项件名位所条场次种类亩倍天户套台篇座辆吨处座批轮届"


class Kind(StrEnum):
    """What is asked for."""

    MONEY = "金额"
    SHARE = "比例"
    COUNT = "数量"
    DATE = "时间"
    CONTACT = "联系方式"
    ORGAN = "责任单位"
    LIST = "清单"
    WAY = "做法"
    REASON = "原因"
    WHETHER = "是否"
    NAME = "名称"


_ASKS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.CONTACT,
        r"电话|热线|号码|联系方式|邮箱|网址|网站|官网|微信|地址|在哪(里|儿)?(下载|注册|办理|报名|申请)",
    ),
    (
        Kind.MONEY,
        r"(多少|几|多大|多高)(个|百|千|万|亿)*(元|钱|块|资金|经费|奖金|补贴|补助|奖励|罚款)|金额|多少亿(?!亩)|多少万(?!亩|人|家)|额度"
        r"|(奖励|奖金|补贴|补助|资助|奖补|安家费|罚款|工资|经费|费用|奖)(标准|是|有|能有|能拿|能给)*(多少|几何|多大|多高)|(贷|罚|奖|补|资助|赔)(给)?多少"
        r"|最高(能)?(贷|奖|补|给)|总规模|总投资|花了?多少",
    ),
    (
        Kind.SHARE,
        r"百分之|比重|比例|占比|几成|百分点|增长率|增速|利率|份额|占.{0,12}(多少|几)|翻了?多少|几倍",
    ),
    (
        Kind.DATE,
        r"什么时候|什么时间|啥时候|何时|哪(一)?(年|天|日)|几月|几号|多久|多长时间|日期|截止(?!到?\d)|期限|几点|多少(天|日|个月|年)|几(年|天|个月|个工作日)|几个月|时限",
    ),
    (Kind.COUNT, rf"(多少|几)(百|千|万|亿)*[{_UNITS}]|多少|数量|个数|数目|有几|几(名|位)"),
    (
        Kind.ORGAN,
        r"(哪|什么|啥)(个|些|家)?(部门|单位|机关|机构|局|委)|谁(来|去)?(负责|牵头|管|主管|审批|评|监督)|归谁|由谁|主管部门|牵头单位",
    ),
    (Kind.REASON, r"为什么|为啥|为何|原因|凭什么|怎么回事"),
    (
        Kind.LIST,
        r"哪些|哪几|都(有|包括|是|叫|指)|有什么|有啥|什么(内容|方面)|包括什么|分别|列(一下|出|举)|哪(两|三|四|五|六|七|八|九|十)|多少种|几(种|类|个方面|方面|条|项|大|块)",
    ),
    (
        Kind.WAY,
        r"怎么|怎样|如何|咋|什么(方式|模式|办法|措施|手段|途径)|啥(方式|办法|措施)|靠什么|通过什么|用什么",
    ),
    (Kind.NAME, r"叫什么|叫啥|名字|名称|什么名|是谁"),
    (Kind.WHETHER, r"吗|是否|是不是|有没有|能不能|可不可以|会不会|有无|么$|不[?？]?$"),
)

_GIVES: dict[Kind, str] = {
    Kind.MONEY: rf"{_DIGITS}(?:余|多)?(?:个)?(?:万|亿|千|百)*元|元[:：]?\d",
    Kind.SHARE: rf"\d(?:\.\d+)?%|百分之|千分之|\d‰|百分点|[一二三四五六七八九]成|{_DIGITS}倍|%",
    Kind.COUNT: rf"{_DIGITS}(?:余|多|几)?(?:万|亿)?(?:[{_UNITS}]|人次|场次|平方|公里)",
    Kind.DATE: r"\d{4}年|\d+月|\d+日|[一二三四五六七八九十]+(?:个)?(?:年|月|日|工作日)|年内|每年|年底",
    Kind.CONTACT: r"1\d{10}|0\d{2,3}-?\d{7,8}|https?://|www\.|@|路\d+号",
    Kind.ORGAN: r"局|委员会|部门|办公室|政府|机关|管委会|主管|厅|委(?!托)",
}

NUMERIC = frozenset({Kind.MONEY, Kind.SHARE, Kind.COUNT, Kind.DATE})


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds a folded question asks for, most specific first."""
    return tuple(kind for kind, pattern in _ASKS if re.search(pattern, question))


def gives(kind: Kind, text: str) -> bool:
    """Whether a folded text holds something of this kind. Kinds without a visible form are given by any text."""
    pattern = _GIVES.get(kind)
    return pattern is None or re.search(pattern, text) is not None


def asked_unit(question: str) -> str | None:
    """The measure word that a folded question asks in: 几家 → 家."""
    match = re.search(rf"(?:多少|几)(?:百|千|万|亿)*(元|个百分点|[{_UNITS}]|人次|场次)", question)
    return match[1] if match else None
