"""Chinese numerals as official documents number their parts: 一 … 十 … 九十九 … 一百二十 … 一千二百六十."""

from __future__ import annotations

CHINESE_NUMERAL = "[一二三四五六七八九十百千零〇两]"
"""Character class for regular expressions."""

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NAMES = "零一二三四五六七八九"


def to_int(numeral: str) -> int:
    """Value of a numeral below ten thousand, or of digits read one by one (二〇二二 → 2022).

    Raises ValueError for anything else.
    """
    if not numeral or any(char not in _DIGITS and char not in _UNITS for char in numeral):
        raise ValueError(f"not a Chinese numeral: {numeral!r}")
    if len(numeral) > 1 and not any(char in _UNITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total, digit = 0, 0
    for char in numeral:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def from_int(value: int) -> str:
    """Numeral of 0 … 9999, in the short form used for numbering (十二, not 一十二)."""
    if not 0 <= value <= 9999:
        raise ValueError(f"outside 0…9999: {value}")
    if value < 10:
        return _NAMES[value]
    parts: list[str] = []
    skipped = False  # a zero between two digits is spoken once: 一百零五
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            parts.append(("零" if skipped else "") + _NAMES[digit] + name)
            skipped = False
        elif parts:
            skipped = True
    numeral = "".join(parts)
    return numeral[1:] if 10 <= value < 20 else numeral
