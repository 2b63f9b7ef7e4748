"""The one question an answer may ask back: when a pronoun, an article or a name leaves open what is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb import places, wording
from kb.conversation import is_bare, pointed_at
from kb.library import Library
from kb.query import Question
from kb.references import ARTICLE, Named, article_label
from kb.strategies.about import fields_asked
from kb.text import fold

_MOST = 3  # documents named in a question back
_LOOKED = 200  # documents looked through for an article
_SHORTEST = 5  # characters of a title without its place
_PLACE = re.compile(
    r"^(?:中华人民共和国|中国)?(?:\\([\u4e00-\u9fff]{2,4}\\))?(?:[\u4e00-\u9fff]{2,8}?(?:省|市|区|县|自治州|新区))+"
)
_REST = 0.5  # weight of what is asked besides the article


def unclear(question: Question, earlier: Question | None, named: Named, library: Library) -> str | None:
    """What to ask back; None when the question can be answered, or was asked back about already."""
    if named.documents or question.english:
        return None
    if is_bare(question) and not fields_asked(question) and not ARTICLE.search(question.text):
        return wording.what_is_meant(pointed_at(question)) if earlier is None else None
    if earlier is not None and is_bare(earlier):
        return None
    documents = _with_article(question, library) or _sharing_a_name(question, library)
    return wording.which_document(documents[:_MOST], len(documents)) if len(documents) > 1 else None


def _with_article(question: Question, library: Library) -> list[str]:
    """Titles of the documents that have the article asked for, where the question says nothing else."""
    match = ARTICLE.search(question.text)
    rest = ARTICLE.sub("", question.text)
    if match is None or sum(t.weight for t in question.terms if t.text in rest and not t.attribute) > _REST:
        return []
    label = article_label(match)
    found = []
    for key in list(library.documents)[:_LOOKED]:
        if any(clause.label.startswith(label) for clause in library.clauses[key]):
            found.append(library.titles[key])
    return found


def _sharing_a_name(question: Question, library: Library) -> Sequence[str]:
    """Titles that are the same but for their place, where the question says that name and no place."""
    if places.places(question.text):
        return ()
    found: dict[str, list[str]] = {}
    for title in dict.fromkeys(library.titles.values()):
        name = _PLACE.sub("", fold(title))
        if len(name) >= _SHORTEST and name in question.text:
            found.setdefault(name, []).append(title)
    return max(found.items(), key=lambda one: len(one[0]), default=("", []))[1]
