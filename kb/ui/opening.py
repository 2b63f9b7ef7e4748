"""The knowledge base of a page that is served before it is open: what was known at the last start, until then."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from ingest.types import Clause, Document
from kb.errors import HomeError
from kb.facsimile import Facsimile
from kb.filters import Filter
from kb.types import Answer, Hit

if TYPE_CHECKING:
    from kb.service import KnowledgeBase

_FILE = "page.json"


@dataclass(frozen=True, slots=True)
class Known:
    """What the empty page shows."""

    documents: tuple[Document, ...]
    examples: tuple[str, ...]


_KNOWN: TypeAdapter[Known] = TypeAdapter(Known)


class Opening:
    """A `PolicyBase` that is opened once, by `open`; asking waits for it, the empty page does not."""

    def __init__(self, home: Path) -> None:
        self._file = home / _FILE
        self._tried = threading.Event()
        self._base: KnowledgeBase | None = None
        self.known = _read(self._file)

    def open(self, make: Callable[[], KnowledgeBase], questions: Sequence[str]) -> KnowledgeBase:
        """Runs `make`, then keeps for the next start the documents, and which of `questions` they answer.

        Raises what `make` raises; whoever waits then gets a HomeError.
        """
        try:
            self._base = make()
        finally:
            self._tried.set()
        examples = tuple(question for question in questions if not self._base.ask(question).abstained)
        self.known = Known(self._base.documents(), examples)
        _write(self._file, self.known)
        return self._base

    def ready(self) -> bool:
        return self._base is not None

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filter: Filter | None = None,
        as_of: date | None = None,
    ) -> Answer:
        return self.opened().ask(question, history, filter, as_of, record=True)

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filter: Filter | None = None,
        as_of: date | None = None,
    ) -> Iterator[Answer]:
        return self.opened().stream(question, history, filter, as_of, record=True)

    def search(self, text: str, k: int = 10, filter: Filter | None = None) -> tuple[Hit, ...]:
        return self.opened().search(text, k, filter)

    def catalogue(self, on: date | None = None) -> list[dict[str, Any]]:
        return self.opened().catalogue(on)

    def documents(self) -> tuple[Document, ...]:
        if self.known is not None and not self._tried.is_set():
            return self.known.documents
        return self.opened().documents()

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        return self.opened().clauses(document_id)

    def clause(self, clause_id: str) -> Clause | None:
        return self.opened().clause(clause_id)

    def has_pages(self, document_id: str) -> bool:
        return self.opened().has_pages(document_id)

    def facsimile(
        self, document_id: str, page: int | None = None, clause: Clause | None = None, quote: str = ""
    ) -> Facsimile | None:
        return self.opened().facsimile(document_id, page, clause, quote)

    def opened(self) -> KnowledgeBase:
        """The knowledge base itself, waited for. Raises HomeError when it could not be opened."""
        self._tried.wait()
        if self._base is None:
            raise HomeError("知识库没有打开，原因见启动它的窗口")
        return self._base


def _read(file: Path) -> Known | None:
    """None before the first start, and for a file of another version."""
    try:
        return _KNOWN.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def _write(file: Path, known: Known) -> None:
    with NamedTemporaryFile(dir=file.parent, delete=False) as new:
        new.write(_KNOWN.dump_json(known))
    os.replace(new.name, file)
