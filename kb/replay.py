"""An answer given again from its record, and what has changed since."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.types import Clause
from kb.records import Record, content_hash, differences
from kb.types import Answer

_PASSING = ("latency_ms", "record")  # fields of an answer row that differ each time


@dataclass(frozen=True, slots=True)
class Replay:
    """A record beside the answer of today. `same`: word for word, with the same citations."""

    record: Record
    answer: Answer
    revision: int
    changed: tuple[str, ...]  # clauses of the record whose words are others now
    removed: tuple[str, ...]  # and those that are no longer there
    settings: Mapping[str, Any]  # name → [then, now], where they differ
    fields: Mapping[str, Any]  # of the answer row, likewise

    @property
    def same(self) -> bool:
        return not self.fields

    def to_json(self) -> dict[str, Any]:
        return {
            "record": self.record.id,
            "at": self.record.at,
            "question": self.record.question,
            "history": list(self.record.history),
            "same": self.same,
            "revision": [self.record.revision, self.revision],
            "clauses": {"changed": list(self.changed), "removed": list(self.removed)},
            "settings": dict(self.settings),
            "timings": dict(self.record.timings),
            "differences": dict(self.fields),
            "before": dict(self.record.answer),
            "after": self.answer.to_json(),
        }


def compared(
    record: Record,
    answer: Answer,
    revision: int,
    settings: Mapping[str, Any],
    clause: Callable[[str], Clause | None],
) -> Replay:
    """The record beside an answer made now. `clause` gives a current clause."""
    present = {clause_id: clause(clause_id) for clause_id in record.clauses}
    after = json.loads(json.dumps(answer.to_json(), ensure_ascii=False))
    return Replay(
        record,
        answer,
        revision,
        tuple(i for i, c in present.items() if c is not None and content_hash(c) != record.clauses[i]),
        tuple(i for i, c in present.items() if c is None),
        differences(record.settings, settings),
        differences(record.answer, after, _PASSING),
    )


def text(replay: Replay) -> str:
    """The comparison for people."""
    record = replay.record
    lines = [f"记录 {record.id}（{record.at}）", f"问：{record.question}"]
    if record.history:
        lines.append("此前的问题：" + "；".join(record.history))
    lines.append("答复相同。" if replay.same else "答复不同：" + "、".join(replay.fields))
    if replay.revision != record.revision:
        lines.append(f"知识库在此之后有过变动（{record.revision} → {replay.revision}）。")
    lines += [f"条款已修改：{one}" for one in replay.changed]
    lines += [f"条款已不在：{one}" for one in replay.removed]
    lines += [f"设置 {name}：{then} → {now}" for name, (then, now) in replay.settings.items()]
    lines += ["", "当时的答复：", str(record.answer["answer"])]
    if not replay.same:
        lines += ["", "现在的答复：", replay.answer.text]
    return "\n".join(lines)
