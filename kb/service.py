"""KnowledgeBase: everything a user interface or a script needs, over one home folder."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import numpy as np

from ingest.chunk import chunks
from ingest.isolation import Limits
from ingest.laws import LAWS_SOURCE, law_documents
from ingest.types import Clause, Document
from kb import lexicon, records, wording, writer
from kb.answering import Answerer
from kb.as_of import outdated, remarks
from kb.catalogue import catalogue, references_of
from kb.embedder import Embedder, Vectors
from kb.embedding import load_embedder, load_reader
from kb.errors import HomeError, IndexBusy, NotFound, QuestionError
from kb.evidence import Evidence
from kb.facsimile import Facsimile, Facsimiles, looked_for
from kb.filters import Filter, allowed
from kb.indexes import Difference, Indexes
from kb.intake import Ingested, Intake
from kb.library import Library, abbreviations
from kb.llm import load_writer
from kb.office import drafts
from kb.office.curated import CuratedAnswers
from kb.office.tables import open_office
from kb.originals import Originals
from kb.query import Question
from kb.ranking import model
from kb.records import Records
from kb.references import References
from kb.relations import Relations
from kb.replay import Replay, compared
from kb.rerank import Reranking, load_reranker
from kb.retrieval import Retriever, Scored
from kb.settings import Settings
from kb.store import Store
from kb.types import Answer, Hit
from kb.understanding import Understanding
from kb.upkeep import Correction, Retired
from kb.versions import Comparison, Version, changes
from kb.vocabulary import Vocabulary

Progress = Callable[[int, int], None]
_INDEX_EVERY = 5_000  # clauses taken in before they are indexed, so that an interruption leaves little to do
_NAMES_KEY = "names_form"


@dataclass(frozen=True, slots=True)
class _State:
    """What answers are made of, for one state of the documents."""

    revision: int
    library: Library
    understanding: Understanding
    answerer: Callable[[frozenset[str] | None], Answerer]  # over these documents; over all for None
    references: References
    relations: Relations
    partial: bool  # some documents are kept but not answered from

    def allowed(self, asked: Filter | None) -> frozenset[str] | None:
        found = allowed(asked, self.library.documents, self.relations)
        return frozenset(self.library.documents) if found is None and self.partial else found


class KnowledgeBase:
    """Documents, search and answers of one home. Safe to use from several threads."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        home = settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(f"无法使用知识库目录 {home}（{error.strerror}）；请换一个 --home 目录") from error
        self._store = Store(home / "kb.sqlite")
        self._originals = Originals(home / "originals")
        self._facsimiles = Facsimiles()
        embedder = embedder or load_embedder(settings)
        self._reader = load_reader(settings, embedder)
        self._indexes = Indexes(home, self._store, embedder, settings.chroma_url)
        reranker = load_reranker(settings)
        self._reranking = None if reranker is None else Reranking(reranker, self._passages)
        self._records = Records(home, settings.records)
        self._model = load_writer(settings)
        self.curated = CuratedAnswers(open_office(home), self.current_clauses)
        self._retriever = Retriever(
            self._indexes.lexical,
            self._indexes.documents,
            self._indexes.clauses,
            self._store.documents_of,
            self._reranking,
        )
        self._embed = lru_cache(maxsize=2048)(self._embed_now)
        self._lock = threading.Lock()
        self._state: _State | None = None
        if self._store.meta(_NAMES_KEY) != lexicon.FORM:
            self._store.learn_again()
            self._store.set_meta(_NAMES_KEY, lexicon.FORM)
        with suppress(IndexBusy):  # another process is taking documents in, and indexes them
            self._indexes.sync_lexical(wait=1.0)

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder | None = None) -> KnowledgeBase:
        """Opens or makes the home. Every committed clause can be found by its words from here on.

        An `embedder` is used in place of the model of the settings.
        """
        return cls(settings, embedder)

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._store.close()
        self._records.close()

    # --- documents ------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        report: Callable[[Ingested], None] | None = None,
        *,
        laws: Sequence[str] | None = None,
        reading: Progress | None = None,
        embed: bool = True,
    ) -> list[Ingested]:
        """Takes in files, folders and national statutes (see `ingest.laws`); then embeds what is new.

        `report` is told of each document as it is done, `reading` of each file, `progress` of the vectors.
        A file in a folder that cannot be read gives a result with `error`; the others go on. Raises IngestError when
        a named path is missing or of an unknown type, or nothing could be read at all. Interrupted, it keeps what is
        done; called again, it goes on.
        """
        results: list[Ingested] = []
        waiting = 0

        def add(result: Ingested) -> None:
            nonlocal waiting
            results.append(result)
            waiting += result.clauses if result.changed else 0
            if waiting >= _INDEX_EVERY:
                self._indexes.sync_lexical()
                waiting = 0
            if report:
                report(result)

        intake = Intake(self._store, self._originals, add)
        if laws is not None:
            intake.documents(LAWS_SOURCE, law_documents(laws))
        if paths or laws is None:
            limits = Limits(self.settings.parse_seconds, self.settings.parse_memory_mb)
            intake.files(paths, limits, reading)
        self.refresh()
        if embed:
            self.embed(progress)
        return results

    def refresh(self) -> None:
        """Makes committed changes findable and answerable."""
        self._indexes.sync_lexical()

    def embed(self, progress: Progress | None = None) -> None:
        """Completes the vectors; may be interrupted and called again."""
        self._indexes.sync_vectors(progress)

    def documents(self, *, retired: bool = False) -> tuple[Document, ...]:
        """The documents that are answered from; with `retired` also those that are only kept."""
        found = self._store.documents()
        out = {} if retired else self._store.retired()
        return tuple(document for document in found if document.id not in out) if out else found

    def clauses(self, document_id: str, version: int | None = None) -> tuple[Clause, ...]:
        """The clause tree of a document, or of a former version of it, in document order. Raises NotFound."""
        if version is not None:
            self._version(document_id, version)
        elif self._store.document(document_id) is None:
            raise _unknown(document_id)
        return self._store.clauses(document_id, version)

    def current_clauses(self, clause_ids: Sequence[str]) -> dict[str, Clause]:
        """The clauses with these ids that are answered from; others are left out."""
        out = self._store.retired()
        found = self._store.get(clause_ids)
        return {key: clause for key, clause in found.items() if clause.document_id not in out}

    def reading(self, document_id: str) -> tuple[str, tuple[str, ...]]:
        """The text a document was read from, and what its reader warned of. Raises NotFound."""
        found = self._store.taken_in(document_id)
        if found is None:
            raise _unknown(document_id)
        return self._store.source_text(document_id) or "", found[3]

    def correct(self, document_id: str, given: Mapping[str, str], by: str) -> tuple[str, ...]:
        """Sets fields of a document right, for this and every later version; see `kb.upkeep`. Raises DeskError."""
        changed = self._store.correct(document_id, given, by)
        if changed:
            self.refresh()
        return changed

    def corrections(self, document_id: str) -> tuple[Correction, ...]:
        return self._store.corrections(document_id)

    def retire(self, document_id: str, by: str, note: str = "") -> None:
        """Keeps a document without answering from it. Raises NotFound."""
        self.versions(document_id)
        self._store.retire(document_id, by, note)
        self.curated.review()

    def restore(self, document_id: str) -> None:
        self._store.restore(document_id)

    def retired(self) -> Mapping[str, Retired]:
        return self._store.retired()

    def relations(self) -> Relations:
        """How the stored documents bear on one another."""
        return Relations(self.documents())

    def catalogue(self, on: date | None = None) -> list[dict[str, Any]]:
        """Every document with its fields and its status on a day, today by default."""
        return catalogue(self.documents(), on or date.today())

    def source_text(self, document_id: str) -> str | None:
        """The text of a document's current version as its file has it."""
        return self._store.source_text(document_id)

    def references(self, document_id: str) -> dict[str, list[dict[str, Any]]]:
        """Clause id → its cross-references with the clauses they mean, in this and in other documents."""
        return references_of(document_id, self.documents(), self._store.clauses)

    def clause(self, clause_id: str) -> Clause | None:
        """A clause by its id, which may be of a former version."""
        return self._store.clause(clause_id)

    def original(self, document_id: str, version: int | None = None) -> bytes | None:
        """The file a version of a document was read from; None where it was not kept, as with corpora. Raises NotFound."""
        return self._originals.read(self._version(document_id, version).document.sha256)

    def has_pages(self, document_id: str) -> bool:
        """Whether the pages of a document can be shown as pictures: a PDF whose file was kept."""
        document = self._store.document(document_id)
        return bool(document and document.source_name.lower().endswith(".pdf") and self._originals.has(document.sha256))

    def facsimile(
        self, document_id: str, page: int | None = None, clause: Clause | None = None, quote: str = ""
    ) -> Facsimile | None:
        """A page as a picture with a quote marked; for None the page that says it. None where there is no such picture."""
        document = self._store.document(document_id)
        if document is None or not self.has_pages(document_id):
            return None
        looked = looked_for(clause.page, quote, clause.text, clause.cells) if clause else looked_for(1, "", "", ())
        return self._facsimiles.page(document.sha256, partial(self._originals.read, document.sha256), looked, page)

    def versions(self, document_id: str) -> tuple[Version, ...]:
        """The versions of a document, oldest first. Raises NotFound."""
        found = self._store.versions(document_id)
        if not found:
            raise _unknown(document_id)
        return found

    def version_numbers(self) -> Mapping[str, int]:
        """Document id → how many versions it has had."""
        return self._store.version_numbers()

    def diff(self, document_id: str, old: int | None = None, new: int | None = None) -> Comparison:
        """What leads from one version to another; from the one before the current to the current. Raises NotFound."""
        newer = self._version(document_id, new)
        older_number = newer.number - 1 if old is None else old
        if older_number == 0:
            raise NotFound(f"{document_id} 的第 1 版之前没有别的版本，无从比较")
        older = self._version(document_id, older_number)
        found, same = changes(
            self._store.clauses(document_id, older.number), self._store.clauses(document_id, newer.number)
        )
        return Comparison(older, newer, found, same)

    def _version(self, document_id: str, number: int | None) -> Version:
        """The version with this number, the current one for None."""
        found = self.versions(document_id)
        if number is None:
            return found[-1]
        if not 1 <= number <= len(found):
            raise NotFound(f"{document_id} 没有第 {number} 版；它有 {len(found)} 版")
        return found[number - 1]

    def remove(self, document_id: str) -> None:
        """Takes a document out of the knowledge base. Raises NotFound."""
        if not self._store.remove(document_id):
            raise _unknown(document_id)
        self._originals.sweep(self._store.digests())
        self.curated.review()
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
        """What a user should know of the search: there are no vectors on this system, their server is down, another
        model's are being replaced, or the reranker failed when it was last asked."""
        found = [self._vectors_notice()]
        if self._reranking is not None and self._reranking.failure:
            found.append(wording.not_reranked(self._reranking.failure))
        return "；".join(filter(None, found)) or None

    def _vectors_notice(self) -> str | None:
        embedder = self._indexes.embedder
        if embedder is None:
            return None if self.settings.embedding == "none" else wording.NO_EMBEDDER
        if unreachable := self._indexes.unreachable():
            return unreachable
        former = self._indexes.former_model()
        return wording.another_model(former, embedder.name) if former else None

    def _passages(self, clause_ids: Sequence[str]) -> dict[str, str]:
        """Clauses with the headings that they are embedded with, for a reranker."""
        titles = self._current().library.titles
        found = self._store.get(clause_ids)
        return {key: next(chunks(one, titles.get(one.document_id, ""))).text for key, one in found.items()}

    def repair(self, progress: Progress | None = None) -> None:
        """Compares the indexes with the store, id by id, and completes them."""
        self._indexes.repair(progress)

    # --- asking ---------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filter: Filter | None = None,
        as_of: date | None = None,
        *,
        record: bool = False,
    ) -> Answer:
        """One answer, from the documents that a filter allows, by the law of a day, today by default. `history` are the
        earlier questions of the conversation; `record` keeps the answer for `replay`.

        Raises QuestionError and FilterError.
        """
        *_, answer = self.stream(question, history, filter, as_of, record=record)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filter: Filter | None = None,
        as_of: date | None = None,
        *,
        record: bool = False,
    ) -> Iterator[Answer]:
        """The answer as it grows, where a language model writes it; the last one is the whole answer and counts."""
        start = time.perf_counter()
        self._check(question)
        state = self._current()
        day = as_of or date.today()
        among = state.allowed(filter)
        if as_of is None and (curated := self._curated(state, question, history, filter)):
            yield replace(curated, latency_ms=records.elapsed(start))
            return
        extract = self._extract(state, question, history, day, among)
        extracted = records.elapsed(start)
        written = writer.Written(extract, "", ())
        if self._model is not None:
            for written in writer.write(extract, history, self._model, state.library.by_id, state.library.documents):
                answer = replace(self._valid(state, written.answer, day), latency_ms=records.elapsed(start))
                if not written.whole:
                    yield answer
        answer = replace(self._valid(state, written.answer, day), latency_ms=records.elapsed(start))
        if record and self.settings.records:
            timings = {"extract": extracted, "total": answer.latency_ms}
            answer = replace(answer, record=self._keep(state, history, answer, written, day, among, timings))
        yield answer

    def replay(self, record_id: str) -> Replay:
        """The answer of a record given again: as of its day, from today's documents, and with the words that a
        language model said then. Raises NotFound."""
        record = self._records.get(record_id)
        state = self._current()
        day = date.fromisoformat(record.day)
        within = record.settings.get("documents")
        among = None if within is None else frozenset(within)
        answer = self._extract(state, record.question, record.history, day, among)
        if record.sources:
            lines = writer.recorded(record.said, failed=record.failed)
            shown = [state.library.by_id.get(one) for one in record.sources]
            name = record.settings["llm_model"]
            *_, last = writer.compose(answer, lines, shown, state.library.documents, name)
            answer = self._valid(state, last.answer, day)
        now = self._settings(among)
        return compared(record, answer, state.revision, now, state.library.by_id.get)

    def _extract(
        self, state: _State, question: str, history: Sequence[str], day: date, among: frozenset[str] | None
    ) -> Answer:
        earlier = [q for q in history if q.strip()]
        answerer = state.answerer(among)
        answer = None if among is None else self._outside(question, earlier, answerer, state, among)
        return self._valid(state, answer or answerer.answer(question, earlier, day), day)

    def _curated(self, state: _State, question: str, history: Sequence[str], filter: Filter | None) -> Answer | None:
        """The answer that people approved for this question, where it is whole by itself and within the filter."""
        found = self.curated.find(question)
        if found is None:
            return None
        clauses = self.current_clauses([source.clause_id for source in found.draft.sources])
        within = allowed(filter, state.library.documents, state.relations)
        if within is not None and not all(clause.document_id in within for clause in clauses.values()):
            return None
        understand = state.answerer(None).understand
        if history and understand(question, [q for q in history if q.strip()])[0] != understand(question, ())[0]:
            return None  # it leans on what was asked before
        answer = drafts.answer(question, found.draft, clauses, state.library.documents)
        reviewed = datetime.fromisoformat(found.approved).astimezone().date()
        return self._valid(state, replace(answer, reviewed=reviewed), date.today())

    def _settings(self, among: frozenset[str] | None) -> dict[str, Any]:
        """What an answer depends on beside the documents' words; `documents` where only some were asked."""
        found = records.settings_that_matter(self.settings)
        return found if among is None else found | {"documents": sorted(among)}

    def _valid(self, state: _State, answer: Answer, day: date) -> Answer:
        """The answer with what must be said of the documents it cites, as of a day."""
        cited = dict.fromkeys(citation.document_id for citation in answer.citations)
        documents = (state.library.documents[one] for one in cited)
        return replace(answer, validity=remarks(documents, state.relations, day))

    def _keep(
        self,
        state: _State,
        history: Sequence[str],
        answer: Answer,
        written: writer.Written,
        day: date,
        among: frozenset[str] | None,
        timings: Mapping[str, float],
    ) -> str | None:
        ids = [c.clause_id for c in answer.citations] + [h.clause.id for h in answer.retrieved] + list(written.sources)
        clauses = {one: state.library.by_id.get(one) for one in dict.fromkeys(ids)}
        return self._records.add(
            records.Record(
                id=records.new_id(),
                at=records.now(),
                question=answer.question,
                history=tuple(history),
                day=day.isoformat(),
                revision=state.revision,
                settings=self._settings(among),
                clauses={key: records.content_hash(clause) for key, clause in clauses.items() if clause is not None},
                said=written.said,
                sources=written.sources,
                failed=written.failed,
                timings=timings,
                answer=answer.to_json(),
            )
        )

    def _outside(
        self, question: str, history: Sequence[str], answerer: Answerer, state: _State, among: frozenset[str]
    ) -> Answer | None:
        """The refusal of a question that names documents a filter leaves out, or that is asked of none at all: what it
        names must not be answered by another document."""
        if not among:
            return Answer(question, wording.NOTHING_IN_SCOPE, True, (), (), ())
        named = state.references.find(answerer.understand(question, history)[0].text).documents
        if not named or not among.isdisjoint(named):
            return None
        titles = [state.library.documents[one].title for one in named]
        return Answer(question, wording.outside_scope(titles), True, (), (), ())

    def evidence(self, question: str, history: Sequence[str] = ()) -> tuple[Question, Sequence[Evidence]]:
        """What `ask` weighs: the question taken apart and the sentences found, best first. For training and analysis."""
        answerer = self._current().answerer(None)
        understood, _ = answerer.understand(question, history)
        return understood, answerer.evidence(understood)[1]

    def search(self, text: str, k: int = 10, filter: Filter | None = None) -> tuple[Hit, ...]:
        """The k nearest clauses of the documents that a filter allows, best first. Raises QuestionError, FilterError."""
        self._check(text)
        state = self._current()
        question, _ = state.understanding.analyse(text)
        scored = self._retriever.search(
            question, self._embed(question.embedded), k, state.allowed(filter), state.references
        )
        return state.library.hits(scored)

    def allowed(self, filter: Filter | None) -> frozenset[str] | None:
        """The ids of the documents that a filter allows; None where it has no condition. Raises FilterError."""
        return self._current().allowed(filter)

    def around(self, clause: Clause) -> tuple[Clause | None, Clause | None]:
        """The clauses right before and right after one in its document; its headings are in its `path`."""
        return self._store.around(clause)

    def search_documents(self, text: str, k: int = 10, filter: Filter | None = None) -> list[tuple[str, float]]:
        """Ids and scores of the k nearest documents that a filter allows, best first. Raises QuestionError, FilterError."""
        self._check(text)
        state = self._current()
        question, _ = state.understanding.analyse(text)
        return self._retriever.search_documents(question, self._embed(question.embedded), k, state.allowed(filter))

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
        """What answers are made of; made anew when this or another process has changed the documents."""
        with self._lock:
            revision = self._store.journal.revision()
            if self._state is None or self._state.revision != revision:
                lexical = self._indexes.lexical
                self._indexes.reload()
                retired = self._store.retired()
                library = Library.of(
                    self._store, {d.id for d in self._store.documents()} - retired.keys() if retired else None
                )
                vocabulary = Vocabulary(self._store.database, lru_cache(maxsize=100_000)(lexical.has))
                understanding = Understanding(vocabulary, lexical.idf, abbreviations(self._store))
                references = References(library.documents.values(), lambda one: library.clauses[one])
                relations = Relations(tuple(library.documents.values()))
                ended = lru_cache(maxsize=64)(partial(outdated, tuple(library.documents.values()), relations))

                @lru_cache(maxsize=8)
                def answerer(among: frozenset[str] | None) -> Answerer:
                    def search(
                        question: Question, vector: Vectors | None, k: int, only: Collection[str] | None = None
                    ) -> Sequence[Scored]:
                        return self._retriever.search(question, vector, k, among if only is None else only, references)

                    return Answerer(
                        library if among is None else Library.of(self._store, among),
                        understanding,
                        search,
                        self._embed,
                        self._indexes.vectors,
                        model(),
                        partial(references.find, among=among),
                        self._reader,
                        ended,
                    )

                self._state = _State(revision, library, understanding, answerer, references, relations, bool(retired))
            return self._state


def _unknown(document_id: str) -> NotFound:
    return NotFound(f"没有编号为 {document_id} 的文件；policy-kb documents 列出所有文件")
