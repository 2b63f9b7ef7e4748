"""Text as the gate reads it: folded like everything that is compared, without fusing what stands apart."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.text import fold

_CIRCLED = re.compile("[①-⓿⑴-⒛㈠-㉃➀-➓]")  # NFKC makes plain digits of them, which run into what follows
_APART = re.compile(r"(?<=\d)\s+(?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?!\d)")
_ZERO = re.compile(r"(?<=[一二三四五六七八九零〇\d])[○Oo](?=[一二三四五六七八九零〇年\d])")
_CAPITAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]{2,}(?=[元圆])")
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "―": "-", "─": "-", "～": "~", "〜": "~", "∼": "~", "圆": "元"})


@lru_cache(maxsize=20_000)
def read(text: str) -> str:
    """The folded text. Marks of lists and gaps between digits stay borders; one form of zero, dash, 元."""
    text = _CIRCLED.sub("；", text)
    text = _THOUSANDS.sub(lambda m: m.group().replace(" ", ""), text)
    text = _APART.sub("；", text)
    text = _CAPITAL.sub(lambda m: m.group().translate(_PLAIN), text)
    text = _ZERO.sub("〇", fold(text))
    return re.sub(r"-{2,}", "-", text.translate(_MINUS))
