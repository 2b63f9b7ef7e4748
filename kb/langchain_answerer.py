"""The whole pipeline as a LangChain Runnable: question and history in, Answer out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from langchain_core.runnables import Runnable, RunnableConfig

from kb.service import KnowledgeBase
from kb.types import Answer, Statement


class Asked(TypedDict, total=False):
    question: str
    history: list[str]  # the earlier questions of the conversation


class PolicyAnswerer(Runnable[Asked | str, Answer]):
    """`PolicyAnswerer(base).invoke({"question": "企业上市有哪些支持？", "history": []})` gives the Answer.

    `stream` yields each Statement as soon as it has passed the gate, and the whole Answer last, which alone has the
    citations, and which counts: where a language model breaks off, it holds the extract instead. Inside a chain only
    the whole Answer is handed on.
    """

    def __init__(self, base: KnowledgeBase, *, record: bool = False) -> None:
        self._base = base
        self._record = record

    def invoke(self, input: Asked | str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        def ask(asked: Asked | str) -> Answer:
            question, history = _parts(asked)
            return self._base.ask(question, history, record=self._record)

        return self._call_with_config(ask, input, config, run_type="chain")

    def stream(  # type: ignore[override]  # statements before the answer
        self, input: Asked | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Statement | Answer]:
        question, history = _parts(input)
        given = 0
        answer: Answer | None = None
        for answer in self._base.stream(question, history, record=self._record):
            yield from answer.statements[given:]
            given = max(given, len(answer.statements))
        assert answer is not None
        yield answer

    def transform(
        self, input: Iterator[Asked | str], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        for asked in input:
            yield self.invoke(asked, config)


def _parts(asked: Asked | str) -> tuple[str, list[str]]:
    if isinstance(asked, str):
        return asked, []
    return asked["question"], list(asked.get("history") or [])
