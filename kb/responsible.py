"""Whom to ask where the documents do not answer: the body that a near clause names as responsible, in its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.evidence import Evidence
from kb.numbers import quantities
from kb.places import places, related
from kb.query import Question

_BODY = r"(?:部门|局|委员会|办公室|管委会|人民政府|机关|机构|中心|领导小组)"
_RESPONSIBLE = re.compile(
    rf"{_BODY}(?:依法|具体|统一|分别|按照职责|按照各自职责)?(?:负责(?!人|的)|主管(?!部门|机关|的)|牵头(?!部门|单位|的))[^,;。]{{2,}}"
    rf"|由[^,;。]{{2,24}}{_BODY}(?:负责(?!人)|受理|组织实施)"
)
_NEAR = 60  # sentences looked through
_TOPIC = 0.4  # weight of a word that the sentence must share with the question
_LONGEST = 160


def responsible(question: Question, ranked: Sequence[Evidence]) -> tuple[str, str] | None:
    """Title and verbatim sentence of the nearest clause that names a responsible body on the topic, without figures."""
    asked = places(question.text)
    for one in ranked[:_NEAR]:
        sentence = one.sentence
        quote = sentence.clause.text[sentence.start : sentence.end].strip()
        own = places(sentence.title)
        foreign = own and asked and not any(a == b or related(a, b) for a in asked for b in own)
        topic = any(
            term.weight >= _TOPIC and not term.place and term.match(sentence.text + sentence.head)
            for term in question.terms
        )
        shown = topic and not foreign and len(quote) <= _LONGEST and not quantities(quote)
        if shown and _RESPONSIBLE.search(sentence.text):
            return sentence.clause.document_id, quote
    return None
