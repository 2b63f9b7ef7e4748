"""Two documents side by side: "A和B关于…有什么不同" → what each says of it; a side that says nothing is named."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.evidence import Evidence
from kb.places import places
from kb.text import fold

_COMPARES = re.compile(
    r"不同|区别|差别|差异|不一样|对比|比较(?!好|多|大|高)|异同|哪个(?:更|高|多|严|长|短)|谁(?:更|高|多)|各(?:是|有|自)?(?:怎么|什么|多少)"
)
_AROUND = re.compile(
    r"(?:有|都有|是)?(?:什么|哪些|啥|何)?(?:的)?(?:不同|区别|差别|差异|异同|不一样)(?:的地方|之处)?(?:吗|呢)?|(?:请|帮我)?(?:对比|比较)(?:一下)?|哪个更?|谁更?|里面?|中"
)
_PLACE = re.compile(
    r"^(?:中华人民共和国|中国)?(?:\([\u4e00-\u9fff]{2,4}\))?(?:[\u4e00-\u9fff]{2,8}?(?:省|市|区|县|自治州|新区))*"
)
_EDGES = re.compile(r"^(?:和|与|跟|同|及|、|,|的|在|对于?|关于|就|对|是)+|(?:方面|上|的|,|\?|。|规定|有)+$")
_SHORTEST = 4
_COVER = 0.6  # share of what is compared that a document's best sentence or its heading must hold
_COVER_OF_KIND = 0.4  # the same where it gives the kind of figure that is compared


def two_documents(text: str, titles: Mapping[str, str]) -> tuple[tuple[str, ...], str] | None:
    """Ids of the two documents that a folded question compares, and what it compares; None when it does not."""
    if not _COMPARES.search(text):
        return None
    asked = set(places(text))
    found: dict[str, str] = {}
    for key, title in titles.items():
        whole = fold(title)
        name = _PLACE.sub("", whole)
        if whole in text:
            found[key] = whole
        elif len(name) >= _SHORTEST and name in text and set(places(whole)) and set(places(whole)) <= asked:
            found[key] = name
    # a title inside another one that is named too is not meant itself
    meant = {k: n for k, n in found.items() if not any(n != other and n in other for other in found.values())}
    if len(meant) != 2:
        return None
    return tuple(sorted(meant, key=lambda key: text.find(meant[key]))), _topic(text, set(meant.values()))


def says(ranked: list[Evidence]) -> bool:
    """Whether the best sentence of a document speaks of what is compared."""
    if not ranked:
        return False
    features = ranked[0].features
    return features["cover_head"] >= (_COVER_OF_KIND if features["kind"] > 0 else _COVER)


def _topic(text: str, names: set[str]) -> str:
    """The question without the names of the documents and the words that compare."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    text = re.sub(r"[《》\"]", "", text)
    text = re.sub(r"[\u4e00-\u9fff]{2,4}?(?:省|市|区|县)(?=和|与|跟|的|、|关于|对|在|,|$)", "", text)
    text = _AROUND.sub("", text)
    while (shorter := _EDGES.sub("", text)) != text:
        text = shorter
    return text
