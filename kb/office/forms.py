"""When two questions are the same: written alike but for width, case, script, spaces and punctuation."""

from __future__ import annotations

import re

from kb.text import fold, simplify

_MARKS = re.compile(r"(?<!\d)[^\w%‰]+|[^\w%‰]+(?!\d)")  # 1.5 and 2024-2025 keep what joins their digits
_ENDS = re.compile("[吗呢啊呀吧]+$")


def form(question: str) -> str:
    """What equal questions share; "" for one that says nothing."""
    return _ENDS.sub("", _MARKS.sub("", fold(simplify(question))))
