"""Names that must stand in the cited clauses as they are: quoted names, document numbers, foreign words, periods."""

from __future__ import annotations

import re

from kb.gate.reading import read

_QUOTED = re.compile('《([^《》]{1,80})》|“([^“”]{2,60})”|「([^「」]{2,60})」|"([^"]{2,60})"')
_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,12}[\[(](?:19|20)\d{2}[\])]第?\d{1,5}号|[\u3400-\u9fff]{1,14}(?:19|20)\d{2}年第\d{1,4}号"
)
_NUMBER_TAIL = re.compile(r"[\[(](?:19|20)\d{2}[\])]第?\d{1,5}号|(?:19|20)\d{2}年第\d{1,4}号")
_LATIN = re.compile(r"[a-z][a-z0-9&+.-]*[a-z0-9]")
_PERIOD = re.compile(r"[一二三四五六七八九十]{1,3}五(?=[\"规期时以末])")


def brackets(text: str) -> str:
    """Every bracket that writers put round the year of a document number as one form."""
    return re.sub(r"[〔﹝【\[(（]((?:19|20)\d{2})[〕﹞】\])）]", r"[\1]", text)


def faults(statement: str, given: str) -> list[str]:
    """Names of the statement that the given text does not have."""
    said, have = brackets(read(statement)), brackets(read(given))
    wrong = []
    for groups in _QUOTED.findall(statement):
        name = next(filter(None, groups))
        if brackets(read(name)).strip("《》") not in have:
            wrong.append(f"名称“{name}”不在所引条款中")
    for match in _NUMBER.finditer(said):
        # words before a number run into it, so the end of it, with at least the sign of its issuer, must be there
        tail = _NUMBER_TAIL.search(match.group())
        start = tail.start() if tail else 0
        if match.group()[max(0, start - 2) :].replace("第", "") not in have.replace("第", ""):
            wrong.append(f"文号 {match.group()} 不在所引条款中")
    wrong += [f"“{word}”不在所引条款中" for word in _LATIN.findall(said) if word not in have]
    wrong += [f"“{period}”不在所引条款中" for period in _PERIOD.findall(said) if period not in have]
    return wrong
