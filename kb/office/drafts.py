"""The text of a reply and the clauses it rests on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from ingest.types import Clause, Document
from kb.compose import citation
from kb.errors import DeskError
from kb.records import content_hash
from kb.types import Answer, Citation, Statement
from kb.verify import objections

MARK = re.compile(r"\[(\d{1,3})\]")
MOST_TEXT, MOST_SOURCES = 8_000, 30
CurrentClauses = Callable[[Sequence[str]], Mapping[str, Clause]]
"""The clauses in force with these ids; those that are gone are left out."""


@dataclass(frozen=True, slots=True)
class Source:
    """A clause as it was when it was put beside the text; [1] in the text means the first source."""

    clause_id: str
    quote: str
    hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    text: str = ""
    sources: tuple[Source, ...] = ()

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def load(body: str) -> Draft:
    if not body:
        return Draft()
    found = json.loads(body)
    return Draft(found["text"], tuple(Source(**source) for source in found["sources"]))


def source(clause: Clause, quote: str = "") -> Source:
    return Source(clause.id, quote if quote and quote in clause.text else clause.text, content_hash(clause))


def draft_of(answer: Answer, clauses: Mapping[str, Clause]) -> Draft:
    """What the documents say, to be edited; no text where they say nothing, but the nearest clauses beside it."""
    if answer.abstained:
        nearest = [hit.clause for hit in answer.retrieved[:3] if hit.clause.id in clauses]
        return Draft("", tuple(source(clause) for clause in nearest))
    sources = [source(clauses[c.clause_id], c.quote) for c in answer.citations if c.clause_id in clauses]
    return Draft(answer.text, tuple(sources))


def changed(sources: Sequence[Source], clauses: Mapping[str, Clause]) -> list[int]:
    """Numbers of the sources whose clause is gone or says something else now."""
    return [
        n
        for n, one in enumerate(sources, 1)
        if one.clause_id not in clauses or content_hash(clauses[one.clause_id]) != one.hash
    ]


def faults(draft: Draft, clauses: Mapping[str, Clause]) -> list[str]:
    """Why a draft cannot be approved at all."""
    found = []
    if not draft.text.strip():
        found.append("答复还没有内容")
    if not draft.sources:
        found.append("答复没有引用任何条款")
    for n, paragraph in enumerate(paragraphs(draft.text), 1):
        marks = numbers(paragraph)
        if not marks:
            found.append(f"第 {n} 段没有注明依据，请在句末写 [1] 这样的编号")
        found += [f"第 {n} 段引用了不存在的依据 [{m}]" for m in marks if not 1 <= m <= len(draft.sources)]
    found += [f"依据 [{n}] 的条款已改动或撤下，请删去后重新加入并核对" for n in changed(draft.sources, clauses)]
    return found


def doubts(draft: Draft, clauses: Mapping[str, Clause], documents: Mapping[str, Document]) -> list[str]:
    """What the cited clauses do not carry, as far as a program can tell: to be checked by a person."""
    cited = {c.n: c for c in citations(draft.sources, clauses, documents)}
    found = []
    for n, paragraph in enumerate(paragraphs(draft.text), 1):
        marks = tuple(m for m in numbers(paragraph) if m in cited)
        statement = Statement(MARK.sub("", paragraph).strip(), marks)
        if marks:
            found += [f"第 {n} 段：{why}" for why in objections(statement, [cited[m] for m in marks])]
    return found


def answer(question: str, draft: Draft, clauses: Mapping[str, Clause], documents: Mapping[str, Document]) -> Answer:
    """The approved reply as an answer, each paragraph a statement."""
    used = sorted({m for paragraph in paragraphs(draft.text) for m in numbers(paragraph)})
    cited = tuple(c for c in citations(draft.sources, clauses, documents) if c.n in used)
    statements = tuple(Statement(paragraph, tuple(numbers(paragraph))) for paragraph in paragraphs(draft.text))
    return Answer(question, "\n".join(paragraphs(draft.text)), False, statements, cited, (), mode="curated")


def citations(
    sources: Sequence[Source], clauses: Mapping[str, Clause], documents: Mapping[str, Document]
) -> list[Citation]:
    return [
        citation(n, clauses[one.clause_id], documents, one.quote)
        for n, one in enumerate(sources, 1)
        if one.clause_id in clauses and clauses[one.clause_id].document_id in documents
    ]


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def numbers(text: str) -> list[int]:
    return list(dict.fromkeys(int(n) for n in MARK.findall(text)))


def checked(text: str, sources: Sequence[Source]) -> Draft:
    """Raises DeskError for more than can be kept."""
    if len(text) > MOST_TEXT:
        raise DeskError(f"答复太长（{len(text)} 字），最多 {MOST_TEXT} 字")
    if len(sources) > MOST_SOURCES:
        raise DeskError(f"依据太多，最多 {MOST_SOURCES} 条")
    return Draft(text.replace("\r\n", "\n"), tuple(sources))
