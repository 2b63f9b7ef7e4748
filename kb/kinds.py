"""Kinds of answer: how a question asks for one, and what a text must hold to give one."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from kb.numbers import Quantity, quantities

_UNITS = "级档家个人项件名位所条场次种类亩倍户套台篇座辆吨处批轮届"


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
        r"(多少|几|多大|多高)(个|百|千|万|亿)*(元|钱|块钱|资金|经费|奖金|补贴|补助|奖励|罚款)|金额|多少亿(?!亩)|多少万(?!亩|人|家)|额度"
        r"|(奖励|奖金|补贴|补助|资助|奖补|安家费|罚款|工资|经费|费用|奖)(标准|是|有|能有|能拿|能给)*(多少|几何|多大|多高)|(贷|罚|奖|补|资助|赔)(给)?多少"
        r"|最高(能)?(贷|奖|补|给)|总规模|总投资|花了?多少",
    ),
    (
        Kind.SHARE,
        r"百分之|比重|比例|占比|几成|百分点|增长率|增速|利率|份额|占.{0,12}(多少|几)|翻了?多少|几倍",
    ),
    (
        Kind.DATE,
        r"什么时候|什么时间|啥时候|何时|哪(一)?(年|天|日)|几月|几号|多久|多长时间|日期|截止(?!到?\d)|期限|几点(?!建议)|多少(天|日|个月|年|个工作日)|(?<![这近前后那头哪十])几(年|天|个月|个工作日|日内|日)|时限|哪一?届",
    ),
    (
        Kind.COUNT,
        rf"(?<![这近前后那头哪好十])几(百|千|万|亿)*[{_UNITS}]|多少(?!种)|[件家人户台个]数|数量|数目|多[大高长宽远重快]|有几(?!种|类|项措施)",
    ),
    (
        Kind.ORGAN,
        r"(哪|什么|啥)(个|些|家)?(部门|(?<!用的什么)单位|机关|局|委)|谁(来|去)?(负责|牵头|管|主管|审批|评|监督)|归谁|由谁|主管部门|牵头单位",
    ),
    (Kind.REASON, r"为什么|为啥|为何|原因|凭什么|怎么回事|怎么会"),
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
    Kind.CONTACT: r"1\d{10}|0\d{2,3}-?\d{7,8}|https?://|www\.|@|路\d+号",
    Kind.REASON: r"因|由于|受制|导致|缺|不足|不强|不够|不高|不大|差距|问题|为了|少|使",
    Kind.ORGAN: r"[\u4e00-\u9fff](?<![格布结全])局|委员会|部门|办公室|人民政府|机关|管委会|主管|厅|中心|研究院",
}
_TIME = frozenset("年 月 日 天 周 小时 个月 工作日 个工作日".split())
_SHARE = frozenset({"%", "倍", "百分点", "个百分点", "分之"})

NUMERIC = frozenset({Kind.MONEY, Kind.SHARE, Kind.COUNT, Kind.DATE})


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds a folded question asks for, most specific first."""
    return tuple(kind for kind, pattern in _ASKS if re.search(pattern, question))


def gives(kind: Kind, text: str, known: frozenset[Decimal] = frozenset(), unit: str | None = None) -> bool:
    """Whether a folded text holds something of this kind. Kinds without a visible form are given by any text.

    For numbers: one that is not `known` to the asker already, and in the `unit` asked for, if any.
    """
    if kind in NUMERIC:
        return any(_is(kind, q, unit) and q.value not in known for q in quantities(text))
    pattern = _GIVES.get(kind)
    return pattern is None or re.search(pattern, text) is not None


def _is(kind: Kind, quantity: Quantity, unit: str | None) -> bool:
    if quantity.value == 1 and quantity.unit in ("批", "个", "家", "种", "类", "项", "条", "次", ""):
        return False  # "一批", "一个" count nothing
    if kind is Kind.MONEY:
        return quantity.unit == "元"
    if kind is Kind.SHARE:
        return quantity.unit in _SHARE
    if kind is Kind.DATE:
        return quantity.unit in _TIME
    if unit is None:
        return quantity.unit not in _TIME
    return quantity.unit == unit or (quantity.unit not in _TIME | _SHARE | {"元"} and _like(quantity.unit, unit))


def _like(given: str, asked_for: str) -> bool:
    """Measure words that stand for each other: people by 人, 名 or 位; most things by 个."""
    same = ({"人", "名", "位", "人次", "个"}, {"场", "次", "场次"}, {"家", "个", "户", "所", "座"})
    if given == "":
        return True
    return given in ("个", "项") or asked_for == "个" or any({given, asked_for} <= s for s in same)


def first_visible(found: tuple[Kind, ...]) -> Kind | None:
    """The most specific kind asked for whose presence in a text can be seen."""
    return next((kind for kind in found if kind in NUMERIC or kind in _GIVES), None)


def asked_unit(question: str) -> str | None:
    """The measure word that a folded question asks in: 几家 → 家."""
    if re.search(r"(?:多少|几)个?(?:万|亿)(?!元|亩|人|家|件|项|辆)", question):
        return "元"
    match = re.search(rf"(?:多少|几)(?:百|千|万|亿)*(元|个百分点|[{_UNITS}]|人次|场次)", question)
    return match[1] if match else None
