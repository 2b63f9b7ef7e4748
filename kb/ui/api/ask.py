"""POST /api/ask: a question and the answer row of the contract."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from kb.ui.api.errors import opening
from kb.ui.asking import MOST_DOCUMENTS, MOST_HISTORY, Asked, Asker

Text = Annotated[str, Field(max_length=20_000)]  # the setting POLICY_KB_MAX_QUESTION limits questions further


class AskBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Text
    history: Annotated[list[Text], Field(max_length=MOST_HISTORY)] = []
    documents: Annotated[list[Text], Field(max_length=MOST_DOCUMENTS)] = []
    as_of: date | None = None


def router(asker: Asker) -> APIRouter:
    routes = APIRouter()

    @routes.post("/api/ask")
    def ask(body: AskBody) -> dict[str, Any]:
        if not asker.base.ready():
            raise opening()
        asked = Asked(body.question, tuple(body.history), tuple(body.documents), body.as_of)
        return asker.ask(asked).to_json()

    return routes
