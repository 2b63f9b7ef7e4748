"""Evidence: the sentences of the retrieved clauses, each described by how well it answers the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.sentences import segments, sentences
from ingest.types import Clause
from kb import kinds, years
from kb.query import Question, Term
from kb.text import fold
from kb.tokenize import bigrams

_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、]|[①-⑳]|[一二三四五六七八九十]是")
_ITSELF = re.compile(r"本(条例|办法|规定|规划|细则|通知|意见|方案|法|决定|措施|政策|文件)")  # the document, by itself
_AIM = re.compile(r"力争|争创|争取|突破|目标|探索|打造|推进|加快|鼓励|支持|实施|建设")
_DEFINING = re.compile(
    r"指(的)?(是)?(什么|啥|哪)|是(什么|啥)(意思)?|什么是|分别(是|指)|包括|含义|(哪|那)(\w{0,2})(样|个|些|几)|都有"
)
_FACT = re.compile(r"截至|累计|已|达到|成功|获|先后|相继|完成")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a clause, with the folded texts it is judged by."""

    clause: Clause
    start: int
    end: int
    text: str  # folded sentence
    head: str  # folded own heading of the clause
    above: str  # folded headings above and scope
    lead: str  # folded sentence that opens the list this one is an item of ("… the following:")
    itself: str  # folded document title where the sentence speaks of its document ("本条例…")
    around: str  # folded whole clause
    title: str  # folded document title
    years: frozenset[str]  # said in the sentence, or last said before it in the clause

    @property
    def opens_list(self) -> bool:
        return self.text.endswith(":")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with its features for one question and the score made of them."""

    sentence: Sentence
    features: Mapping[str, float]
    score: float
    siblings: tuple[Sentence, ...]  # all sentences of the clause
    reading: float | None = None  # log-odds that it holds what is asked, by kb/reader.py; None where not read


@lru_cache(maxsize=4096)
def sentences_of(clause: Clause, title: str) -> tuple[Sentence, ...]:
    """The sentences of a clause in order; years carry over to later sentences until another is named."""
    result = []
    carried: frozenset[str] = frozenset()
    head, around, folded_title = fold(clause.heading or ""), fold(clause.text), fold(title)
    above = fold("".join(clause.path) + clause.scope)
    lead = ""
    for start, end in sentences(clause.text):
        text = fold(clause.text[start:end])
        named = years.named(text)
        carried = named or carried
        if not _ITEM.match(text):
            lead = ""
        itself = folded_title if _ITSELF.search(text) else ""
        sentence = Sentence(clause, start, end, text, head, above, lead, itself, around, folded_title, carried)
        result.append(sentence)
        if sentence.opens_list:
            lead = text
    return tuple(result)


def describe(
    question: Question,
    sentence: Sentence,
    *,
    clause_score: float,
    clause_dense: float,
    sentence_dense: float,
    idf: Callable[[str], float],
) -> dict[str, float]:
    """The features of one sentence. Shares are 0…1 of the question's term weight."""
    weight = question.weight
    in_text = {term.text: term.match(sentence.text) for term in question.terms}
    in_head = {
        term.text: max(
            in_text[term.text], 0.9 * term.match(sentence.head), 0.9 * term.match(sentence.lead + sentence.itself)
        )
        for term in question.terms
    }
    in_clause = {term.text: max(in_head[term.text], 0.8 * term.match(sentence.around)) for term in question.terms}
    anywhere = {
        term.text: max(in_clause[term.text], 0.8 * term.match(sentence.above), 0.8 * term.match(sentence.title))
        for term in question.terms
    }

    def share(found: Mapping[str, float]) -> float:
        return sum(term.weight * found[term.text] for term in question.terms) / weight

    return {
        "cover_text": share(in_text),
        "cover_head": share(in_head),
        "cover_any": share(anywhere),
        "attribute": -_missing(question, in_head, lambda t: t.attribute and t.text in question.focus),
        "beside": -_missing(question, in_head, lambda t: t.text in question.beside),
        "sort": -_missing(
            question,
            {t.text: float(t.text in sentence.text + sentence.head + sentence.lead) for t in question.terms},
            lambda t: t.text in question.beside,
        ),
        "asked": -_missing(question, in_head, lambda t: t.text in question.focus),
        "place": -_missing(question, anywhere, lambda t: t.place),
        "focus": _focus_share(question, in_text),
        "bigrams": _bigram_share(question.text, sentence.text, idf),
        "run": _longest_run(question.text, sentence.text) / 8,
        "dense": sentence_dense,
        "dense_clause": clause_dense,
        "clause": clause_score,
        "kind": _kind_fit(question, sentence),
        "bound": _bound(question, sentence),
        "year": _year_fit(question, sentence),
        "tense": _tense_fit(question, sentence),
        "length": min(len(sentence.text), 200) / 100,
        "opens": float(sentence.opens_list),
        "title": _bigram_share(sentence.title, question.text, idf),
        "title_like": float(sentence.text.rstrip("。") == sentence.head),
        "row_named": _bigram_share(sentence.head, question.text, idf) if sentence.clause.kind == "row" else 0.0,
        "defines": _defines(question, sentence),
        "heading": float(sentence.clause.kind == "heading"),
    }


def _missing(question: Question, found: Mapping[str, float], which: Callable[[Term], bool]) -> float:
    """The greatest weight of a term of some sort that is not found; 0 when all are."""
    return max((term.weight * (1 - found[term.text]) for term in question.terms if which(term)), default=0.0)


def _focus_share(question: Question, found: Mapping[str, float]) -> float:
    """How much of what is asked about the topic the sentence itself holds; a half where the question names nothing."""
    terms = [term for term in question.terms if term.text in question.focus]
    weight = sum(term.weight for term in terms)
    return sum(term.weight * found[term.text] for term in terms) / weight if weight else 0.5


def _defines(question: Question, sentence: Sentence) -> float:
    """1 when a quoted or bracketed explanation of a term asked about stands right beside it."""
    if not _DEFINING.search(question.text):
        return 0.0
    for term in question.terms:
        if re.search(re.escape(term.text) + r'"?[(]|[、和]\w+"?' + re.escape(term.text), sentence.text):
            return term.weight
    return 0.0


def _bigram_share(question: str, text: str, idf: Callable[[str], float]) -> float:
    pairs = set(bigrams(question))
    total = sum(idf(pair) for pair in pairs)
    return sum(idf(pair) for pair in pairs if pair[1:] in text) / total if total else 0.0


def _longest_run(question: str, text: str) -> float:
    """Length of the longest string of the question that the text holds, 8 at most."""
    best = 0
    for start in range(len(question)):
        while best < 8 and start + best < len(question) and question[start : start + best + 1] in text:
            best += 1
    return float(best)


def _kind_fit(question: Question, sentence: Sentence) -> float:
    """1 when the sentence holds the kind of thing asked for, -1 when not, 0 when it has no visible form."""
    kind = kinds.first_visible(question.kinds)
    if kind is None:
        return 0.0
    return 1.0 if kinds.gives(kind, sentence.text, question.figures, question.unit) else -1.0


def _bound(question: Question, sentence: Sentence) -> float:
    """For a numeric question: the best share of its terms in a comma segment that holds a fitting figure."""
    kind = kinds.first_visible(question.kinds)
    if kind not in kinds.NUMERIC:
        return 0.0
    best = 0.0
    spans = segments(sentence.text)
    for i, (start, end) in enumerate(spans):
        segment = sentence.text[start:end]
        if not kinds.gives(kind, segment, question.figures, question.unit):
            continue
        near = sentence.text[spans[i - 1][0] if i else start : end] + sentence.head
        here = sum(t.weight * max(t.match(segment), 0.7 * t.match(near)) for t in question.terms)
        best = max(best, here / question.weight)
    return best


def _year_fit(question: Question, sentence: Sentence) -> float:
    """1 the year asked for is the sentence's, -1 it has another, 0 when one of them names none."""
    if not question.years:
        return 0.0
    if question.years & sentence.years:
        return 1.0
    return -1.0 if sentence.years else -0.3


def _tense_fit(question: Question, sentence: Sentence) -> float:
    """-1 when what is done is asked for and the sentence aims, or the other way round."""
    aims, tells = bool(_AIM.search(sentence.text)), bool(_FACT.search(sentence.text))
    if question.done and not question.future:
        return 1.0 if tells else (-1.0 if aims else 0.0)
    if question.future and not question.done:
        return 1.0 if aims else (-1.0 if tells else 0.0)
    return 0.0


def uncovered(question: Question, texts: Sequence[str]) -> list[tuple[Term, float]]:
    """Terms with the weight that none of the folded texts holds, heaviest first."""
    missing = [
        (term, term.weight * (1 - max((term.match(text) for text in texts), default=0.0))) for term in question.terms
    ]
    return sorted((pair for pair in missing if pair[1] > 0.01), key=lambda pair: -pair[1])
