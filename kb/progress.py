"""What a long command shows on stderr: a bar while it works, and at the end what failed and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

if TYPE_CHECKING:  # the page shows itself before what takes in documents is loaded
    from kb.intake import Ingested

_SHOWN = 50  # failures listed one by one


class Bar:
    """Draws a bar on stderr as it is told (done, total); none where there is a single step. Closed, it leaves its line."""

    def __init__(self, what: str = "建立向量索引", unit: str = "条") -> None:
        self._what, self._unit = what, unit
        self._bar: tqdm[Any] | None = None

    def __call__(self, done: int, total: int) -> None:
        if total <= 1:
            return
        if self._bar is None:
            self._bar = tqdm(total=total, desc=self._what, unit=self._unit, file=sys.stderr)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self.close()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def print_result(result: Ingested) -> None:
    """One document on stdout, above a bar where there is one. Failures come in the summary."""
    if result.error:
        return
    number = f" {result.number}" if result.number else ""
    state = "无变化" if not result.changed else "已导入" if (result.version or 1) == 1 else f"第{result.version}版"
    tqdm.write(f"{state}  {result.document_id}  《{result.title}》{number}  {result.clauses} 条", file=sys.stdout)
    for warning in result.warnings:
        tqdm.write(f"        提示：{warning}", file=sys.stdout)


def print_failures(results: Sequence[Ingested]) -> None:
    """On stderr, where some failed: how many were taken in, how many were there already, and each failure with its reason."""
    failed = [result for result in results if result.error]
    if not failed:
        return
    new = sum(result.changed for result in results)
    same = len(results) - len(failed) - new
    print(f"{new} 份已导入，{same} 份无变化，{len(failed)} 份未导入：", file=sys.stderr)
    for result in failed[:_SHOWN]:
        print(f"未导入  {result.source}：{result.error}", file=sys.stderr)
    if len(failed) > _SHOWN:
        print(f"……另有 {len(failed) - _SHOWN} 份未导入，加 --json 可列出全部", file=sys.stderr)
