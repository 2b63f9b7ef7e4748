"""/v1: the part of OpenAI's interface that chat programs use. The answer's clauses come in the field `policy_kb`."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from kb.types import Answer
from kb.ui.api.ask import Text
from kb.ui.api.errors import ApiError, opening
from kb.ui.asking import Asked, Asker
from kb.ui.render import footnoted
from kb.ui.words import NO_USER_MESSAGE, ONE_CHOICE, other_model

MODEL = "policy-kb"
# No model counts tokens here; clients expect the field.
_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


class Part(BaseModel):
    type: Literal["text"]
    text: Text


class Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[list[Part], Field(max_length=50)] | None = None

    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "\n".join(part.text for part in self.content or ())


class StreamOptions(BaseModel):
    include_usage: bool = False


class CompletionBody(BaseModel):
    """Other fields, such as temperature, are accepted and change nothing."""

    model: Annotated[str, Field(max_length=200)] = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int = 1


def router(asker: Asker) -> APIRouter:
    routes = APIRouter(prefix="/v1")

    @routes.get("/models")
    def models() -> dict[str, Any]:
        return {"object": "list", "data": [_model()]}

    @routes.get("/models/{name}")
    def model(name: str) -> dict[str, Any]:
        if name != MODEL:
            raise ApiError(404, "model_not_found", other_model(name[:100], MODEL))
        return _model()

    @routes.post("/chat/completions")
    def completions(body: CompletionBody) -> Response:
        """The last message of the user is the question, those before it its history; other messages are not read."""
        if body.model != MODEL:
            raise ApiError(404, "model_not_found", other_model(body.model[:100], MODEL))
        if body.n != 1:
            raise ApiError(400, "unsupported", ONE_CHOICE)
        said = [message.text() for message in body.messages if message.role == "user"]
        if not said or body.messages[-1].role != "user":
            raise ApiError(400, "no_question", NO_USER_MESSAGE)
        if not asker.base.ready():
            raise opening()
        answer = asker.ask(Asked(said[-1], tuple(said[:-1])))
        if body.stream:
            usage = body.stream_options is not None and body.stream_options.include_usage
            return StreamingResponse(_events(answer, usage), media_type="text/event-stream")
        message = {"role": "assistant", "content": footnoted(answer), "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return JSONResponse(_head("chat.completion") | {"choices": [choice], "usage": _USAGE, **_extra(answer)})

    return routes


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": MODEL}


def _extra(answer: Answer) -> dict[str, Any]:
    return {"policy_kb": answer.to_json()}


def _events(answer: Answer, usage: bool) -> Iterator[str]:
    """The answer as it stands on the page: sentence after sentence, then its sources; the last chunk has the clauses."""
    head = _head("chat.completion.chunk")

    def event(delta: dict[str, Any], end: str | None = None, **extra: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": end, "logprobs": None}
        return _event(head | {"choices": [choice]} | extra)

    yield event({"role": "assistant", "content": ""})
    for piece in footnoted(answer).splitlines(keepends=True):
        yield event({"content": piece})
    yield event({}, "stop", **_extra(answer))
    if usage:
        yield _event(head | {"choices": [], "usage": _USAGE})
    yield "data: [DONE]\n\n"


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
