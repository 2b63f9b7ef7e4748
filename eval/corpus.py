"""The documents of a knowledge base as the evaluation compares with them: every clause, squeezed once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from eval.dataset import Question
from eval.normalise import squeeze
from ingest.types import Clause
from kb.service import KnowledgeBase


class Corpus:
    """Clauses by what they say. Reads the knowledge base once; it does not follow later changes."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self.documents = {document.id: document for document in base.documents()}
        self.clauses: dict[str, Clause] = {
            clause.id: clause for name in self.documents for clause in base.clauses(name)
        }
        self._squeezed = {name: squeeze(clause.text) for name, clause in self.clauses.items()}
        self.holding = lru_cache(maxsize=100_000)(self._holding)

    def _holding(self, snippet: str) -> tuple[Clause, ...]:
        """The clauses whose text holds the snippet."""
        wanted = squeeze(snippet)
        return tuple(self.clauses[name] for name, text in self._squeezed.items() if wanted in text)

    def knows(self, name: str) -> bool:
        return name in self.documents or name in self.clauses

    def relevant(self, question: Question) -> frozenset[str]:
        """Ids that answer the question: documents where documents were judged, else clauses."""
        named = frozenset(question.relevant)
        if documents := named & self.documents.keys():
            return documents
        held = (clause.id for snippet in question.evidence for clause in self.holding(snippet))
        return (named & self.clauses.keys()) or frozenset(held)

    def ranked(self, question: Question, clauses: Iterable[str]) -> list[str]:
        """Clauses found, best first, as ids of the kind that `relevant` has for this question."""
        if self.relevant(question) <= self.documents.keys():
            return list(dict.fromkeys(self.clauses[name].document_id for name in clauses if name in self.clauses))
        return list(clauses)

    def said_with(self, clause: Clause) -> str:
        """A clause with what it is read under: title and other metadata, headings, scope."""
        document = self.documents[clause.document_id]
        day = document.issue_date or document.publish_date
        date = f"{day.year}年{day.month}月{day.day}日" if day else ""
        parts = (document.title, document.number, document.issuer, date, *clause.path, clause.heading, clause.scope)
        return "\n".join([*(part for part in parts if part), clause.text])

    @cached_property
    def whole(self) -> str:
        """Everything the clauses say."""
        return "\n".join(self.said_with(clause) for clause in self.clauses.values())

    @cached_property
    def _sources(self) -> list[str]:
        return [squeeze(self._base.source_text(name) or "") for name in self.documents]

    def in_source(self, snippet: str) -> bool:
        """Whether a document's own text holds the snippet, parsed into a clause or not."""
        wanted = squeeze(snippet)
        return any(wanted in text for text in self._sources)
