"""Whether the asker may apply: the clauses' conditions as a checklist against what the asker has told.

A condition is met or not met only where the asker told the same thing, with a figure in the same unit or by yes or no;
all others are unknown, and asked for. Nothing is inferred that no clause states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.evidence import Evidence, Sentence
from kb.numbers import Quantity, quantities
from kb.query import Question, Term, content_words
from kb.strategies.draft import Support
from kb.types import Check

DEPTH = 40  # clauses whose sentences are looked through
_ACTS = "申请|申报|享受|领取|领|拿到|办理|取得|获得|设立|开办|开展|从事|认定|参评|参加"
_ASKS = re.compile(
    rf"(?:我|咱|俺|本人|本公司)[^?]{{0,60}}?(?:能不能|可不可以|能否|可否|是否可以|可以|能|有没有资格|够不够格|有资格)(?:够)?(?P<act>{_ACTS})(?P<thing>[^,;?]{{2,30}}?)(?:吗|么|不|呢)?(?:[?。,]|$)"
    rf"|(?:符合|够|满足|达到)(?P<thing2>[^,;?]{{0,30}}?)(?:的)?(?:条件|资格|要求|标准)(?:吗|么|不|呢)?(?:[?。,]|$)"
)
_OPENS = re.compile(r"条件|具备下列|符合下列|满足下列|下列要求")
_NO_CONDITION = re.compile(r"不得|不予|不适用|罚|责令|下列情形之一|不受理")
_AT_LEAST = re.compile(r"不低于|不少于|不小于|以上|至少|满(?=\d|[一二三四五六七八九十])|超过(?<!不超过)|达到")
_AT_MOST = re.compile(r"不超过|不高于|不大于|不多于|以下|以内|低于(?<!不低于)|少于(?<!不少于)")
_NOT = re.compile(r"没有|没|未|无(?!形)|不(?!低|少|超|高|大|小|多|得)|缺")
_ALONG = re.compile(r"材料|提出申请|申请.{0,12}(?:提交|受理)|受理.{0,20}之日起|向.{2,20}(?:申请|提交)")
_TOPIC = 0.6  # share of the thing applied for that a list of conditions must speak of
_MET, _NOT_MET = 0.75, 0.6  # shares of a condition's words that what the asker told must hold
_MEASURING = re.compile(r"[低高少大小多]于|超过|以[上下内]|至少|人民币|应当|具有|具备|[\d一二三四五六七八九十百千万]")
_BESIDE = 12  # characters from a figure to the word that says what it counts
_OPEN_TELLING = re.compile("不确定|不清楚|不知道|有没有|是不是|好像|可能|打算|准备|计划|将|如果|假如|要是")
_MOST_ALONG = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in a clause's words, and whether the asker meets it."""

    support: Support
    check: Check


@dataclass(frozen=True, slots=True)
class Checklist:
    """Conditions of one list, and what the same document says of applying: materials, where, how long."""

    opening: Support | None
    conditions: tuple[Condition, ...]
    along: tuple[Support, ...]


def thing_applied_for(text: str) -> str | None:
    """What the asker wants to apply for; "" where the question itself does not say; None when it does not ask so."""
    found = _ASKS.search(text)
    thing = (found["thing"] or found["thing2"] or "").strip("的") if found else ""
    return None if found is None or re.search("哪|什么|啥|多少", thing) else thing


def checklist(terms: Sequence[Term], told: Sequence[str], ranked: Sequence[Evidence]) -> Checklist | None:
    """The conditions of the best list on the thing, checked against what was told; None where no clause holds one."""
    weight = sum(term.weight for term in terms)
    if not weight:
        return None
    for one in ranked:
        sentence = one.sentence
        opening = sentence.text if sentence.opens_list else sentence.lead
        if (
            not _OPENS.search(opening)
            or _NO_CONDITION.search(opening)
            or _shares(terms, sentence, opening) < _TOPIC * weight
        ):
            continue
        items = [s for s in one.siblings if s.lead == opening]
        if not items:
            continue
        first = next((s for s in one.siblings if s.opens_list and s.text == opening), None)
        conditions = tuple(Condition(_support(item), _check(item.text, told)) for item in items)
        return Checklist(_support(first) if first else None, conditions, _along(terms, one, ranked))
    return None


def _shares(terms: Sequence[Term], sentence: Sentence, opening: str) -> float:
    said = (opening, sentence.head, sentence.above, sentence.title)
    return sum(term.weight * max(term.match(text) for text in said) for term in terms)


def _support(sentence: Sentence) -> Support:
    return Support(sentence.clause, sentence.start, sentence.end)


def _along(terms: Sequence[Term], best: Evidence, ranked: Sequence[Evidence]) -> tuple[Support, ...]:
    """Materials, the place to apply and the time it takes, from other clauses of the same document on the thing."""
    found: list[Support] = []
    weight = sum(term.weight for term in terms)
    for one in ranked:
        sentence = one.sentence
        other = sentence.clause.id != best.sentence.clause.id
        same = sentence.clause.document_id == best.sentence.clause.document_id
        if (
            not (same and other and _ALONG.search(sentence.text))
            or sentence.lead
            or _NO_CONDITION.search(sentence.text)
        ):
            continue
        if sum(term.weight * term.match(sentence.text) for term in terms) < _TOPIC * weight:
            continue
        found.append(_support(sentence))
        if sentence.opens_list:
            found += [_support(item) for item in one.siblings if item.lead == sentence.text]
        if len(found) >= _MOST_ALONG:
            break
    return tuple(dict.fromkeys(found))


def _check(condition: str, told: Sequence[str]) -> Check:
    """Whether what was told meets a condition. Two things told that disagree leave it unknown."""
    found = {check for segment in told for check in (_against(condition, segment),) if check != "unknown"}
    return found.pop() if len(found) == 1 else "unknown"


def _against(condition: str, segment: str) -> Check:
    words = {word.text for word in content_words(condition) if word.tag[0] in "nvaj" and len(word.text) > 1}
    words = {word for word in words if not _MEASURING.search(word)}
    shared = {word for word in words if word in segment}
    limits = [q for q in quantities(condition) if not (q.value == 1 and q.unit in ("次", "批", "个"))]  # 一次性
    figures = quantities(segment)
    if limits:
        same = [q for q in figures if _comparable(q, limits[0])]
        if len(limits) != 1 or len(same) != 1 or not any(word in _beside_figure(condition) for word in shared):
            return "unknown"
        most, least = _AT_MOST.search(condition), _AT_LEAST.search(condition)
        if bool(most) == bool(least):
            return "unknown"
        holds = same[0].value <= limits[0].value if most else same[0].value >= limits[0].value
        if not holds:
            return "not_met"
        return "met" if len(shared) >= _MET * len(words) else "unknown"  # a condition may ask for more than the figure
    if figures or not words or len(shared) < _NOT_MET * len(words):
        return "unknown"
    if bool(_NOT.search(segment)) != bool(_NOT.search(condition)):
        return "not_met"
    return "met" if len(shared) >= _MET * len(words) else "unknown"


def _beside_figure(condition: str) -> str:
    """What stands around the figure of a condition, within its part of the sentence."""
    part = next(
        (p for p in re.split(r"[,、;。]|和(?=.{0,6}[\d一二三四五六七八九十百千万])", condition) if quantities(p)),
        condition,
    )
    found = re.search(r"[\d一二三四五六七八九十百千万]+", part)
    at = found.start() if found else 0
    return part[max(0, at - _BESIDE) : at + _BESIDE]


def _comparable(told: Quantity, limit: Quantity) -> bool:
    """The same unit, people by any of their measure words, or money without its unit: 两千万."""
    bare_money = limit.unit == "元" and told.unit == "" and told.value >= 10_000
    return told.unit == limit.unit or bare_money or (_people(told) and _people(limit))


def _people(quantity: Quantity) -> bool:
    return quantity.unit in ("人", "名", "位", "个")


def may_apply(text: str) -> bool:
    """Whether a sentence says who may have something, or on which conditions."""
    return bool(re.search(r"条件|符合|具备|满足|可以|应当|享受|给予|不得|申请|有权", text))


def told_segments(question: Question, turns: Sequence[str]) -> tuple[str, ...]:
    """What the asker has said of the case: comma segments of the question and the turns before, without the asking."""
    segments = [part for text in (*turns, question.text) for part in re.split(r"[,，。;；?？!！]", text)]
    return tuple(
        s
        for s in segments
        if s and not _ASKS.search(s) and not _OPEN_TELLING.search(s) and not re.search(r"吗$|多少|什么|哪|怎么|几", s)
    )
