"""What is wrong with a question set itself, before anything is asked: by its rows alone, and against the documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.corpus import Corpus
from eval.dataset import Question
from eval.metrics.facts import held, states
from eval.normalise import squeeze

FEW = 5  # rows of a type below which a share of it says little
Kind = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`error`: the row cannot be scored fairly; `warning`: worth a look."""

    kind: Kind
    id: str  # of the question, or the name of the type
    text: str


def check(questions: Sequence[Question], corpus: Corpus | None = None) -> list[Finding]:
    """All findings, those of rows in their order, then those of the whole set."""
    found = [finding for one in questions for finding in _row(one)]
    found += _duplicates(questions)
    if corpus is not None:
        found += [finding for one in questions for finding in _against(one, corpus)]
    counts = Counter(one.type for one in questions)
    found += [
        Finding("warning", name, f"题型“{name}”只有 {count} 题，少于 {FEW} 题，比例没有统计意义")
        for name, count in counts.items()
        if count < FEW
    ]
    if not any(not one.answerable for one in questions):
        found.append(Finding("warning", "题集", "没有不可回答的题目，测不出系统该拒答时是否拒答"))
    return found


def _row(one: Question) -> Iterator[Finding]:
    for group in one.must:
        if all(any(squeeze(bad) in squeeze(way) for bad in one.forbid) for way in group):
            yield Finding("error", one.id, f"必含“{' / '.join(group)}”同时被列为不得出现，没有答案能判对")
    if one.answerable and not (one.evidence or one.relevant):
        yield Finding("warning", one.id, "没有填依据，引用和检索不计这一题")
    if one.answerable and one.answer and one.must:
        left = [group for group in one.must if not held(one.answer, group)]
        if left:
            yield Finding("error", one.id, f"参考答案里没有必含的“{' / '.join(left[0])}”，二者必有一处不对")


def _duplicates(questions: Sequence[Question]) -> Iterator[Finding]:
    groups: defaultdict[tuple[str, ...], list[Question]] = defaultdict(list)
    for one in questions:
        groups[(*map(_bare, one.history), _bare(one.question))].append(one)
    for same in groups.values():
        for other in same[1:]:
            verdict = "，答案却不同" if (other.must, other.answerable) != (same[0].must, same[0].answerable) else ""
            yield Finding("error" if verdict else "warning", other.id, f"与 {same[0].id} 是同一个问题{verdict}")


def _bare(text: str) -> str:
    return "".join(char for char in squeeze(text) if char.isalnum())


def _against(one: Question, corpus: Corpus) -> Iterator[Finding]:
    """The row against the documents. An unanswerable row whose must is empty has nothing to compare."""
    for snippet in one.evidence:
        if not corpus.holding(snippet):
            where = "在文件原文里，但没有归入任何条款" if corpus.in_source(snippet) else "不在任何文件中"
            yield Finding("error", one.id, f"依据“{_short(snippet)}”{where}")
    for name in one.relevant:
        if not corpus.knows(name):
            yield Finding("error", one.id, f"知识库里没有编号为 {name} 的条款或文件")
    said = [corpus.said_with(clause) for snippet in one.evidence for clause in corpus.holding(snippet)]
    if not said:
        return
    for group in one.must:
        if not any(held(text, group) for text in said) and not states(corpus.whole, group):
            yield Finding("error", one.id, f"必含“{' / '.join(group)}”与依据不符：依据所在的条款和全部文件都没有这样写")
        elif not any(held(text, group) for text in said):
            yield Finding("warning", one.id, f"必含“{' / '.join(group)}”不在依据所在的条款里，请核对依据是否填全")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
