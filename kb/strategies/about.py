"""Questions about a document itself: who issued it, when, to whom, under which number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from ingest.sentences import sentences
from ingest.types import Clause, Document
from kb.query import Question
from kb.strategies.draft import Draft, Support
from kb.text import fold

_DOCUMENT_WORDS = "规划|文件|通知|方案|办法|条例|规定|意见|政策|公告|决定|细则|措施|文"
_ISSUE = "印发|发布|下发|颁发|颁布|公布|出台|发文|签发|成文|落款|通过|(?<![研开创激触启转])发"
_WHO = r"谁|哪(个|家|一级)?(单位|部门|机关|机构|级|政府)|什么(单位|部门|机关)|啥(单位|部门)|单位|机关|部门|who|which (office|government|authority)"
_WHEN = r"什么时候|啥时候|何时|哪(一)?(天|年|月)|几(月|号|日)|日期|时间|when|what date"
_FIELDS: tuple[tuple[str, str], ...] = (
    ("number", r"文号|发文字号|文件编号|几号文|第几号"),
    ("recipients", rf"主送|(发|{_ISSUE})给(了)?(谁|哪些|什么)"),
    ("issue_date", rf"({_ISSUE})\w{{0,6}}({_WHEN})|({_WHEN})\w{{0,3}}({_ISSUE})|issued? (on|date)|when .*issued"),
    ("issuer", rf"({_ISSUE})\w{{0,4}}({_WHO})|({_WHO})\w{{0,6}}({_ISSUE})|who issued|issued by"),
)
_NAMES = {"number": "发文字号", "recipients": "主送机关", "issue_date": "成文日期", "issuer": "发文机关"}
_PLAIN = re.compile(
    rf"{_DOCUMENT_WORDS}|{_ISSUE}|{_WHO}|{_WHEN}|这|份|个|本|该|的|是|了|到底|请问|多少|号|由|上|在|哪|一下|核对|麻烦|给|落"
)


def fields_asked(question: Question) -> list[str]:
    """The metadata fields a question asks for, if it is about the document and nothing inside it."""
    return [field for field, pattern in _FIELDS if re.search(pattern, question.text)]


def about_document(
    question: Question, documents: Sequence[Document], clauses_of: Mapping[str, Sequence[Clause]]
) -> tuple[Draft | None, str | None]:
    """A draft from metadata and its clause, or the Chinese name of the field that the document does not give."""
    fields = fields_asked(question)
    if not fields:
        return None, None
    document = _meant(question, documents)
    if document is None:
        return None, None
    supports = []
    for field in fields:
        place = _place(field, getattr(document, field), clauses_of[document.id])
        if place is not None:
            supports.append(place)
    if supports:
        return Draft(tuple(dict.fromkeys(supports))), None
    return None, f"《{document.title}》的{_NAMES[fields[0]]}"


def _meant(question: Question, documents: Sequence[Document]) -> Document | None:
    """The document named by (a good part of) its title; or the only one, when the question says nothing else."""
    best: tuple[float, Document] | None = None
    for document in documents:
        title = re.sub(r"[\"《》]", "", fold(document.title))
        rest = _PLAIN.sub("", re.sub(r"[\"《》,，.。?？!！:：]", "", question.text))
        unexplained = [term for term in question.terms if term.text in rest and term.match(title) == 0]
        unexplained = [term for term in unexplained if term.weight > 0.5]
        if unexplained:
            continue
        named = sum(term.weight for term in question.terms if term.match(title)) / (1 + len(title) / 20)
        if best is None or named > best[0]:
            best = (named, document)
    if best is None or (best[0] == 0 and len(documents) > 1):
        return None
    return best[1]


def _place(field: str, value: object, clauses: Sequence[Clause]) -> Support | None:
    """Where the value stands in the document's words."""
    if value is None:
        return None
    needle = fold(f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value))
    for clause in clauses:
        if clause.kind == "notice" and needle in fold(clause.text):
            for start, end in sentences(clause.text):
                if needle in fold(clause.text[start:end]):
                    return Support(clause, start, end, f"{_NAMES[field]}：{clause.text[start:end].strip()}")
    return None
