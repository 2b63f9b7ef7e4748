"""Signals for and against an answer: what the best sentence holds, what it leaves unsaid, and what was asked.

Single ones say little; the trees that weigh them (kb/trees.py) were chosen because they find how they go together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb import kinds
from kb.evidence import Evidence, Sentence, uncovered
from kb.kinds import Kind
from kb.places import places, related
from kb.query import Question
from kb.tokenize import Word, tokenizer

# Nouns for whom or what a question may want by name.
_SORT = (
    "公司|企业|单位|医院|银行|学校|高校|大学|院校|机构|厂|研究院|中心|园区|基地|平台|项目|行业|协会|部门|局|城市|国家|"
    "专家|院士|镇|街道|村|店|人"
)
_WHICH = re.compile(rf"(?:哪|什么|啥)[一几两三四五六七八九十个家所位些座项种级的类]*({_SORT})")
_WHO = re.compile("谁|哪位|叫(?:什么|啥)名|姓名|名字|姓什么")
_QUOTED = re.compile(r'"[^"]{2,30}"|《[^》]+》')
_PERSON = frozenset({"nr", "nrt", "nrfg"})
_NAMED = _PERSON | {"nt", "nz"}
_TAKEN_OVER = (  # features of the best sentence that are signals as they are
    "cover_text cover_head cover_any focus dense dense_clause bigrams run kind year tense attribute beside sort asked "
    "place clause length title defines row_named opens title_like heading"
).split()
_OF_NEXT = ("kind", "cover_head", "dense", "bound")


def signals(question: Question, ranked: Sequence[Evidence]) -> dict[str, float]:
    """Every signal by name. `ranked` must not be empty."""
    return {
        **_of_best(question, ranked),
        **_of_names(question, ranked[0].sentence),
        **_of_next(ranked),
        **_of_readings(ranked),
        **_of_question(question),
    }


def _of_best(question: Question, ranked: Sequence[Evidence]) -> dict[str, float]:
    top = ranked[0]
    sentence, features = top.sentence, top.features
    rest = uncovered(question, [sentence.text, sentence.head, sentence.above, sentence.lead, sentence.title])
    rest_text = uncovered(question, [sentence.text, sentence.head, sentence.lead, sentence.itself])
    kind = kinds.first_visible(question.kinds)
    numeric = kind in kinds.NUMERIC
    return {
        **{name: features[name] for name in _TAKEN_OVER},
        "score": top.score,
        "bound": features["bound"] if numeric else 0.6,
        "missing": sum(weight for _, weight in rest) / question.weight,
        "missing_most": rest[0][1] if rest else 0.0,
        "missing_text_most": rest_text[0][1] if rest_text else 0.0,
        "missing_name": max((w for t, w in rest if t.name), default=0.0),
        "missing_attribute": max((w for t, w in rest_text if t.attribute), default=0.0),
        "unknown": _unknown(question, sentence),
        "foreign": float(_foreign(question, sentence)),
        "no_number": float(numeric and features["kind"] < 0),
        "no_contact": float(kind is Kind.CONTACT and features["kind"] < 0),
        "no_reason": float(kind is Kind.REASON and features["kind"] < 0),
        "no_organ": float(kind is Kind.ORGAN and features["kind"] < 0),
        "other_year": float(numeric and features["year"] < -0.5),
        "other_tense": float(numeric and features["tense"] < 0),
        "unbound": float(numeric) * max(0.0, 0.6 - features["bound"]),
        "numeric": float(numeric),
        "row": float(sentence.clause.kind == "row"),
        "article": float(sentence.clause.kind in ("article", "item")),
    }


def _of_names(question: Question, sentence: Sentence) -> dict[str, float]:
    """Whether whom or what the question wants by name is named, beyond what the question names itself."""
    words = [word for word in _words(sentence.text) if word.text not in question.text]
    which, who = _WHICH.search(question.text), _WHO.search(question.text)
    found = {"which": 0.0, "which_named": 0.0, "who": 0.0}
    if which:
        named = any(word.tag in _NAMED for word in words)
        kinds_of_it = re.findall(rf"([\u4e00-\u9fff]{{2,10}}){which[1]}", sentence.text)
        new = any(kind[-2:] not in question.text for kind in kinds_of_it)
        found["which"] = 1.0 if new else 0.3 if named else -1.0
        found["which_named"] = 1.0 if named or _QUOTED.search(sentence.text) else -1.0
    elif who:
        found["who"] = 1.0 if any(word.tag in _PERSON for word in words) else -1.0
    runs = _runs(question)
    length = sum(map(len, runs))
    said = sentence.text + sentence.head + sentence.lead
    telling = sum(word.tag[0] in "nvmaij" and len(word.text) > 1 for word in words)
    return found | {
        "runs": sum(len(run) for run in runs if run in said) / length if length else 0.5,
        "new": min(telling, 10) / 10,
    }


def _runs(question: Question) -> list[str]:
    """Terms of the question that stand side by side, as one: 科技型中小企业. Places and short ones left out."""
    spans: list[list[int]] = []
    starts = ((question.text.find(term.text), term) for term in question.terms if not term.place)
    for start, term in sorted((pair for pair in starts if pair[0] >= 0), key=lambda pair: pair[0]):
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], start + len(term.text))
        else:
            spans.append([start, start + len(term.text)])
    return [question.text[a:b] for a, b in spans if b - a >= 3]


def _of_next(ranked: Sequence[Evidence]) -> dict[str, float]:
    """How the best sentence stands against the others."""
    top = ranked[0]
    dense = sorted(one.features["dense"] for one in ranked)
    others = [one for one in ranked if one.sentence.clause.id != top.sentence.clause.id]
    found = {
        "contrast": top.features["dense"] - dense[len(dense) // 2],
        "ahead": top.score - (others[0].score if others else top.score),
        "most_cover": max(one.features["cover_any"] for one in ranked[:10]),
        "most_dense": dense[-1],
        "most_bigrams": max(one.features["bigrams"] for one in ranked),
    }
    for place in (1, 2):
        other = ranked[place] if len(ranked) > place else top
        found[f"gap_{place}"] = top.score - other.score
        found[f"same_{place}"] = float(other.sentence.clause.id == top.sentence.clause.id)
        found |= {f"{name}_{place}": other.features[name] for name in _OF_NEXT}
    return found


def _of_readings(ranked: Sequence[Evidence]) -> dict[str, float]:
    """What the reader says of the best sentence and of those beside it; nothing where none was read."""
    readings = [one.reading for one in ranked if one.reading is not None]
    if not readings:
        return {}
    others = sorted(readings[1:], reverse=True) or readings
    return {
        "reading": readings[0],
        "reading_most": max(readings),
        "reading_next": others[0],
        "reading_mean": sum(readings) / len(readings),
    }


def _of_question(question: Question) -> dict[str, float]:
    terms = question.terms
    return {
        **{f"asks_{kind.name.lower()}": float(kind in question.kinds) for kind in Kind},
        "terms": len(terms),
        "weight": question.weight,
        "characters": len(question.text),
        "names": sum(term.name for term in terms),
        "unknown_terms": sum(not term.known for term in terms),
        "heaviest": max((term.weight for term in terms), default=0.0),
        "focus_weight": sum(term.weight for term in terms if term.text in question.focus),
        "beside_weight": sum(term.weight for term in terms if term.text in question.beside),
        "years": len(question.years),
        "figures": len(question.figures),
        "future": float(question.future),
        "done": float(question.done),
    }


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(tokenizer().words(text))


def _unknown(question: Question, sentence: Sentence) -> float:
    """Share of the question, its place and document aside, that no document has by any name."""
    terms = [term for term in question.terms if not term.match(sentence.title)]
    weight = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if not term.known) / weight if weight else 0.5


def _foreign(question: Question, sentence: Sentence) -> bool:
    """Whether a document of one place is asked about another, which neither holds it nor lies in it."""
    own, asked = places(sentence.title), places(question.text)
    said = sentence.title + sentence.above + sentence.around
    return bool(own and asked) and not any(place in said or any(related(place, one) for one in own) for place in asked)
