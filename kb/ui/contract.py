"""What the page needs of a knowledge base; `kb.ui.opening.Opening` is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from ingest.types import Clause, Document
from kb.facsimile import Facsimile
from kb.filters import Filter
from kb.types import Answer, Hit


class PolicyBase(Protocol):
    """Called from several threads at once."""

    def ready(self) -> bool:
        """Whether it is open; all else may wait until it is."""
        ...

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filter: Filter | None = None,
        as_of: date | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is the whole answer, and counts."""
        ...

    def search(self, text: str, k: int = 10, filter: Filter | None = None) -> tuple[Hit, ...]: ...

    def catalogue(self, on: date | None = None) -> list[dict[str, Any]]: ...

    def documents(self) -> tuple[Document, ...]: ...

    def clauses(self, document_id: str) -> tuple[Clause, ...]: ...

    def has_pages(self, document_id: str) -> bool:
        """Whether its pages can be shown as pictures."""
        ...

    def facsimile(
        self, document_id: str, page: int | None = None, clause: Clause | None = None, quote: str = ""
    ) -> Facsimile | None: ...

    def clause(self, clause_id: str) -> Clause | None: ...
