"""Facts about a document that stand in its own words: number, issuer, dates, period."""

from __future__ import annotations

import re
from datetime import date

from ingest.numerals import CHINESE_NUMERAL, to_int

NUMBER = r"[\u4e00-\u9fff]{1,12}\s*[〔\[（(【﹝]\s*(?:19|20)\d{2}\s*[〕\]）)】﹞]\s*(?:第\s*)?\d{1,5}\s*号"
"""Document number of GB/T 9704: the office's sign, the year in brackets, the running number. Without groups."""
_NUMBER = re.compile(NUMBER)
_ORDER = re.compile(r"第\s*\d{1,5}\s*号")
_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})"
_PART = rf"\s*(\d{{1,2}}|{CHINESE_NUMERAL}{{1,3}})\s*"
_DAY = rf"({_YEAR})\s*年{_PART}月{_PART}日"
DAY = re.sub(r"\((?!\?)", "(?:", _DAY)
"""A full date, without groups; for regular expressions."""
_DATE = re.compile(_DAY)
_ISO_DATE = re.compile(r"((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_ORGAN = (
    r"(?:人民政府|办公室|办公厅|代表大会|委员会|领导小组|工作组|中心|法院|检察院|银行|集团|公司|国务院|"
    r"[\u4e00-\u9fff](?:局|部|厅|委|署|会|办|站|处))"
)
_ORGAN_NAME = re.compile(rf"[\u4e00-\u9fff、（）()·\s]{{0,40}}{_ORGAN}")
_ISSUER_OF_TITLE = re.compile(rf"([\u4e00-\u9fff、（）\s]{{2,120}}?{_ORGAN})\s*关于")
_SITE_WORDS = re.compile(r"^(?:本网站?|本站)|(?:官方网站|门户网站|官网|网站|微信公众号|公众号|官微)$")
_ADOPTED = re.compile(r"(?:通过|批准|公布|发布|修正|修订)")
_SESSION = re.compile(rf"第{CHINESE_NUMERAL}+届")
_NOTE_ACT = re.compile(rf"施行|实施|{_ADOPTED.pattern}")
_FIVE_YEARS = re.compile(
    rf"[“\"「‘]({CHINESE_NUMERAL}{{1,3}})五[”\"」’]|第({CHINESE_NUMERAL}{{1,3}})个五年规划"
    rf"|(?<!{CHINESE_NUMERAL})([二三]?十[一二三四五六七八九]?)五(?=规划|计划|时期|期间|发展)"
)
_YEARS = re.compile(r"(?:19|20)\d{2}\s*年?\s*[-—–－~～至]+\s*((?:19|20)\d{2})")


def find_number(text: str) -> str | None:
    """Document number such as 某政办发〔2022〕45号."""
    match = _NUMBER.search(text)
    return re.sub(r"\s", "", match.group(0)) if match else None


def is_number_line(text: str) -> bool:
    """True when the line is nothing but a document number (某令第12号 included)."""
    return bool(_NUMBER.fullmatch(text) or (len(text) <= 30 and re.fullmatch(rf".*{_ORDER.pattern}", text)))


def find_date(text: str) -> date | None:
    """First full date in text, in Arabic or Chinese figures."""
    return _as_date(_DATE.search(text))


def fact_date(text: str) -> date | None:
    """Date of a field beside the text, where 2022-12-19 10:00 is usual too."""
    return find_date(text) or _as_date(_ISO_DATE.search(text))


def _as_date(match: re.Match[str] | None) -> date | None:
    if not match:
        return None
    year, month, day = (int(g) if g.isdigit() else to_int(g.replace("○", "〇")) for g in match.groups())
    try:
        return date(year, month, day)
    except ValueError:  # 2月30日 in a badly read file is no date
        return None


def is_date_line(text: str) -> bool:
    return bool(_DATE.fullmatch(text))


def is_organ(text: str) -> bool:
    """True when the line is the name of an office, or several of them."""
    return len(text) <= 60 and all(_ORGAN_NAME.fullmatch(part) for part in text.split() or [text])


def signature(text: str) -> tuple[str, date] | None:
    """Issuer and date of a line that holds both and nothing else."""
    match = re.fullmatch(rf"(.{{2,60}}?)\s*{_DAY}", text)
    day = find_date(text)
    return (match.group(1), day) if match and day and is_organ(match.group(1)) else None


def issuer_of_page(text: str) -> str | None:
    """The offices a page names as its source; a newspaper or 本网 is no office."""
    parts = [_SITE_WORDS.sub("", part) for part in re.split(r"[\s、，,;；]+", text.strip())]
    parts = [part for part in parts if part]
    return "、".join(parts) if parts and all(is_organ(part) for part in parts) else None


def issuer_of_title(title: str) -> str | None:
    """The office a title begins with: 某市人民政府办公室关于印发…."""
    match = _ISSUER_OF_TITLE.match(title)
    issuer = re.split(r"转发|印发|批转", match.group(1))[0].strip() if match else ""
    return issuer if issuer and is_organ(issuer) else None


def is_adoption_note(text: str) -> bool:
    """The note under the title of a statute: when and by whom it was passed, from when it is in force."""
    if len(text) > 400 or "。" in text or not _NOTE_ACT.search(text):
        return False
    bracketed = text[:1] in "（(" and text[-1:] in "）)"
    return bool(_DATE.search(text) if bracketed else _DATE.match(text))


def adoption(notes: list[str]) -> tuple[str | None, date | None]:
    """The body that made a statute, and the day of the last act named in the notes.

    A city's statute is passed by its own congress and approved by that of the province (立法法第八十一条): it is the
    city's. Where several bodies passed or published it, the last one counts.
    """
    makers: list[tuple[date, str]] = []
    approvers: list[tuple[date, str]] = []
    days: list[date] = []
    for note in notes:
        for part in re.split(r"(?<=通过)|(?<=批准)|(?<=公布)|(?<=修正)|(?<=修订)|(?<=发布)", note):
            day = find_date(part)
            if day is None or not _ADOPTED.search(part):
                continue
            days.append(day)
            name = re.search(rf"日\s*([\u4e00-\u9fff]{{2,40}}{_ORGAN})(?=第|公告|令|{_ADOPTED.pattern}|$)", part)
            if name:
                acts = approvers if part.endswith("批准") else makers
                acts.append((day, re.sub(_SESSION, "", name.group(1))))
    bodies = makers or approvers
    # Of acts on one day the last named counts, as it is the one that completes the others.
    return (max(reversed(bodies), key=lambda act: act[0])[1] if bodies else None), max(days, default=None)


def publication(notes: list[str]) -> date | None:
    """The day the notes under a title give for making the statute public."""
    days = [
        find_date(part)
        for note in notes
        for part in re.split(r"(?<=公布)|(?<=发布)|(?<=通过)|(?<=批准)", note)
        if re.search(r"(?:公布|发布)$", part)
    ]
    return max((day for day in days if day), default=None)


def period_end(title: str) -> int | None:
    """Last year of the period a title names. The n-th five-year plan ends in 1955 + 5n (十三五 → 2020)."""
    years = _YEARS.search(title)
    if years:
        return int(years.group(1))
    plan = _FIVE_YEARS.search(title)
    return 1955 + 5 * to_int(next(g for g in plan.groups() if g)) if plan else None
