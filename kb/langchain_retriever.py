"""The knowledge base as a LangChain retriever, for chains and agents of one's own."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from kb.filters import Filter
from kb.service import KnowledgeBase
from kb.types import Hit


class PolicyRetriever(BaseRetriever):
    """The `k` clauses nearest to a question; `filter` limits the search to some documents.

    `PolicyRetriever(base=KnowledgeBase.open(load())).invoke("企业上市有哪些支持？")`
    """

    base: KnowledgeBase
    k: int = 10
    filter: Filter | None = None

    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [self._document(hit) for hit in self.base.search(query, self.k, self.filter)]

    def _document(self, hit: Hit) -> Document:
        return Document(page_content=hit.clause.text, metadata=_metadata(hit, self.base), id=hit.clause.id)


def _metadata(hit: Hit, base: KnowledgeBase) -> dict[str, Any]:
    before, after = base.around(hit.clause)
    return {
        "document": hit.document_title,
        "number": hit.document_number,
        "document_id": hit.clause.document_id,
        "label": hit.clause.label,
        "path": list(hit.clause.path),
        "page": hit.clause.page,
        "before": before and before.text,
        "after": after and after.text,
        "score": hit.score,
    }
