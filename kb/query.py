"""A question taken apart: its terms with weights and other names, the kinds of answer asked for, years, numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kb import kinds, lexicon, numbers, years
from kb.kinds import Kind
from kb.text import fold, simplify
from kb.tokenize import Word, read_lines, tokenizer

SYNONYM = 0.85  # how far another name counts, against the asker's own word
ASKING = re.compile(
    r"(?:是|有|叫|为|指)?(?:什么样?的?|啥样?的?|哪(?:一|几|两|三|四|五|六)?[些个家里儿年天种类位所条项座款级片张份台场届边套路]?|谁|多少|多[大高久长]"
    r"|几[家个人项件名位所条场次种月天年号]|怎么样?|怎样|如何|咋|为何|是否|吗)"
)
# Nouns that stand for anything: evidence need not repeat them.
_ANYTHING = frozenset(
    "企业 公司 单位 人 地方 东西 方式 模式 办法 途径 方面 项目 措施 内容 问题 情况 作用 机构 领域 程度 水平 类型 方向 法子 名字 名称".split()
)
_NEAR = 4  # characters between a question word and the terms that belong to it
_FUTURE = re.compile(r"目标|计划|打算|预计|要(达到|建|培育)|想(做|达)到|将(达|建)|争(创|取)|以后|今后|未来")
_DONE = re.compile(r"目前|现在|已经?(有|建|完成|达|评|认|引)|完成了|建成了|实际|眼下|现有|如今")
_PLACE = re.compile(r"^(?!上市|城市|本市|我市|全市|本省|全省|县市|市区|国内|中国|全国|国家|外国|国外|海外).{2,}")
_PROVINCES = frozenset(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 "
    "青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门".split()
)
_NAME_TAGS = frozenset({"nr", "ns", "nt", "nz", "nrt", "nrfg", "eng"})
# Tags of words that carry no topic by themselves (ICTCLAS): particles, pronouns, prepositions, adverbs …
_EMPTY_TAGS = frozenset(["u", "y", "e", "o", "c", "p", "r", "d", "f"]) | frozenset(
    {"uj", "ul", "uv", "ud", "ug", "uz", "zg"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question. `others` are further names with the share of the weight they earn."""

    text: str
    weight: float
    others: tuple[tuple[str, float], ...] = ()
    name: bool = False  # a proper name or quoted: nothing else can stand for it
    place: bool = False
    known: bool = True  # the documents have it, itself or by another name
    attribute: bool = False  # a property asked about, as 材料 or 利率: an answer must speak of it

    def match(self, folded: str) -> float:
        """How far a folded text holds this term: 1 itself, less by another name, 0 not at all."""
        if self.text in folded:
            return 1.0
        return max((share for other, share in self.others if other in folded), default=0.0)


@dataclass(frozen=True, slots=True)
class Question:
    """What the rest of the system knows about a question. All strings are folded."""

    asked: str  # as typed
    text: str  # simplified, folded
    terms: tuple[Term, ...]
    focus: frozenset[str]  # terms near a question word: what is asked about the topic
    beside: frozenset[str]  # nouns right beside one: the sort of thing that is asked for (哪家医院, 名字叫什么)
    kinds: tuple[Kind, ...]
    years: frozenset[str]
    figures: frozenset[Decimal]  # numbers the asker gave, which cannot be the answer
    unit: str | None
    future: bool
    done: bool
    english: bool = False

    @property
    def embedded(self) -> str:
        """What is embedded: English as typed, for folding takes its spaces away."""
        return self.asked if self.english else self.text

    @property
    def weight(self) -> float:
        return sum(term.weight for term in self.terms) or 1.0

    def wants(self, *some: Kind) -> bool:
        return any(kind in self.kinds for kind in some)


@lru_cache(maxsize=1)
def stopwords() -> frozenset[str]:
    return frozenset(word for line in read_lines("stopwords.txt") for word in line.split())


def content_words(text: str) -> list[Word]:
    """The words of a text that carry topic, in order."""
    words = []
    for word in tokenizer().words(text):
        if word.text in stopwords() or re.search("哪|什么|啥|多少", word.text):
            continue
        if word.tag in _EMPTY_TAGS and word.text not in lexicon.general():
            continue
        if re.fullmatch(
            r"[多少几一二两三四五六七八九十\d]+[家个人项件名位所条场次种类亩倍天块元万亿年月日点号]*",
            word.text,
        ):
            continue
        words.append(word)
    return words


def analyse(
    question: str,
    *,
    idf: Callable[[str], float] | None = None,
    learned: Mapping[str, Sequence[str]] | None = None,
) -> Question:
    """Takes a question apart. `idf` weighs words by the corpus, `learned` holds the documents' abbreviations."""
    text = fold(simplify(question))
    terms: dict[str, Term] = {}
    nouns: set[str] = set()
    for word in content_words(text):
        if word.text not in terms:
            terms[word.text] = term(word, idf, learned or {})
        if word.tag.startswith("n") and word.text not in _ANYTHING:
            nouns.add(word.text)
    for name in re.findall(r'"([^"]{2,30})"', text):  # what is quoted must be met as a whole
        terms[name] = Term(name, 1.2, other_names(name, learned or {}), True)
    return Question(
        asked=question,
        text=text,
        terms=tuple(terms.values()),
        focus=_near_question_word(text, terms, _NEAR),
        beside=_near_question_word(text, nouns, 1),
        kinds=kinds.asked(text),
        years=years.asked(text),
        figures=numbers.values(text),
        unit=kinds.asked_unit(text),
        future=bool(_FUTURE.search(text)),
        done=bool(_DONE.search(text)),
    )


def term(word: Word, idf: Callable[[str], float] | None, learned: Mapping[str, Sequence[str]]) -> Term:
    """A word as a term. An attribute is met only by the words of its own line in kb/data/attributes.txt."""
    attribute = attributes().get(word.text)
    others = tuple((o, SYNONYM) for o in attribute) if attribute is not None else other_names(word.text, learned)
    return Term(
        word.text,
        weigh(word, idf),
        others,
        name=word.tag in _NAME_TAGS,
        place=word.tag == "ns" and bool(_PLACE.search(word.text)) and word.text.rstrip("省市") not in _PROVINCES,
        attribute=attribute is not None,
    )


@lru_cache(maxsize=1)
def attributes() -> Mapping[str, tuple[str, ...]]:
    """Attribute word → the other words of its line."""
    lines = [line.split() for line in read_lines("attributes.txt")]
    return {word: tuple(o for o in line if o != word) for line in lines for word in line}


def _near_question_word(text: str, terms: Iterable[str], distance: int) -> frozenset[str]:
    """Terms that begin or end at most so many characters from a question word."""
    asking = [match.span() for match in ASKING.finditer(text)]
    near = set()
    for word in terms:
        start = text.find(word)
        end = start + len(word)
        if start >= 0 and any(0 <= start - b <= distance or 0 <= a - end <= distance for a, b in asking):
            near.add(word)
    return frozenset(near)


def weigh(word: Word, idf: Callable[[str], float] | None) -> float:
    """How much a word says: rare in general Chinese and rare in the corpus says more."""
    general = math.log(6e7 / (tokenizer().frequency(word.text) + 1))  # jieba's dictionary counts 6e7 words
    weight = min(1.0, max(0.25, (general - 5) / 8))
    if idf is not None:
        weight *= min(1.0, 0.4 + idf(word.text) / 6)
    if word.tag.startswith(("a", "d", "i", "l", "z")):
        weight *= 0.6
    elif word.tag.startswith("v") and word.tag != "vn":
        weight *= 0.75
    return weight


def other_names(word: str, learned: Mapping[str, Sequence[str]]) -> tuple[tuple[str, float], ...]:
    """Further names of a word: the documents' own definitions first, then the general lexicon."""
    names: dict[str, float] = {}
    for name in learned.get(word, ()):
        names[name] = 0.95
    for name in lexicon.general().get(word, ()):
        names.setdefault(name, SYNONYM)
    return tuple(names.items())
