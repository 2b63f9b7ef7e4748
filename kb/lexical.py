"""The lexical index: BM25 over words and character bigrams, on disk, incremental (tantivy)."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from ingest.types import Clause
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

    def contents(self) -> dict[str, str]:
        """Document id → the key of the content that is indexed."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        found = [searcher.doc(address) for _, address in hits]
        return {str(one.get_first("id")): str(one.get_first("content")) for one in found}

    def change(self, add: Iterable[tuple[str, str, str]], remove: Iterable[str]) -> None:
        """Adds documents (id, key of the content, text); an id that is there is replaced."""
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        cut = tokenizer().index_terms
        for document in remove:
            writer.delete_documents_by_term("id", document)
        for document, content, text in add:
            writer.delete_documents_by_term("id", document)
            writer.add_document(tantivy.Document(id=document, content=content, body=" ".join(cut(text))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, terms: Mapping[str, float], k: int) -> dict[str, float]:
        """The k best document ids with BM25 scores."""
        should = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, _BODY, term, "freq"), weight),
            )
            for term, weight in terms.items()
        ]
        if not should:
            return {}
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(should), limit=k).hits
        return {str(searcher.doc(address).get_first("id")): float(score) for score, address in hits}


def _open(schema: tantivy.Schema, path: Path) -> tantivy.Index:
    path.mkdir(parents=True, exist_ok=True)
    try:
        return tantivy.Index(schema, path=str(path))
    except ValueError:  # damaged or of an older layout: it is derived, so it is made anew
        shutil.rmtree(path)
        path.mkdir(parents=True)
        return tantivy.Index(schema, path=str(path))


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

    def add(self, clauses: Iterable[Clause]) -> None:
        """Adds clauses; one with the same id is replaced."""
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        cut = tokenizer().index_terms
        for clause in clauses:
            writer.delete_documents_by_term("id", clause.id)
            heading = clause.heading or ""
            writer.add_document(
                tantivy.Document(
                    id=clause.id,
                    document=clause.document_id,
                    body=" ".join(cut(clause.text)),
                    head=" ".join(cut(" ".join((*clause.path, heading)))),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def remove(self, clause_ids: Iterable[str]) -> None:
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        for clause_id in clause_ids:
            writer.delete_documents_by_term("id", clause_id)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ids(self) -> set[str]:
        """Every clause id in the index."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        return {str(searcher.doc(address).get_first("id")) for _, address in hits}

    def terms(self) -> list[str]:
        """Every term of the index, words and character pairs."""
        found: dict[str, None] = {}
        searcher = self._index.searcher()
        for field in (_BODY, _HEAD):
            found |= dict.fromkeys(term for term, _ in searcher.terms_with_prefix(field, ""))
        return list(found)

    def search(
        self,
        terms: Mapping[str, float],
        k: int,
        documents: Sequence[str] | None = None,
        among: Sequence[str] | None = None,
    ) -> dict[str, float]:
        """The k best clause ids with BM25 scores, for terms with their weights; only `among` these, where given."""
        should = []
        for term, weight in terms.items():
            for field, boost in ((_BODY, 1.0), (_HEAD, _HEAD_BOOST)):
                query = tantivy.Query.term_query(self._schema, field, term, "freq")
                should.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight * boost)))
        if not should:
            return {}
        query = tantivy.Query.boolean_query(should)
        if documents is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            query = query.and_must_match(tantivy.Query.const_score_query(allowed, 0.0))
        if among is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "id", list(among))
            query = query.and_must_match(tantivy.Query.const_score_query(allowed, 0.0))
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=k).hits
        return {str(searcher.doc(address).get_first("id")): float(score) for score, address in hits}

    def idf(self, term: str) -> float:
        """Inverse document frequency (BM25 form) of an index term, 0 upwards; unseen terms get the most."""
        searcher = self._index.searcher()
        n = searcher.num_docs
        df = searcher.doc_freq(_BODY, term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))
