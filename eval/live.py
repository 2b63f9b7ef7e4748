"""Asking the knowledge base itself: the only module here that opens one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from eval.dataset import Question
from kb.errors import PolicyKBError, UsageError
from kb.service import KnowledgeBase
from kb.settings import load


@contextmanager
def open_base(home: Path | None) -> Iterator[KnowledgeBase]:
    """The knowledge base of `home`; without one, a temporary one that holds the project's documents/."""
    if home is not None:
        with KnowledgeBase.open(load(home=home)) as base:
            yield base
        return
    with tempfile.TemporaryDirectory(prefix="policy-kb-eval-") as folder:
        settings = load(home=Path(folder))
        with KnowledgeBase.open(settings) as base:
            base.ingest([settings.documents])
            yield base


@contextmanager
def open_home(home: Path | None) -> Iterator[KnowledgeBase]:
    """The knowledge base of `home` or of the settings, which must hold documents. Raises UsageError."""
    with KnowledgeBase.open(load(home=home)) as base:
        if not base.documents():
            raise UsageError(
                f"知识库 {base.settings.home} 里没有文件；请先运行 policy-kb ingest，或用 --home 指定知识库目录"
            )
        yield base


def ask_all(base: KnowledgeBase, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """An answer row per question, in order, with a progress bar on stderr."""
    rows = []
    for question in tqdm(questions, desc="评测", unit="题", leave=False):
        try:
            answer = base.ask(question.question, question.history)
        except PolicyKBError as error:
            raise type(error)(f"题目 {question.id}：{error}") from error
        rows.append(answer.to_json(question.id))
    return rows
