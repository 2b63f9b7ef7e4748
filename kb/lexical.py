"""The lexical index: BM25 over words and character bigrams, on disk, incremental (tantivy)."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import tantivy

from ingest.types import Clause
from kb.errors import IndexBusy
from kb.tokenize import tokenizer

_BODY, _HEAD = "body", "head"
_HEAD_BOOST = 0.6  # words of headings count beside, not instead of, the text's own


class DocumentIndex:
    """Whole documents by their terms: what a question says may be spread over clauses. Keyed by content."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._schema = (
            tantivy.SchemaBuilder()
            .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
            .add_text_field("content", stored=True, tokenizer_name="raw", index_option="basic")
            .add_text_field(_BODY, stored=False, tokenizer_name="whitespace", index_option="freq")
            .build()
        )
        self._index = _open(self._schema, path)

    def reload(self) -> None:
        """Shows what another process has written."""
        self._index.reload()

    def contents(self) -> dict[str, str]:
        """Document id → the key of the content that is indexed."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        found = [searcher.doc(address) for _, address in hits]
        return {str(one.get_first("id")): str(one.get_first("content")) for one in found}

    def change(self, add: Iterable[tuple[str, str, str]], remove: Iterable[str], wait: float = 60.0) -> None:
        """Adds documents (id, key of the content, text); an id that is there is replaced. Raises IndexBusy."""
        writer = _writer(self._index, self._path, wait)
        cut = tokenizer().index_terms
        for document in remove:
            writer.delete_documents_by_term("id", document)
        for document, content, text in add:
            writer.delete_documents_by_term("id", document)
            writer.add_document(tantivy.Document(id=document, content=content, body=" ".join(cut(text))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def clear(self) -> None:
        """Throws a damaged index away; it is derived, so nothing is lost."""
        shutil.rmtree(self._path)
        self._index = _open(self._schema, self._path)

    def search(self, terms: Mapping[str, float], k: int, documents: Collection[str] | None = None) -> dict[str, float]:
        """The k best document ids with BM25 scores; only of these, where given."""
        should = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, _BODY, term, "freq"), weight),
            )
            for term, weight in terms.items()
        ]
        if not should:
            return {}
        query = tantivy.Query.boolean_query(should)
        if documents is not None:
            query = _only(self._schema, query, "id", documents)
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=k).hits
        return {str(searcher.doc(address).get_first("id")): float(score) for score, address in hits}


def _only(schema: tantivy.Schema, query: tantivy.Query, field: str, values: Collection[str]) -> tantivy.Query:
    """The query with its scores, on entries alone that have one of the values."""
    allowed = tantivy.Query.term_set_query(schema, field, list(values))
    return query.and_must_match(tantivy.Query.const_score_query(allowed, 0.0))


def _open(schema: tantivy.Schema, path: Path) -> tantivy.Index:
    path.mkdir(parents=True, exist_ok=True)
    try:
        return tantivy.Index(schema, path=str(path))
    except ValueError:  # damaged or of an older layout: it is derived, so it is made anew
        shutil.rmtree(path)
        path.mkdir(parents=True)
        return tantivy.Index(schema, path=str(path))


def _writer(index: tantivy.Index, path: Path, wait: float) -> tantivy.IndexWriter:
    """Raises IndexBusy when another process still writes after `wait` seconds."""
    until = time.monotonic() + wait
    while True:
        try:
            writer = index.writer(heap_size=64_000_000, num_threads=1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            if time.monotonic() > until:
                raise IndexBusy(f"词语索引 {path} 正被另一个程序写入；请稍后再试") from error
            time.sleep(0.1)
            continue
        # A process killed while it committed leaves files under names that the next commit wants to use.
        writer.garbage_collect_files()
        return writer


class LexicalIndex:
    """Clauses by their terms, keyed by clause id. One writer at a time, any number of readers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._schema = (
            tantivy.SchemaBuilder()
            .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
            .add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
            .add_text_field(_BODY, stored=False, tokenizer_name="whitespace", index_option="freq")
            .add_text_field(_HEAD, stored=False, tokenizer_name="whitespace", index_option="freq")
            .build()
        )
        self._index = _open(self._schema, path)

    def update(self, clauses: Iterable[Clause], gone: Iterable[str] = (), wait: float = 60.0) -> set[str]:
        """Adds clauses, replacing those with the same id, and takes out `gone`; returns the terms of what it added.

        Raises IndexBusy when another process still writes after `wait` seconds.
        """
        writer = _writer(self._index, self._path, wait)
        cut = tokenizer().index_terms
        cut_again = lru_cache(maxsize=1_024)(cut)  # clauses side by side share their headings
        terms: set[str] = set()
        for clause_id in gone:
            writer.delete_documents_by_term("id", clause_id)
        for clause in clauses:
            writer.delete_documents_by_term("id", clause.id)
            body, head = cut(clause.text), cut_again(" ".join((*clause.path, clause.heading or "")))
            terms.update(body, head)
            writer.add_document(
                tantivy.Document(id=clause.id, document=clause.document_id, body=" ".join(body), head=" ".join(head))
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        return terms

    def clear(self) -> None:
        """Throws a damaged index away; it is derived, so nothing is lost."""
        shutil.rmtree(self._path)
        self._index = _open(self._schema, self._path)

    def reload(self) -> None:
        """Shows what another process has written."""
        self._index.reload()

    def count(self) -> int:
        """How many clauses the index holds."""
        return int(self._index.searcher().num_docs)

    def has(self, term: str) -> bool:
        """Whether a term occurs: a word, or a character pair."""
        searcher = self._index.searcher()
        return bool(searcher.doc_freq(_BODY, term) or searcher.doc_freq(_HEAD, term))

    def ids(self) -> set[str]:
        """Every clause id in the index."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        return {str(searcher.doc(address).get_first("id")) for _, address in hits}

    def search(
        self,
        terms: Mapping[str, float],
        k: int,
        documents: Collection[str] | None = None,
        among: Collection[str] | None = None,
    ) -> dict[str, float]:
        """The k best clause ids with BM25 scores, for terms with their weights; only of `documents` and `among` these
        clauses, where given."""
        should = []
        for term, weight in terms.items():
            for field, boost in ((_BODY, 1.0), (_HEAD, _HEAD_BOOST)):
                query = tantivy.Query.term_query(self._schema, field, term, "freq")
                should.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight * boost)))
        if not should:
            return {}
        query = tantivy.Query.boolean_query(should)
        if documents is not None:
            query = _only(self._schema, query, "document", documents)
        if among is not None:
            query = _only(self._schema, query, "id", among)
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=k).hits
        return {str(searcher.doc(address).get_first("id")): float(score) for score, address in hits}

    def idf(self, term: str) -> float:
        """Inverse document frequency (BM25 form) of an index term, 0 upwards; unseen terms get the most."""
        searcher = self._index.searcher()
        n = searcher.num_docs
        df = searcher.doc_freq(_BODY, term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))
