"""What a question names outright: a document by number or title, an article of it. Found by equality, not by likeness."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from ingest.numerals import CHINESE_NUMERAL, from_int
from ingest.types import Clause, Document
from kb.text import fold

_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,12}[\[(](?:19|20)\d{2}[\])]第?\d{1,5}号|[\u3400-\u9fff]{2,14}(?:19|20)\d{2}年第\d{1,4}号"
)
ARTICLE = re.compile(rf"第({CHINESE_NUMERAL}+|\d{{1,4}})条(?:之{CHINESE_NUMERAL}+)?")
_QUOTED = re.compile(r"《([^《》]{2,80})》")
_STATE = "中华人民共和国"
_EDITION = re.compile(r"\(?(?:(?:19|20)\d{2}年?)?(?:修订|修正|修正文本|试行|暂行|征求意见稿)\)?$")
_SHORTEST = 2  # characters of a title, as 刑法


@dataclass(frozen=True, slots=True)
class Named:
    """Documents that a question names, and the clauses of them it asks for, in their order."""

    documents: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


class References:
    """Knows numbers and titles of the documents of one state of the knowledge base."""

    def __init__(self, documents: Iterable[Document], clauses: Callable[[str], Sequence[Clause]]) -> None:
        self._clauses = clauses
        self._by_number: defaultdict[str, list[str]] = defaultdict(list)
        self._by_title: defaultdict[str, list[str]] = defaultdict(list)
        for document in documents:
            if document.number:
                self._by_number[_number(document.number)].append(document.id)
            for title in _forms(document.title):
                self._by_title[title].append(document.id)
        self._longest = max(map(len, self._by_title), default=0)

    def find(self, question: str, among: Collection[str] | None = None) -> Named:
        """What a question names, of these documents alone where they are given."""
        text = fold(question)
        documents = self._numbered(text) or self._quoted(text) or self._titled(text)
        if among is not None:
            documents = tuple(one for one in documents if one in among)
        return Named(documents, self._articles(text, documents))

    def within(self, documents: Sequence[str]) -> list[str]:
        """All clauses of documents, in order."""
        return [clause.id for document in documents for clause in self._clauses(document)]

    def _numbered(self, text: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for match in _NUMBER.finditer(_brackets(text)):
            number = match.group().replace("第", "")
            # words before a number run into it: 请问胶政办发[2022]45号
            for start in range(len(number)):
                if number[start:] in self._by_number:
                    found |= dict.fromkeys(self._by_number[number[start:]])
                    break
        return tuple(found)

    def _quoted(self, text: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name in _QUOTED.findall(text):
            for form in _forms(name):
                found |= dict.fromkeys(self._by_title.get(form, ()))
        return tuple(found)

    def _titled(self, text: str) -> tuple[str, ...]:
        """The longest title right before 第…条."""
        for match in ARTICLE.finditer(text):
            before = text[: match.start()].rstrip("的中》(")
            for length in range(min(self._longest, len(before)), _SHORTEST - 1, -1):
                if before[-length:] in self._by_title:
                    return tuple(self._by_title[before[-length:]])
        return ()

    def _articles(self, text: str, documents: Sequence[str]) -> tuple[str, ...]:
        labels = [article_label(match) for match in ARTICLE.finditer(text)]
        if not labels:
            return ()
        found = []
        for document in documents:
            for label in labels:
                found += [
                    clause.id
                    for clause in self._clauses(document)
                    if clause.label == label or clause.label.startswith((label + "第", label + "（"))
                ]
        return tuple(dict.fromkeys(found))


def article_label(match: re.Match[str]) -> str:
    """第32条 as its label is written: 第三十二条."""
    numeral = match.group(1)
    return match.group().replace(numeral, from_int(int(numeral)), 1) if numeral.isdigit() else match.group()


def _number(number: str) -> str:
    return _brackets(fold(number)).replace("第", "")


def _brackets(text: str) -> str:
    """Every bracket that writers put round the year as one form."""
    return re.sub(r"[〔﹝【\[(（]((?:19|20)\d{2})[〕﹞】\])）]", r"[\1]", text)


def _forms(title: str) -> tuple[str, ...]:
    """The ways a title is written: in full, without the state's name, without its edition."""
    whole = fold(title).strip("《》")
    forms = {whole, _EDITION.sub("", whole)}
    forms |= {form.removeprefix(_STATE) for form in forms}
    return tuple(sorted(form for form in forms if len(form) >= _SHORTEST))
