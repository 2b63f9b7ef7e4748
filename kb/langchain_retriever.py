"""The knowledge base as a LangChain retriever, for chains and agents of one's own."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from kb.service import KnowledgeBase
from kb.types import Hit


class PolicyRetriever(BaseRetriever):
    """The `k` clauses nearest to a question; `documents` limits the search to some document ids.

    `PolicyRetriever(base=KnowledgeBase.open(load())).invoke("企业上市有哪些支持？")`
    """

    base: KnowledgeBase
    k: int = 10
    documents: tuple[str, ...] | None = None

    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.base.search(query, self.k, self.documents)]


def _document(hit: Hit) -> Document:
    metadata: dict[str, Any] = {
        "document": hit.document_title,
        "number": hit.document_number,
        "document_id": hit.clause.document_id,
        "label": hit.clause.label,
        "path": list(hit.clause.path),
        "page": hit.clause.page,
        "score": hit.score,
    }
    return Document(page_content=hit.clause.text, metadata=metadata, id=hit.clause.id)
