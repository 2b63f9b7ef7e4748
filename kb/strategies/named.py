"""Questions for an article by its number: 某条例第三十条说了什么 → the article as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.types import Clause
from kb.query import Question
from kb.references import ARTICLE, Named
from kb.strategies.draft import Draft, Support
from kb.text import fold

_REST = 0.5  # weight of what is asked besides title and number, up to which the article itself is what is wanted
_MOST = 10


def whole_articles(
    question: Question, named: Named, clauses: Mapping[str, Clause], titles: Mapping[str, str]
) -> tuple[Draft | None, str | None]:
    """The named articles in full, where nothing else is asked; or the words for an article that is not there."""
    if not named.documents or not ARTICLE.search(question.text):
        return None, None
    if not named.clauses:
        document = titles[named.documents[0]]
        return None, "、".join(f"《{document}》的{match.group()}" for match in ARTICLE.finditer(question.text))
    title = fold("".join(titles[document] for document in named.documents))
    rest = ARTICLE.sub("", question.text)
    asked = [term for term in question.terms if term.text in rest and term.match(title) == 0 and not term.attribute]
    if sum(term.weight for term in asked if not re.search("内容|规定|条文|原文", term.text)) > _REST:
        return None, None
    found = [clauses[one] for one in named.clauses[:_MOST] if one in clauses]
    return Draft(tuple(Support(clause, 0, len(clause.text)) for clause in found)), None
