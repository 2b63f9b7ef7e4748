"""From when and until when a document says it is in force.

The last article or paragraph says it, in set phrases: 本办法自2030年1月1日起施行，有效期5年. 自印发之日起 refers to the
date of printing where the document has one (GB/T 9704, 版记), else to its own date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.metadata import DAY, find_date
from ingest.numerals import CHINESE_NUMERAL, to_int
from ingest.selfname import SELF
from ingest.types import Clause

_COUNT = rf"(\d{{1,3}}|{CHINESE_NUMERAL}{{1,3}})\s*"
_ACT = r"(?:印发|发布|公布|颁布|下发|发文|签发|通过|批准|公告)"
_START = re.compile(
    rf"自\s*(?P<from>{DAY}|(?P<act>{_ACT})之日)(?:起?(?:满)?\s*(?P<days>\d{{1,3}}|{CHINESE_NUMERAL}{{1,3}})\s*(?:日|天)后)?"
    r"起?(?:正式|开始|暂行)?(?:施行|实施|执行|生效|试行)"
)
_NOTE_START = re.compile(rf"(?P<from>{DAY})\s*起?(?:施行|实施)")
_OWN = re.compile(
    rf"(?:^|{SELF}(?:由[^，]{{2,40}}解释)?[，,]?|(?:公布|发布|印发|颁布)(?:给你们)?[，,]|(?:以上|上述)[\u4e00-\u9fff]{{1,8}})$"
)
_TERM = r"(?:有效期|试行期|施行期|实施期|执行期)限?"
_LASTS = re.compile(rf"{_TERM}(?:暂定)?[为是：]?{_COUNT}(年|个月|月)(?!度)")
_UNTIL = re.compile(
    rf"(?:{_TERM}|施行|实施|执行|有效)(?:暂定)?为?(?:自[^，。；至]{{1,20}})?(?:截?至|到|截止(?:到|至)?|(?:调整|延长|延续)[为至到])\s*(?P<day>{DAY})"
)
_SENTENCE = re.compile(r"[^。；\n]+")


@dataclass(frozen=True, slots=True)
class Stated:
    """A date and the clause that says it; `how` is told where the date was computed."""

    day: date
    clause: Clause
    how: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    effective: Stated | None = None
    expiry: Stated | None = None


@dataclass(frozen=True, slots=True)
class Acts:
    """Days of the acts that 自…之日起 may refer to."""

    issued: date | None = None
    printed: date | None = None
    published: date | None = None

    def day(self, act: str) -> tuple[date, str] | None:
        """The day of an act and the name of the field it was taken from."""
        known = {"成文日期": self.issued, "发布日期": self.published}
        if act in ("印发", "下发", "发文"):
            known = {"印发日期": self.printed, "成文日期": self.issued}
        return next(((day, name) for name, day in known.items() if day), None)


def read_validity(clauses: Sequence[Clause], title: str, acts: Acts) -> Validity:
    """The dates that the document gives for itself; of several, those under the name its title has."""
    effective: tuple[int, Stated] | None = None
    expiry: tuple[int, Stated] | None = None
    for clause, sentence, own in _sentences(clauses):
        rank = _rank(sentence, title)
        start = _start(clause, sentence, acts)
        if start and (effective is None or rank >= effective[0]):
            effective = rank, start
        end = _end(clause, sentence, start or (effective and effective[1]) or None) if own else None
        if end and (expiry is None or rank >= expiry[0]):
            expiry = rank, end
    return Validity(effective and effective[1], expiry and expiry[1])


def _sentences(clauses: Sequence[Clause]) -> Iterator[tuple[Clause, str, bool]]:
    """Sentences that may speak of dates, and whether they are about the document itself."""
    for clause in clauses:
        if clause.kind in ("table", "row") or not re.search(r"行|实施|生效|有效|期", clause.text):
            continue
        after_start = False
        for match in _SENTENCE.finditer(clause.text):
            sentence = match.group(0).strip()
            starts = _own_start(clause, sentence) is not None
            term = re.search(_TERM, sentence)
            named = bool(term and re.search(rf"{SELF}(?:的)?$", sentence[: term.start()]))
            bare = bool(term and term.start() == 0 and after_start)
            again = clause.kind == "notice" and bool(term)
            yield clause, sentence, starts or named or bare or again
            after_start = starts


def _own_start(clause: Clause, sentence: str) -> re.Match[str] | None:
    for match in _START.finditer(sentence):
        if _OWN.search(sentence[: match.start()]) or clause.label == "题注":
            return match
    return None


def _start(clause: Clause, sentence: str, acts: Acts) -> Stated | None:
    match = _own_start(clause, sentence)
    if match is None:
        note = _NOTE_START.search(sentence) if clause.label == "题注" else None
        day = find_date(note["from"]) if note else None
        return Stated(day, clause) if day else None
    how = ""
    if match["act"]:
        known = acts.day(match["act"])
        if known is None:
            return None
        day, how = known[0], f"自{match['act']}之日起，按{known[1]}推算"
    else:
        day = find_date(match["from"])
    if day and match["days"]:
        day += timedelta(days=_number(match["days"]))
        how = how or f"满{match['days']}日后，推算"
    return Stated(day, clause, how) if day else None


def _end(clause: Clause, sentence: str, start: Stated | None) -> Stated | None:
    until = _UNTIL.search(sentence)
    day = find_date(until["day"]) if until else None
    if day:
        return Stated(day, clause)
    lasts = _LASTS.search(sentence)
    if lasts is None or start is None:
        return None
    months = _number(lasts[1]) * (12 if lasts[2] == "年" else 1)
    return Stated(_add_months(start.day, months) - timedelta(days=1), clause, f"按施行日期和{lasts[0]}推算")


def _rank(sentence: str, title: str) -> int:
    """A sentence about 本办法 counts more in a document called 办法 than one about 本通知."""
    name = re.search(SELF, sentence)
    return int(bool(name) and title.rstrip("）)》”").endswith(name[0][1:])) if name else 0


def _number(text: str) -> int:
    return int(text) if text.isdigit() else to_int(text)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:  # 31 June
            continue
    raise AssertionError("every month has 28 days")
