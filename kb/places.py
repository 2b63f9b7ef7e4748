"""Places of China in a text: provinces, cities, counties by GB/T 2260, and whether one lies in another."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

import gb2260.data

from kb.tokenize import tokenizer

_KIND = re.compile(r"(?:省|市|区|县|旗|盟|地区|自治[区州县旗]|特别行政区)$")
_KINDS = "省|市|区|县|旗|盟|州"
_NOT_PLACES = re.compile(r"市辖区|县|.*直辖.*|[城郊矿新]区|.*(?:开发|高新|管理|实验|示范)区")


@lru_cache(maxsize=1)
def _codes() -> dict[str, frozenset[str]]:
    """Name without 市, 区, 县 → codes, as long as the level is high: 37 a province, 3702 a city, 370281 a county.

    All revisions since 1980: people go on using the names of places that have been merged or raised.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for revision in gb2260.data.data.values():
        for number, name in revision.items():
            base = _KIND.sub("", name)
            if len(base) >= 2 and not _NOT_PLACES.fullmatch(name):
                found[base].add(re.sub("(?:00){1,2}$", "", str(number)))
    return {base: frozenset(codes) for base, codes in found.items()}


@lru_cache(maxsize=4096)
def places(text: str) -> tuple[str, ...]:
    """The places a folded text names, without 市, 区, 县, in order.

    A bare name, without one of these, counts where the dictionary knows it as a place: 和平 and 朝阳 are words first.
    """
    known = _codes()
    words = tokenizer().words(text)
    found = {word.start: word.text for word in words if word.tag == "ns" and word.text in known}
    for match in re.finditer(rf"(?=([\u4e00-\u9fff]{{2,4}}?)(?:{_KINDS}))", text):
        if match[1] in known:
            found[match.start()] = match[1]
    for word in words:  # 胶州市 as one word of the dictionary
        base = _KIND.sub("", word.text)
        if word.tag == "ns" and base in known:
            found[word.start] = base
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))


def related(one: str, other: str) -> bool:
    """Whether one of two places lies in the other, or they are the same."""
    known = _codes()
    return any(a.startswith(b) or b.startswith(a) for a in known.get(one, ()) for b in known.get(other, ()))


def contains(larger: str, smaller: str) -> bool:
    """Whether the second place lies in the first, and is not the first."""
    known = _codes()
    return any(b.startswith(a) and b != a for a in known.get(larger, ()) for b in known.get(smaller, ()))
