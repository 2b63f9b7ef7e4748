"""Every number of a text as values: amounts with their bounds, ranges, dates, ordinals, codes.

Patterns are tried in an order; what one has read the next does not see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kb.gate import bounds, days
from kb.gate.reading import read
from kb.gate.values import Amount, Code, Ordinal, Range, Value
from kb.numbers import value_of

_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CN = "零〇一二两三四五六七八九十百千"
_UNIT = (
    "个百分点|百分点|个工作日|工作日|个自然日|自然日|个月|平方公里|平方米|立方米|公里|千米|公顷|毫米|厘米|公斤|千克|毫克|"
    "千瓦时|千瓦|兆瓦|美元|港元|欧元|日元|人民币|块钱|元|亩|人次|场次|人天|周岁|学时|小时|分钟|年度|周年|等次|街道|"
    "年|月|日|天|号|周|季度|家|个|人|项|件|名|位|所|条|场|次|种|类|倍|户|套|台|篇|座|辆|吨|处|批|届|级|档|岁|成|步|章|款|米|"
    "克|升|度|秒|分|股|张|本|份|枚|艘|架|间|层|栋|幢|头|只|株|棵|支|组|镇|村|站|期|例|宗|笔|单|折|轮|颗|字|页|余|多"
)
_ARABIC = r"\d[\d,]*(?:\.\d+)?"
_SAME = {"天": "日", "名": "人", "位": "人", "个人": "人", "家": "个", "块钱": "元", "人民币": "元", "公里": "千米",
         "公斤": "千克", "百分点": "个百分点", "工作日": "个工作日", "周岁": "岁", "年度": "年", "周年": "年"}  # fmt: skip
_WORDS = re.compile(
    "进一步|一次性|一系列|一条龙|一站式|一体化|万众|千方百计|一方面|一定|一般|一致|一同|一并|一律|统一|唯一"
)
_CODE = re.compile(
    r"[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z0-9.-]+|(?:https?://|www\.)[a-z0-9./_%?=&#:-]+|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"
    r"|(?<![\d.,])\d{1,2}:\d{2}(?::\d{2})?(?!\d)|(?<![\d.,])\d{7,}(?![\d.,]*[余多]?[十百千万亿]*[元家人个件%])"
    r"|\d{25,}|[数几][十百千万亿]+|上[百千万亿](?=[家人个件名项元])|[减过]半|一半|半(?=[年数价])|翻[一二两三四番]+番?|双倍"
)
_DOCUMENT = re.compile(
    r"[〔﹝【\[(]?(?:19|20)\d{2}[〕﹞】\])]第?\d{1,5}号|(?:19|20)\d{2}年第\d{1,4}号"
)  # read by names
_FRACTION = re.compile(rf"(?P<of>[{_CN}万\d]+)分之(?P<share>{_ARABIC}|[{_CN}]+(?:点[{_CN}]+)?)")
_ORDINAL = re.compile(rf"第(?P<n>{_ARABIC}|[{_CN}]+)(?P<unit>[条款项章编节目批届名位期次档类等])?")
_AMOUNT = re.compile(
    rf"(?<![a-z\d.])(?P<n>{_ARABIC})(?P<soft>[余多])?(?P<times>[十百千]?[万亿]*)(?P<soft2>[余多])?(?P<unit>[%‰]|{_UNIT})?"
    rf"|(?P<cn>[{_CN}]+(?:点[{_CN}]+)?(?:[万亿]+[{_CN}]*)*|[万亿](?=元))(?P<cnsoft>[余多])?(?P<cnunit>{_UNIT})?"
)
_RANGE = re.compile(r"\(?含?\)?[-~至到]")  # what may stand between the two ends
_EMPHATIC = re.compile("[每限仅只任唯单同各满]$")
_COUNTING = frozenset("个 种 类 批 项 条 件 人 步 套 台 支 所 座 份 次 级".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and its place in the text as read."""

    value: Value
    start: int
    end: int


@lru_cache(maxsize=20_000)
def figures(text: str) -> tuple[Figure, ...]:
    """The values of a text, in order. A range stands for itself and for its two ends as bounds."""
    text = read(text)
    found: list[Figure] = []

    def take(pattern: re.Pattern[str], make: Callable[[re.Match[str]], Value | None]) -> None:
        nonlocal text
        for match in pattern.finditer(text):
            value = make(match)
            if value is not None:
                found.append(Figure(value, *match.span()))
        text = pattern.sub(lambda match: "\0" * len(match.group()), text)

    whole = text
    take(_DOCUMENT, lambda match: None)
    take(_CODE, lambda match: Code(match.group()))
    dates, text = days.take(text)
    found += [Figure(day, start, end) for day, start, end in dates]
    take(_WORDS, lambda match: None)
    take(_ORDINAL, _ordinal)
    amounts = [(match, amount) for match in _FRACTION.finditer(text) if (amount := _fraction(match)) is not None]
    take(_FRACTION, lambda match: None)
    amounts += [(match, amount) for match in _AMOUNT.finditer(text) if (amount := _amount(match)) is not None]
    amounts.sort(key=lambda pair: pair[0].start())
    found += _with_bounds(whole, amounts, sorted(figure.end for figure in found))
    return tuple(sorted(found, key=lambda figure: (figure.start, figure.end)))


def values(text: str) -> tuple[Value, ...]:
    return tuple(figure.value for figure in figures(text))


def _ordinal(match: re.Match[str]) -> Value:
    return Ordinal(value_of(match["n"]), match["unit"] or "")


def _fraction(match: re.Match[str]) -> Amount | None:
    of = value_of(match["of"])
    return Amount(value_of(match["share"]) / of * 100, "%") if of else None


def _amount(match: re.Match[str]) -> Amount | None:
    if match["n"]:
        value = Decimal(match["n"].replace(",", ""))
        for char in match["times"]:
            value *= _TIMES[char]
        unit, soft = match["unit"] or "", match["soft"] or match["soft2"]
    else:
        unit, soft = match["cnunit"] or "", match["cnsoft"]
        written = match["cn"]
        # 三农, 双一流, 千家万户: one numeral alone is a number only before a unit
        if not unit and (len(written) < 2 or not re.search("[十百千万亿]", written)):
            return None
        value = value_of(written) if written not in "万亿" else Decimal(_TIMES[written])
    article = match["cn"] == "一" and unit in _COUNTING and not _EMPHATIC.search(match.string[: match.start()])
    return _in_base(value, unit, bool(soft), article)


def _in_base(value: Decimal, unit: str, soft: bool, article: bool) -> Amount:
    soft = soft or unit in ("余", "多")
    unit = "" if unit in ("余", "多") else unit
    if unit == "‰":
        value, unit = value / 10, "%"
    elif unit == "成":
        value, unit = value * 10, "%"
    return Amount(value, _SAME.get(unit, unit), "more" if soft else None, article)


def _with_bounds(text: str, amounts: list[tuple[re.Match[str], Amount]], ends: list[int]) -> list[Figure]:
    """The amounts with what is said of them before and after; two that make a range become one."""
    found: list[Figure] = []
    i = 0
    while i < len(amounts):
        match, amount = amounts[i]
        start, end = match.span()
        following = amounts[i + 1] if i + 1 < len(amounts) else None
        if following is not None and _RANGE.fullmatch(text[end : following[0].start()]):
            high = following[1]
            low = _like(amount, match, high, following[0])
            if low is not None and low.value < high.value:
                end = following[0].end()
                for value in (
                    Range(low, high),
                    Amount(low.value, low.unit, "min"),
                    Amount(high.value, high.unit, "max"),
                ):
                    found.append(Figure(value, start, end))
                i += 2
                continue
        before = max([0, *(one for one in ends if one <= start), *(f.end for f in found)])
        bound = bounds.bound(text, before, start, end) or amount.bound
        found.append(Figure(Amount(amount.value, amount.unit, bound, amount.article), start, end))
        i += 1
    return found


def _like(low: Amount, low_match: re.Match[str], high: Amount, high_match: re.Match[str]) -> Amount | None:
    """The lower end with the unit, and where it has none of its own the 万 or 亿, of the upper: 3-5万元."""
    if low.unit == high.unit:
        return low
    if low.unit:
        return None
    value = low.value
    parts = high_match.groupdict()
    if low_match["n"] and parts.get("n") and not low_match["times"]:
        for char in parts["times"] or "":
            value *= _TIMES[char]
    if parts.get("unit") == "‰":
        value /= 10
    return Amount(value, high.unit, low.bound)
