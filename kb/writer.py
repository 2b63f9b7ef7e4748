"""The second writer: a language model says anew what the extract says, from the same clauses, through the same gate.

The extract comes first. Where it refuses, the refusal stands and no model is asked; where the model fails, or nothing
it says passes the gate, the extract stands with a notice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ingest.sentences import sentences
from ingest.types import Clause, Document
from kb import kinds, numbers, prompts, wording
from kb.commitment import commitment
from kb.compose import citation, text_of
from kb.errors import ModelError
from kb.kinds import Kind
from kb.llm import ChatWriter
from kb.text import fold
from kb.tokenize import tokenizer
from kb.types import Answer, Citation, Removed, Statement
from kb.verify import objections

logger = logging.getLogger(__name__)

_CLAUSES = 6  # of the extract that are shown to the model
_NEAR = 4  # clauses that are shown at least, the nearest ones with them: more of them mislead
_CHARACTERS = 800  # of one of them
_STATEMENTS = 12
_WINDOW = 3  # sentences of a clause quoted together, at most; where they do not carry the statement, all are
_LIST_KEPT = 0.5  # share of the extract's words that the answer to "which" and "how" must keep
_MARKS = re.compile(r"(?:[\[【［]\s*(?:条款)?\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]】］])+")
_LEAD = re.compile(r"^\s*(?:[-*•·]+|#+|\d{1,2}[.．、)）](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])\s*")
_ENDS = "。；;！!，,"


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as far as it is written; `said` is all that the model has said, `sources` the clauses it was shown."""

    answer: Answer
    said: str
    sources: tuple[str, ...]
    whole: bool = True
    failed: bool = False  # the model broke off


def write(
    extract: Answer,
    history: Sequence[str],
    writer: ChatWriter,
    clauses: Mapping[str, Clause],
    documents: Mapping[str, Document],
) -> Iterator[Written]:
    """The growing answer, a step for each statement that passes; the last step is the whole answer."""
    shown = _shown(extract, clauses)
    if not eligible(extract) or not shown:
        yield Written(extract, "", ())
        return
    places = [prompts.Source(n, _place(c, documents), text) for n, (c, text) in enumerate(shown, 1)]
    lines = writer.lines(prompts.messages(extract.question, history, places))
    yield from compose(extract, lines, [c for c, _ in shown], documents, writer.name)


def eligible(extract: Answer) -> bool:
    """Whether a model may say an answer anew. A refusal stands; so does a list that is complete as it is, which has a
    line before it, and what is known of a document itself."""
    plain = (
        extract.text == text_of(extract.statements)
        and not extract.asks
        and not any(s.group for s in extract.statements)
    )
    by_number = {c.n: c for c in extract.citations}
    verbatim = all(s.text in by_number[n].quote for s in extract.statements for n in s.citations)
    return bool(extract.statements) and not extract.abstained and plain and verbatim


def compose(
    extract: Answer, lines: Iterable[str], shown: Sequence[Clause | None], documents: Mapping[str, Document], name: str
) -> Iterator[Written]:
    """The answer made of a model's lines. They may come from a record; clauses that are gone since are None."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    removed: list[Removed] = []
    said: list[str] = []
    sources = tuple(clause.id if clause else "" for clause in shown)
    failure: str | None = None

    def answer(fallback: str | None = None, *, whole: bool = True) -> Written:
        base = replace(extract, removed=(*extract.removed, *removed), fallback=fallback)
        if fallback is None:
            base = replace(
                base,
                text=text_of(statements),
                statements=tuple(statements),
                citations=tuple(citations),
                mode="llm",
                model=name,
            )
        return Written(base, "\n".join(said), sources, whole, failure == wording.MODEL_FAILED)

    try:
        for line in lines:
            said.append(line)
            for text, numbers in _statements(line):
                if len(statements) >= _STATEMENTS or any(fold(text) == fold(one.text) for one in statements):
                    continue
                cited, reasons = _cite(text, numbers, shown, documents)
                if reasons:
                    removed.append(Removed(text, numbers, reasons))
                    continue
                own = tuple(_number(one, citations) for one in cited)
                words = "".join(one.quote for one in cited)
                statements.append(Statement(text, own, commitment(words)))
                yield answer(whole=False)
    except ModelError as error:
        logger.warning("%s", error)
        failure = wording.MODEL_FAILED
    if failure is None and not statements:
        failure = wording.MODEL_UNSUPPORTED
    elif failure is None and not _answers(extract, statements, citations):
        failure = wording.MODEL_INCOMPLETE
    yield answer(failure)


def _answers(extract: Answer, statements: Sequence[Statement], citations: Sequence[Citation]) -> bool:
    """Whether what passed answers the question too: from a clause of the extract, with a figure where one is asked for
    and found, and with most of a list."""
    if not {c.clause_id for c in extract.citations} & {c.clause_id for c in citations}:
        return False
    if not {c.document_id for c in extract.citations} <= {c.document_id for c in citations}:
        return False  # documents that say different things are all shown
    question = fold(extract.question)
    said, had = (fold("".join(s.text for s in some)) for some in (statements, extract.statements))
    wanted = kinds.asked(question)
    kind = kinds.first_visible(wanted)
    if kind in kinds.NUMERIC:
        given, unit = numbers.values(question), kinds.asked_unit(question)
        return kinds.gives(kind, said, given, unit) or not kinds.gives(kind, had, given, unit)
    if Kind.LIST in wanted or Kind.WAY in wanted:
        matter = {w.text for w in tokenizer().words(had) if len(w.text) > 1 and w.text not in question}
        return sum(word in said for word in matter) >= _LIST_KEPT * len(matter)
    return True


def recorded(said: str, *, failed: bool) -> Iterator[str]:
    """The lines of a record, ending as they ended then."""
    yield from said.split("\n")
    if failed:
        raise ModelError("语言模型当时没有写完")


def _shown(extract: Answer, clauses: Mapping[str, Clause]) -> list[tuple[Clause, str]]:
    """The clauses of the extract, then the nearest ones, each with as much of it as a model is shown."""
    ids = list(dict.fromkeys(c.clause_id for c in extract.citations))[:_CLAUSES]
    near = [hit.clause.id for hit in extract.retrieved if hit.clause.kind not in ("heading", "notice")]
    ids += [one for one in near if one not in ids][: max(0, _NEAR - len(ids))]
    quotes = {c.clause_id: c.quote for c in extract.citations}
    found = []
    for clause_id in ids:
        clause = clauses.get(clause_id)
        if clause is not None and not prompts.speaks_to_machine(clause.text):
            found.append((clause, _part(clause.text, quotes.get(clause_id, ""))))
    return found


def _part(text: str, quote: str) -> str:
    """A long clause from the quote on."""
    start = max(0, text.find(quote)) if len(text) > _CHARACTERS else 0
    return text[start : start + _CHARACTERS]


def _place(clause: Clause, documents: Mapping[str, Document]) -> str:
    heading = (clause.heading,) if clause.heading else ()
    return " ".join((f"《{documents[clause.document_id].title}》", *clause.path, *heading))


def _statements(line: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The statements of a line with the numbers after each; what has no number behind it has none."""
    line = _LEAD.sub("", line.strip()).replace("**", "")
    at = 0
    for match in _MARKS.finditer(line):
        text = line[at : match.start()].strip().lstrip(_ENDS).strip()
        end = match.end()
        if text:
            if end < len(line) and line[end] in _ENDS and text[-1] not in _ENDS:
                text += "。"
            numbers = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", match.group())))
            yield text, numbers
        at = end
    rest = line[at:].strip().lstrip(_ENDS).strip()
    if rest:
        yield rest, ()


def _cite(
    text: str, numbers: Sequence[int], shown: Sequence[Clause | None], documents: Mapping[str, Document]
) -> tuple[list[Citation], tuple[str, ...]]:
    """The citations of a statement, each the shortest part of its clause that carries it; or why there are none."""
    if not numbers:
        return [], ("没有注明依据",)
    clauses = [shown[n - 1] if 1 <= n <= len(shown) else None for n in numbers]
    cited = [citation(n, c, documents, c.text) for n, c in zip(numbers, clauses, strict=True) if c is not None]
    if len(cited) < len(numbers):
        return [], ("引用了没有提供的条款",)
    statement = Statement(text, tuple(numbers))
    if reasons := objections(statement, cited, "model"):
        return [], reasons
    for one in reversed(cited):  # a clause that adds nothing is not cited
        fewer = [other for other in cited if other is not one]
        if fewer and not objections(Statement(text, tuple(c.n for c in fewer)), fewer, "model"):
            cited = fewer
    statement = Statement(text, tuple(c.n for c in cited))
    for i, one in enumerate(cited):
        for quote in _windows(one.text):
            shorter = [*cited[:i], replace(one, quote=quote), *cited[i + 1 :]]
            if not objections(statement, shorter, "model"):
                cited = shorter
                break
    return cited, ()


def _windows(text: str) -> Iterator[str]:
    """The sentences of a clause, then pairs of neighbours, …"""
    spans = sentences(text)
    for size in range(1, min(_WINDOW, len(spans) - 1) + 1):
        for first, last in combinations(range(len(spans)), 2) if size > 1 else ((i, i) for i in range(len(spans))):
            if last - first == size - 1:
                yield text[spans[first][0] : spans[last][1]].strip()


def _number(wanted: Citation, citations: list[Citation]) -> int:
    """The number of a quote in the answer; one place has one number."""
    for one in citations:
        if (one.clause_id, one.quote) == (wanted.clause_id, wanted.quote):
            return one.n
    citations.append(replace(wanted, n=len(citations) + 1))
    return len(citations)
