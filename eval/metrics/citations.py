"""Do the citations say it?

A citation is right when its clause's text contains a snippet of `evidence` (contract, design.md).

- citation_precision: right citations / citations, over answered answerable rows (micro: each citation counts
  once); citation_precision_macro: mean over those rows of each row's own share. An answer without any
  citation counts 0 in macro and nothing in micro.
- citation_hit: share of answerable rows with at least one right citation.
- citation_recall, the headline: mean over answerable rows of the row's recall. For types in COVERAGE_TYPES,
  whose snippets are all needed, it is the share of snippets that some citation covers; for the others (fact,
  table, everyday, followup, variant, …), whose snippets are alternatives, it is the hit, 0 or 1.

An abstaining answer has hit and recall 0: the nearest clause it names is an offer, not a citation.
Not to be confused with ALCE's citation recall (Gao et al., EMNLP 2023), which asks a model whether each
sentence is entailed; `fidelity` below is the mechanical part of that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from eval.dataset import Question
from eval.metrics.stats import Estimate, mean, proportion, ratio
from eval.normalise import contains, squeeze, without_marks
from eval.rows import AnswerRow, StatementRow

COVERAGE_TYPES = frozenset({"list", "multi", "support", "talent"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class CitationMarks:
    """`right[i]`: citation i is right; `covered[j]`: some citation covers evidence snippet j."""

    right: tuple[bool, ...]
    covered: tuple[bool, ...]


def mark(question: Question, answer: AnswerRow) -> CitationMarks:
    found = [[contains(c.text, snippet) for snippet in question.evidence] for c in answer.citations]
    return CitationMarks(
        right=tuple(any(row) for row in found),
        covered=tuple(any(row[j] for row in found) for j in range(len(question.evidence))),
    )


def is_hit(answer: AnswerRow, marks: CitationMarks) -> bool:
    return not answer.abstained and any(marks.right)


def row_recall(question: Question, answer: AnswerRow, marks: CitationMarks) -> float:
    if answer.abstained:
        return 0.0
    if question.type in COVERAGE_TYPES:
        return sum(marks.covered) / len(marks.covered)
    return float(any(marks.right))


def summarise(rows: Sequence[tuple[Question, AnswerRow, CitationMarks]]) -> dict[str, Estimate]:
    """The four measures of the module's docstring, by name."""
    answerable = [row for row in rows if row[0].answerable]
    given = [marks.right for _, answer, marks in answerable if not answer.abstained]
    return {
        "citation_hit": proportion([is_hit(a, m) for _, a, m in answerable]),
        "citation_recall": mean([row_recall(q, a, m) for q, a, m in answerable]),
        "citation_precision": ratio([sum(r) for r in given], [len(r) for r in given]),
        "citation_precision_macro": mean([sum(r) / len(r) if r else 0.0 for r in given]),
    }


def numbers(text: str) -> set[str]:
    """The figures in `text` as written in digits, width and thousands separators put aside (not 三, 百)."""
    return set(_NUMBER.findall(_THOUSANDS.sub("", unicodedata.normalize("NFKC", text))))


def violations(answer: AnswerRow) -> tuple[str, ...]:
    """What breaks fidelity in one answer: a quote not verbatim, a statement without a clause that says it."""
    broken = [f"引用[{c.n}]的引文不在条款原文中" for c in answer.citations if not c.quote or c.quote not in c.text]
    quotes = {c.n: c.quote for c in answer.citations}
    return (*broken, *(why for s in answer.statements if (why := _unsupported(s, quotes))))


def fidelity(answers: Sequence[AnswerRow]) -> Estimate:
    """Share of quotes and statements that hold. Must be 1.0: anything less is a defect, not a score.

    A quote holds when it is a substring of its clause's text, character by character. A statement holds when
    it cites at least one citation, all it cites exist, and each figure in it occurs in the quotes it cites.
    """
    total = [len(a.citations) + len(a.statements) for a in answers]
    marks = [i >= len(violations(a)) for a, n in zip(answers, total, strict=True) for i in range(n)]
    return proportion(marks)


def _unsupported(statement: StatementRow, quotes: dict[int, str]) -> str | None:
    shown = squeeze(statement.text)[:30]
    if not statement.citations:
        return f"陈述没有引用：{shown}"
    absent = [n for n in statement.citations if n not in quotes]
    if absent:
        return f"陈述引用了不存在的[{absent[0]}]：{shown}"
    extra = numbers(without_marks(statement.text)) - numbers("\n".join(quotes[n] for n in statement.citations))
    return f"数字 {'、'.join(sorted(extra))} 不在所引原文中：{shown}" if extra else None
