"""Follow-up questions: what an elliptic question, or a correction, takes over from the ones before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb import places
from kb.query import ASKING, Question, Term
from kb.references import ARTICLE

# Words that stand for something said before; and openings that often, not always, go on from it.
_PRONOUN = re.compile(
    r"(?<!其)它|(?<!其)他(?!人|国|乡)|她们|(?<![\w》])(?:其中|里面)|那儿|那里|那边(?=是|有|的)|上述|前面|刚才|\b(?:it|they|them|those|these)\b"
)
_GOES_ON = re.compile(r"^(那|这|其|还有|另外|主要是|具体|分别|都有|都是|又)|这里|这儿|呢[?？。]?$|^(what|how) about")
_ELLIPTIC = re.compile(
    r"[又也还再]|呢|的(?:是|有)(?:多少|几|哪|什么|谁)|^比|^(?:多少|几|哪|什么|谁|怎么|为什么|啥|有没有|是)|[这那]个|[:：]$"
)
_SHORT = 1.3  # term weight below which a question cannot stand alone
_WHOLE = 0.9  # the same for one that asks something and shows no sign of leaning on another
_LONG = 3.0  # and from which it stands alone in spite of an opening that might go on
_BARE = 0.35  # term weight below which a question without an earlier one asks about nothing
_FEW = 3  # characters that cannot name a topic and ask about it: 多少钱
_TAKEN = 0.5  # what a term of the earlier question weighs, against one of this question
_OWN = 0.3  # term weight from which a follow-up brings a thing of its own

_ASKER_MEANS = r"(?:我|咱|俺)?(?:其实|本来)?(?:是|要|想|想要|就是)?(?:问|说|指|想知道|要的)(?:的)?(?:是|就是)?"
_NOT_BUT = re.compile(
    rf"^(?:不[,，]|不是[,，]|不对[,，])?(?:我)?(?:不是|没有?|并?不是在?)(?:在)?(?:问|说|指)的?(?:是)?(?P<no>.{{1,30}}?)[,，。;；](?:而)?(?:是|{_ASKER_MEANS})(?P<yes>.+)"
)
_CORRECTS = re.compile(
    rf"^(?:(?:不是|不对|错了|不|弄错了|搞错了|你?理解错了|答非所问)[,，。!！、 ]+(?:的)?(?:{_ASKER_MEANS}|应该是|是)?|(?:我|咱|俺)(?:问|说|指|想问|要问)的(?:是|就是))(?P<yes>.+)"
)
_CHANGES = re.compile(
    r"^(?:好的?|明白了?|知道了?|谢谢(?:你|您)?|嗯)?[,，。!！ ]*(?:换个(?:话题|问题)|换一个(?:话题|问题)|(?:另外|再|顺便|还想|还要|我再)(?:想)?(?:再)?(?:问|请教|咨询)(?:一?[下个])?"
    r"(?:别的|其他的?)?(?:问题|事)?)[,，:：。 ]*(?P<yes>.{4,})"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A turn without the words that only manage the conversation."""

    text: str
    corrects: bool = False
    changes: bool = False
    dropped: str = ""  # what the asker says was not meant


def listen(folded: str) -> Said:
    """What a turn says; whether it corrects the one before ("不是,我问的是…") or leaves it ("另外问一下…")."""
    if found := _NOT_BUT.match(folded):
        return Said(found["yes"], corrects=True, dropped=found["no"])
    if found := _CORRECTS.match(folded):
        return Said(found["yes"], corrects=True)
    if found := _CHANGES.match(folded):
        return Said(found["yes"], changes=True)
    return Said(folded)


def earlier_of(turns: Sequence[str], question: Question, analyse: Callable[[str], Question]) -> Question | None:
    """What a question may lean on: the last one that stood alone, with the last turn that added to it.

    A turn that brings a thing of its own takes the place of the one that did so before, so that nothing piles up.
    """
    topic: Question | None = None
    turn: Question | None = None
    for text in turns:
        said = listen(text)
        now = analyse(said.text)
        if asks_nothing(now):
            continue
        context = _joined(topic, turn)
        if said.corrects and context is not None:
            topic, turn = correct(now, context, said.dropped), None
        elif topic is None or said.changes or stands_alone(now, context):
            topic, turn = now, None
        elif _brings(now):
            turn = now if turn is None or not _PRONOUN.search(now.text) else resolve(now, turn)
        else:
            topic = _updated(topic, now)
    leaves_turn = _brings(question) and not _PRONOUN.search(question.text)
    return topic if leaves_turn else _joined(topic, turn)


def resolve(question: Question, earlier: Question | None) -> Question:
    """The question as it is meant after `earlier`, itself resolved; unchanged when it stands alone."""
    if earlier is None or stands_alone(question, earlier):
        return question
    return _merge(question, earlier)


def correct(question: Question, earlier: Question, dropped: str) -> Question:
    """The earlier question with what the asker corrects; the correction alone where it is a whole question."""
    if question.weight >= _SHORT and (question.kinds or ASKING.search(question.text)):
        return question
    kept = tuple(term for term in earlier.terms if not dropped or term.text not in dropped)
    text = earlier.text
    for term in earlier.terms:
        if term not in kept:
            text = text.replace(term.text, "")
    return _merge(question, replace(earlier, terms=kept, text=text))


def stands_alone(question: Question, earlier: Question | None) -> bool:
    """Whether a question is whole, or nothing earlier could complete it."""
    if earlier is None or (not earlier.terms and not earlier.kinds):
        return True
    if is_bare(earlier) and not question.kinds and not ASKING.search(question.text):
        return False  # the thing that the question before it left open
    if _points_back(question):
        return False
    if _GOES_ON.search(question.text):
        return question.weight >= _LONG
    asks = len(question.terms) > 1 and ASKING.search(question.text) and not _ELLIPTIC.search(question.text)
    return question.weight >= (_WHOLE if asks else _SHORT)


def is_bare(question: Question) -> bool:
    """Whether a question read alone leaves open what it asks about: a pronoun or an ellipsis, and no topic."""
    if question.english or not (question.kinds or ASKING.search(question.text) or _GOES_ON.search(question.text)):
        return False
    own = _own_weight(question)
    leans = bool(_GOES_ON.search(question.text))
    short = len(re.sub(r"\W", "", question.text)) <= _FEW
    return own < _BARE or short or (leans and own < 2 * _BARE) or (own < _SHORT and _points_back(question))


def pointed_at(question: Question) -> str | None:
    """The word of a question that stands for something said before."""
    found = _PRONOUN.search(question.text)
    return found.group() if found else None


def asks_nothing(question: Question) -> bool:
    """Whether a text, read alone, is no question and no follow-up: a greeting, thanks."""
    said = question.terms or question.kinds or question.years or question.figures or ASKING.search(question.text)
    return not question.english and not said and not (_PRONOUN.search(question.text) or _GOES_ON.search(question.text))


def _points_back(question: Question) -> bool:
    """Whether a pronoun stands for something that the question itself has not named before it."""
    found = _PRONOUN.search(question.text)
    if found is None:
        return False
    before = question.text[: found.start()]
    return sum(term.weight for term in question.terms if term.text in before) < _SHORT


def _own_weight(question: Question) -> float:
    return sum(term.weight for term in question.terms)


def _brings(question: Question) -> bool:
    """Whether a turn names a thing of its own."""
    return _own_weight(question) >= (2 * _BARE if question.years else _OWN)


def _joined(topic: Question | None, turn: Question | None) -> Question | None:
    return topic if topic is None or turn is None else _merge(turn, topic)


def _updated(topic: Question, question: Question) -> Question:
    """The topic with the year, and whether it aims or tells, that a turn without a thing of its own asked for."""
    if not question.years:
        return topic
    text = topic.text
    if len(topic.years) == len(question.years) == 1:
        text = text.replace(min(topic.years), min(question.years))
    return replace(
        topic,
        text=text,
        years=question.years,
        future=question.future or (topic.future and not question.done),
        done=question.done or (topic.done and not question.future),
    )


def _merge(question: Question, earlier: Question) -> Question:
    """A follow-up with what it takes over; a thing of the same sort takes the place of the earlier one."""
    own = {term.text for term in question.terms}
    taken, text = [], earlier.text
    for term in earlier.terms:
        other = _in_place_of(term, question)
        if other is not None:
            text = text.replace(term.text, other.text)
        elif term.text not in own:
            taken.append(Term(term.text, term.weight * _TAKEN, term.others))
    if ARTICLE.search(question.text):  # another article of the same document
        text = ARTICLE.sub("", text)
    return replace(
        question,
        text=text + question.text,
        terms=(*question.terms, *taken),
        kinds=question.kinds or earlier.kinds,
        years=question.years or earlier.years,
        unit=question.unit or (None if question.kinds or _brings(question) else earlier.unit),
        future=question.future or (earlier.future and not question.done),
        done=question.done or (earlier.done and not question.future),
    )


def _in_place_of(term: Term, question: Question) -> Term | None:
    """The term of this question that stands for an earlier one: a place for a place, or what shares its end."""
    for other in question.terms:
        if term.text == other.text:
            continue
        if places.places(term.text) and places.places(other.text):
            return other
        if term.text[-2:] == other.text[-2:] and len(other.text) > 2:
            return other
    return None
