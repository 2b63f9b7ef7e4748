"""KnowledgeBase: everything a user interface or a script needs, over one home folder."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Literal

import numpy as np

from ingest.errors import IngestError
from ingest.pipeline import discover, parse_file
from ingest.types import Clause, Document, Parsed
from kb import lexicon, wording
from kb.answering import Answerer, Library
from kb.embedder import Vectors
from kb.embedding import load_embedder
from kb.errors import HomeError, NotFound, QuestionError
from kb.evidence import Evidence
from kb.indexes import Difference, Indexes
from kb.query import Question
from kb.ranking import model
from kb.references import References
from kb.retrieval import Retriever
from kb.settings import Settings
from kb.store import Store
from kb.types import Answer, Hit
from kb.understanding import Understanding

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one document, or of a file that could not be read (`error`)."""

    source: str
    document_id: str | None = None
    title: str | None = None
    number: str | None = None
    clauses: int = 0
    changed: bool = False
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """What answers are made of, for one state of the documents."""

    library: Library
    understanding: Understanding
    answerer: Answerer
    references: References


class KnowledgeBase:
    """Documents, search and answers of one home. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        home = settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(f"无法使用知识库目录 {home}（{error.strerror}）；请换一个 --home 目录") from error
        self._store = Store(home / "kb.sqlite")
        self._indexes = Indexes(home, self._store, load_embedder(settings))
        self._retriever = Retriever(
            self._indexes.lexical, self._indexes.documents, self._indexes.clauses, self._store.documents_of
        )
        self._embed = lru_cache(maxsize=2048)(self._embed_now)
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._indexes.sync_lexical()

    @classmethod
    def open(cls, settings: Settings) -> KnowledgeBase:
        """Opens or makes the home. Every committed clause can be found by its words from here on."""
        return cls(settings)

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._store.close()

    # --- documents ------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        report: Callable[[Ingested], None] | None = None,
        *,
        embed: bool = True,
    ) -> list[Ingested]:
        """Takes in files and folders; `report` is told of each document as it is done. Then embeds what is new.

        A file in a folder that cannot be read gives a result with `error`; the others go on. Raises IngestError when
        a named path is missing or of an unknown type, or nothing could be read at all.
        """
        results: list[Ingested] = []

        def add(result: Ingested) -> None:
            results.append(result)
            if report:
                report(result)

        skipped: list[Path] = []
        files = discover(paths, skipped=skipped.append)
        for path in files:
            try:
                for parsed in parse_file(path):
                    add(_ingested(path, parsed, self._store.put(parsed)))
            except IngestError as error:
                if len(files) == 1 and not any(path.is_dir() for path in paths):
                    raise
                add(Ingested(path.name, error=str(error)))
        for path in skipped:
            add(Ingested(path.name, error=f"跳过 {path.name}：不支持这种文件类型"))
        self.refresh()
        if embed:
            self.embed(progress)
        return results

    def refresh(self) -> None:
        """Makes committed changes findable and answerable."""
        self._indexes.sync_lexical()
        with self._lock:
            self._state = None

    def embed(self, progress: Progress | None = None) -> None:
        """Completes the vectors; may be interrupted and called again."""
        self._indexes.sync_vectors(progress)

    def documents(self) -> tuple[Document, ...]:
        return self._store.documents()

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        """The clause tree of a document in document order. Raises NotFound."""
        if self._store.document(document_id) is None:
            raise NotFound(f"没有编号为 {document_id} 的文件；policy-kb documents 列出所有文件")
        return self._store.clauses(document_id)

    def clause(self, clause_id: str) -> Clause | None:
        return self._store.get([clause_id]).get(clause_id)

    def remove(self, document_id: str) -> None:
        """Takes a document out of the knowledge base. Raises NotFound."""
        if not self._store.remove(document_id):
            raise NotFound(f"没有编号为 {document_id} 的文件；policy-kb documents 列出所有文件")
        self.refresh()
        self.embed()

    def export(self, folder: Path) -> int:
        """Writes each document's source text to a folder; returns how many."""
        folder.mkdir(parents=True, exist_ok=True)
        documents = self.documents()
        for document in documents:
            name = "".join("_" if char in '/\\:*?"<>|' else char for char in document.title)[:80]
            text = self._store.source_text(document.id) or ""
            (folder / f"{name}.{document.id}.txt").write_text(text, encoding="utf-8", errors="replace")
        return len(documents)

    def difference(self) -> Difference:
        """What the indexes lack or have beyond the store."""
        return self._indexes.difference()

    def notice(self) -> str | None:
        """What a user should know of the vectors: there are none on this system, or another model's are being replaced."""
        embedder = self._indexes.embedder
        if embedder is None:
            return None if self.settings.embedding == "none" else wording.NO_EMBEDDER
        former = self._indexes.former_model()
        return wording.another_model(former, embedder.name) if former else None

    # --- asking ---------------------------------------------------------------------------------

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """One answer. `history` are the earlier questions of the conversation. Raises QuestionError."""
        start = time.perf_counter()
        self._check(question)
        answer = self._current().answerer.answer(question, [q for q in history if q.strip()])
        return replace(answer, latency_ms=(time.perf_counter() - start) * 1000)

    def evidence(self, question: str, history: Sequence[str] = ()) -> tuple[Question, Sequence[Evidence]]:
        """What `ask` weighs: the question taken apart and the sentences found, best first. For training and analysis."""
        answerer = self._current().answerer
        understood, _ = answerer.understand(question, history)
        return understood, answerer.evidence(understood)[1]

    def search(self, text: str, k: int = 10, documents: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """The k nearest clauses, best first. Raises QuestionError."""
        self._check(text)
        state = self._current()
        question, _ = state.understanding.analyse(text)
        scored = self._retriever.search(question, self._embed(question.embedded), k, documents, state.references)
        return state.library.hits(scored)

    def search_documents(self, text: str, k: int = 10) -> list[tuple[str, float]]:
        """Ids and scores of the k nearest documents, best first. Raises QuestionError."""
        self._check(text)
        question, _ = self._current().understanding.analyse(text)
        return self._retriever.search_documents(question, self._embed(question.embedded), k)

    def stages(self, text: str, k: int, by: Literal["clause", "document"]) -> dict[str, list[tuple[str, float]]]:
        """What each stage of retrieval finds, best first. For evaluation."""
        question, _ = self._current().understanding.analyse(text)
        vector = self._embed(question.embedded)
        found = dict(self._retriever.stages(question, vector, k, by))
        if by == "clause":
            found["ranked"] = [(hit.clause.id, hit.score) for hit in self.search(text, k)]
        return found

    def question_vector(self, text: str) -> Vectors | None:
        """A question as it is embedded. For training."""
        return self._embed(self._current().understanding.analyse(text)[0].embedded)

    def clause_vectors(self) -> tuple[list[str], Vectors]:
        """Ids and vectors of all clauses; none without an embedding model. For training."""
        return ([], np.zeros((0, 0), np.float32)) if self._indexes.clauses is None else self._indexes.clauses.all()

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionError(wording.EMPTY_QUESTION)
        if len(question) > self.settings.max_question:
            raise QuestionError(wording.long_question(len(question), self.settings.max_question))

    def _embed_now(self, text: str) -> Vectors | None:
        embedder = self._indexes.embedder
        return None if embedder is None else embedder.query(text)

    def _current(self) -> _State:
        with self._lock:
            if self._state is None:
                library = Library.of(self._store.documents(), self._store.clauses)
                clauses = [clause for group in library.clauses.values() for clause in group]
                lexical = self._indexes.lexical
                understanding = Understanding(lexical.terms(), lexical.idf, lexicon.learn(clauses))
                references = References(library.documents.values(), lambda one: library.clauses[one])
                search = partial(self._retriever.search, references=references)
                answerer = Answerer(library, understanding, search, self._embed, self._indexes.vectors, model())
                self._state = _State(library, understanding, answerer, references)
            return self._state


def _ingested(path: Path, parsed: Parsed, changed: bool) -> Ingested:
    document = parsed.document
    return Ingested(
        path.name, document.id, document.title, document.number, len(parsed.clauses), changed, parsed.warnings
    )
