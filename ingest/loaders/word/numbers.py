"""Numbers in the forms that Word's automatic numbering has."""

from __future__ import annotations

from ingest.numerals import from_int

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_COUNTING = frozenset(
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting taiwaneseCountingThousand "
    "koreanCounting".split()
)
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
_LARGEST = 9999


def formatted(number: int, form: str) -> str:
    """`number` as Word shows it; a form that is not known is shown in Arabic figures."""
    if not 0 <= number <= _LARGEST:
        return str(number)
    if form in _COUNTING:
        return from_int(number)
    if form in _CIRCLED and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form == "decimalEnclosedParen" and 1 <= number <= 20:
        return f"（{number}）"
    if form == "ideographEnclosedCircle" and 1 <= number <= 10:
        return chr(ord("㊀") + number - 1)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return _legal(number)
    if form == "ideographTraditional" and number:
        return _STEMS[(number - 1) % 10]
    if form == "ideographZodiac" and number:
        return _BRANCHES[(number - 1) % 12]
    if form in ("upperLetter", "lowerLetter") and number:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return {"none": "", "bullet": "", "decimalZero": f"{number:02d}"}.get(form, str(number))


def _legal(number: int) -> str:
    pairs = zip(from_int(number), range(9), strict=False)
    names = dict(zip("零一二三四五六七八九十百千", [*_LEGAL, "拾", "佰", "仟"], strict=True))
    text = "".join(names.get(char, char) for char, _ in pairs)
    return f"壹{text}" if text.startswith("拾") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_ONES):
        while number >= value:
            text += letters
            number -= value
    return text
