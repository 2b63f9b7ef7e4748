"""Versions and their comparison as text for a terminal."""

from __future__ import annotations

from kb.versions import Change, ChangeKind, Comparison, Version

_WORDS: dict[ChangeKind, str] = {"added": "增加", "removed": "删除", "changed": "修改", "renumbered": "只改编号"}


def describe(version: Version) -> str:
    """One line: number, title, dates, size."""
    document = version.document
    issued = f"，{document.issue_date} 印发" if document.issue_date else ""
    until = f"，{version.superseded} 被取代" if version.superseded else "，现行"
    return f"第{version.number}版  《{document.title}》{issued}，{version.taken_in} 入库{until}，{version.clauses} 条"


def comparison_text(comparison: Comparison) -> str:
    """A summary and one entry for each change, in the order of the newer version."""
    counts = "，".join(f"{word} {len(comparison.of(kind))} 条" for kind, word in _WORDS.items())
    head = [describe(comparison.old), describe(comparison.new), f"{counts}，其余 {comparison.same} 条不变"]
    return "\n".join([*head, *(_entry(change) for change in comparison.changes)])


def _entry(change: Change) -> str:
    old, new = change.old, change.new
    if old is None and new is not None:
        return f"增加  {new.label}  {_flat(new.text)}"
    if new is None and old is not None:
        return f"删除  {old.label}  {_flat(old.text)}"
    assert old is not None
    assert new is not None
    label = new.label if old.label == new.label else f"{old.label} → {new.label}"
    if change.kind == "renumbered":
        return f"改号  {label}  {_flat(new.text)[:40]}"
    return f"修改  {label}\n  旧  {_flat(old.text)}\n  新  {_flat(new.text)}"


def _flat(text: str) -> str:
    return text.replace("\n", " ")
