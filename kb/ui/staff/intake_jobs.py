"""Uploaded files on their way into the knowledge base: one batch after the other, beside the page."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import IngestError
from kb.errors import PolicyKBError
from kb.intake import Ingested
from kb.office.audit import AuditLog
from kb.ui.staff.words import FAILED

if TYPE_CHECKING:
    from kb.service import KnowledgeBase

logger = logging.getLogger(__name__)
_SHOWN = 500  # results kept of a batch


@dataclass
class Batch:
    """Files of one upload. `stage` is what is done with them; "" when all is done."""

    by: str
    names: tuple[str, ...]
    stage: str = "等待处理"
    done: int = 0
    total: int = 0
    results: list[Ingested] = field(default_factory=list)
    error: str = ""


class IntakeJobs:
    """Takes in batches in a thread of its own. Safe to share between threads."""

    def __init__(self, base: Callable[[], KnowledgeBase], audit: AuditLog) -> None:
        self._base = base
        self._audit = audit
        self._turn = threading.Lock()
        self.last: Batch | None = None

    def start(self, folder: Path, by: str) -> Batch:
        """Takes in what is in a folder, then deletes the folder: the knowledge base keeps the originals."""
        batch = Batch(by, tuple(sorted(path.name for path in folder.iterdir())))
        self.last = batch
        threading.Thread(target=self._run, args=(batch, folder), daemon=True).start()
        return batch

    def _run(self, batch: Batch, folder: Path) -> None:
        with self._turn:
            self.last = batch
            try:
                self._take(batch, folder)
            except (PolicyKBError, IngestError) as error:
                batch.error = str(error)
            except Exception:
                logger.exception("intake of uploaded files failed")
                batch.error = FAILED
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                batch.stage = ""
        for one in batch.results:
            subject = f"《{one.title}》" if one.title else one.source
            said = one.error or (f"第 {one.version} 版，{one.clauses} 条" if one.changed else "无变化")
            self._audit.note(batch.by, "导入文件", subject, f"{one.source}：{said}")
        if batch.error:
            self._audit.note(batch.by, "导入文件", "、".join(batch.names)[:200], batch.error)

    def _take(self, batch: Batch, folder: Path) -> None:
        base = self._base()

        def reported(result: Ingested) -> None:
            if len(batch.results) < _SHOWN:
                batch.results.append(result)

        def step(stage: str) -> Callable[[int, int], None]:
            def told(done: int, total: int) -> None:
                batch.stage, batch.done, batch.total = stage, done, total

            return told

        batch.stage = "正在读取文件"
        base.ingest([folder], report=reported, reading=step("正在读取文件"), embed=False)
        base.curated.review()
        batch.stage = "已可查询，正在建立向量索引"
        base.embed(step("已可查询，正在建立向量索引"))
