"""The years a text names: 2025年, 二〇二五年, “十三五”末 → 2020."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.numerals import to_int
from kb.numbers import quantities

_BARE = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?![\d.%]|[家个人项件亩元万亿])")
_BASE = re.compile(r"(?:较|比|相比)[“\"]?(?:\d{4}年|[一二三四五六七八九十]{1,3}五[”\"]?)(?:底|末)?")
_PERIOD_END = re.compile(r"[“\"]?([一二三四五六七八九十]{1,3})五[”\"]?(?:末|期末|结束|收官|收尾|最后)")


@lru_cache(maxsize=50_000)
def named(folded: str) -> frozenset[str]:
    """Years written with 年, and ends of five-year plans (the n-th ends in 1955 + 5n)."""
    folded = _BASE.sub("", folded)  # "较2015年增长" compares with a year, it does not tell of it
    years = {str(q.value) for q in quantities(folded) if q.unit == "年" and 1900 <= q.value <= 2100}
    return frozenset(years | {str(1955 + 5 * to_int(number)) for number in _PERIOD_END.findall(folded)})


def asked(folded: str) -> frozenset[str]:
    """Years of a question, where 年 is often left out ("2020和2025分别多少")."""
    return named(folded) | frozenset(_BARE.findall(folded))
