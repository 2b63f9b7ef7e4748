"""Lists over clauses and documents: "跟融资有关的支持有哪些" → every clause that speaks of it, by document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.types import Document
from kb import wording
from kb.commitment import commitment
from kb.evidence import Evidence, Sentence
from kb.hierarchy import rank
from kb.kinds import Kind
from kb.query import Question, Term
from kb.strategies.draft import Draft, Support, merge
from kb.tokenize import bigrams

DEPTH = 60  # clauses whose sentences are looked through
SHOWN = 20  # statements of one list; how many there are is said
# Sorts of things that many clauses hold, one each; what a question asks for by these words no single sentence lists.
_SORTS = "支持|政策|措施|规定|优惠|扶持|帮助|好处|便利|义务|权利|处罚|补贴|奖励|补助|待遇|条款|服务|要求"
_ASKS_ALL = re.compile(
    rf"(?:有|是|包括|提供|享受|出台|规定)(?:了)?(?:哪些|什么|啥)[^,;]{{0,8}}?(?:{_SORTS})|(?:{_SORTS})[^,;]{{0,4}}(?:都|主要|一共|总共)?(?:有|包括)(?:哪些|哪几|什么|啥)"
    rf"|(?:有关|相关|涉及)[^,;]{{0,4}}的?(?:{_SORTS}|内容)?[^,;]{{0,3}}(?:都|一共)?(?:有|是)?(?:哪些|什么)|(?:全部|所有|列出|列一下|汇总)[^,;]{{0,20}}(?:{_SORTS})"
)
_SORT = re.compile(rf"^(?:{_SORTS}|内容|方面|有关|相关|涉及|哪些|企业|公司|单位|政府|国家|我们|列出|汇总|全部|所有)+$")
_SAID = re.compile("奖励|补贴|补助|优惠|处罚|义务|权利|服务|便利")  # sorts that each sentence must name, by any name
_PENALTY = re.compile(r"处\S{0,16}罚款|责令|没收|吊销|依法追究")
_TOPIC = 0.3  # weight from which a term belongs to the topic
_ITSELF = 0.5  # share of the topic that the sentence or its heading must hold
_GAP = 4.0  # units of the ranker behind the best
_SAME = 0.8  # share of character pairs from which two sentences say the same


def asks_all(question: Question) -> bool:
    """Whether a question wants everything of a sort, which stands in many clauses."""
    return question.wants(Kind.LIST) and not question.unit and bool(_ASKS_ALL.search(question.text))


def collected(question: Question, ranked: Sequence[Evidence], documents: Mapping[str, Document]) -> Draft | None:
    """Every sentence on the topic that grants, requires or aims, grouped by document; None for one or none."""
    topic = [term for term in question.terms if term.weight >= _TOPIC and not _SORT.match(term.text)]
    sorts = [term for term in question.terms if _SAID.fullmatch(term.text)]
    penalties = bool(re.search("处罚|罚|责任|后果", question.text))
    if not topic or not ranked:
        return None
    kept: list[Evidence] = []
    for one in ranked:
        if ranked[0].score - one.score > _GAP:
            break
        text = one.sentence.text
        if (
            not commitment(text)
            or bool(_PENALTY.search(text)) > penalties
            or not all(term.match(text) for term in sorts)
        ):
            continue
        if _on(topic, one.sentence) and not _said(one, kept):
            kept.append(one)
    if len({one.sentence.clause.id for one in kept}) < 2:
        return None
    supports = [
        Support(one.sentence.clause, one.sentence.start, one.sentence.end) for one in _by_document(kept, documents)
    ]
    found = merge(supports)
    count = len({support.clause.document_id for support in found})
    lead = wording.collected(len(found), min(len(found), SHOWN), count)
    return Draft(tuple(found[:SHOWN]), lead, grouped=True)


def _on(topic: Sequence[Term], sentence: Sentence) -> bool:
    """Whether a sentence is on the whole topic: all of it said somewhere about the clause, half by itself."""
    near = (sentence.text, sentence.head, sentence.lead)
    far = (*near, sentence.above, sentence.title)
    if sentence.opens_list or sentence.clause.kind in ("heading", "table", "notice") or sentence.text == sentence.head:
        return False
    if not all(any(term.match(text) for text in far) for term in topic):
        return False
    said = sum(term.weight for term in topic if any(term.match(text) for text in near))
    return said >= _ITSELF * sum(term.weight for term in topic)


def _said(one: Evidence, kept: Sequence[Evidence]) -> bool:
    pairs = set(bigrams(one.sentence.text))
    for other in kept:
        others = set(bigrams(other.sentence.text))
        if pairs and len(pairs & others) >= _SAME * min(len(pairs), len(others)):
            return True
    return False


def _by_document(kept: Sequence[Evidence], documents: Mapping[str, Document]) -> list[Evidence]:
    """Documents by falling rank, the better ones first among equals; clauses in their order."""
    best: dict[str, int] = {}
    for i, one in enumerate(kept):
        best.setdefault(one.sentence.clause.document_id, i)

    def key(one: Evidence) -> tuple[int, int, int, int]:
        clause = one.sentence.clause
        return rank(documents[clause.document_id]).order, best[clause.document_id], clause.ordinal, one.sentence.start

    return sorted(kept, key=key)
