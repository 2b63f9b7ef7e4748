"""A run's score as JSON, as a table for the terminal, and as Markdown with the failures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.metrics.stats import Estimate
from eval.score import TOTAL, Scored, Summary

# (column, measure, shown as): share = percentage, plain = whole number
COLUMNS = (
    ("答对", "correct"),
    ("引用命中", "citation_hit"),
    ("引用召回", "citation_recall"),
    ("引用准确", "citation_precision"),
    ("拒答准确", "refusal_precision"),
    ("拒答召回", "refusal_recall"),
    ("误拒", "refused_answerable"),
    ("保真", "fidelity"),
)
MEDIANS = (("字数", "answer_chars"), ("p50 ms", "latency_p50_ms"), ("p95 ms", "latency_p95_ms"))
_NONE = "–"


def table(summaries: Sequence[Summary]) -> str:
    """An aligned table: a row per type, the total last, and under it the total's 95 % intervals."""
    cells = [list(_header()), *(_cells(s) for s in summaries)]
    intervals = (_interval(summaries[-1].estimates[m]) for _, m in COLUMNS)
    cells.append(["95% 区间", "", *intervals, *("" for _ in MEDIANS)])
    widths = [max(_width(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = ["  ".join(map(_pad, row, widths, (i == 0 for i in range(len(row))))) for row in cells]
    rule = "─" * _width(lines[0])
    return "\n".join(line.rstrip() for line in [lines[0], rule, *lines[1:-2], rule, *lines[-2:]])


def to_json(summaries: Sequence[Summary], scored: Iterable[Scored], about: Mapping[str, Any]) -> dict[str, Any]:
    """`about` says what was run; then the total, each type, and each row's marks. Keys are stable."""

    def flat(s: Summary) -> dict[str, Any]:
        estimates = {name: asdict(estimate) for name, estimate in s.estimates.items()}
        return {"rows": s.rows, "answerable": s.answerable, **estimates, **s.medians}

    return {
        **about,
        TOTAL: flat(summaries[-1]),
        "types": {s.name: flat(s) for s in summaries[:-1]},
        "questions": [
            {
                "id": row.question.id,
                "type": row.question.type,
                "right": row.verdict.right,
                "abstained": row.answer.abstained,
                "missing": [list(group) for group in row.verdict.missing],
                "forbidden": list(row.verdict.forbidden),
                "citations_right": list(row.marks.right),
                "evidence_covered": list(row.marks.covered),
                "violations": list(row.violations),
            }
            for row in scored
        ],
    }


def markdown(summaries: Sequence[Summary], scored: Iterable[Scored], about: Mapping[str, Any]) -> str:
    """The whole report for people."""
    rows = tuple(scored)
    total = summaries[-1]
    body = [list(_header()), ["---", *("---:" for _ in _header()[1:])], *(_cells(s) for s in summaries)]
    lines = ["# 评测报告", "", *(f"- {_md(key)}：{_md(_plain(value))}" for key, value in about.items()), ""]
    lines += ["| " + " | ".join(_md(cell) for cell in row) + " |" for row in body]
    lines += ["", "总计的 95% 置信区间：", ""]
    lines += [f"- {title}：{_share(total.estimates[m])}（{_interval(total.estimates[m])}）" for title, m in COLUMNS]
    failed = [row for row in rows if row.failed]
    lines += ["", f"## 需要查看的题目（{len(failed)} / {len(rows)}）"]
    for row in failed:
        lines += [
            "",
            f"### {_md(row.question.id)}（{_md(row.question.type)}）{_md(row.question.question)}",
            "",
        ]
        lines += [f"- {_md(line)}" for line in failure_lines(row)[1:]]
    return "\n".join(lines) + "\n"


def failure_lines(row: Scored) -> list[str]:
    """One failure: heading, what is wrong, what was expected, what was got, what was cited."""
    question, answer = row.question, row.answer
    lines = [f"{question.id}（{question.type}）{question.question}"]
    if question.history:
        lines.append("前文：" + " → ".join(question.history))
    lines += [f"问题：{why}" for why in _reasons(row)]
    expected = "；".join(" / ".join(group) for group in question.must) if question.answerable else "拒答"
    lines += [
        f"应有：{expected}",
        f"回答：{_one_line(answer.answer)}{'（拒答）' if answer.abstained else ''}",
    ]
    marks = zip(answer.citations, row.marks.right, strict=True)
    lines.append("引用：" + ("；".join(f"{'✓' if ok else '✗'} {c.label}" for c, ok in marks) or "无"))
    if question.answerable and not all(row.marks.covered):
        left = [s for s, ok in zip(question.evidence, row.marks.covered, strict=True) if not ok]
        lines.append("未引到的依据：" + "；".join(left))
    return lines


def _reasons(row: Scored) -> list[str]:
    if not row.question.answerable:
        return [] if row.answer.abstained else ["文件没有答案，却作了回答"]
    if row.answer.abstained:
        return ["文件有答案，却拒答"]
    reasons = [f"缺少 {' / '.join(group)}" for group in row.verdict.missing]
    reasons += [f"不应出现 {text}" for text in row.verdict.forbidden]
    if not any(row.marks.right):
        reasons.append("没有一条引用是对的")
    return reasons + list(row.violations)


def _header() -> tuple[str, ...]:
    return ("题型", "题数", *(title for title, _ in COLUMNS), *(title for title, _ in MEDIANS))


def _cells(s: Summary) -> list[str]:
    name = "总计" if s.name == TOTAL else s.name
    medians = (s.medians[m] for _, m in MEDIANS)
    shown = [_NONE if value is None else f"{value:.0f}" for value in medians]
    return [name, str(s.rows), *(_share(s.estimates[m]) for _, m in COLUMNS), *shown]


def _share(e: Estimate) -> str:
    return _NONE if e.value is None else f"{e.value:.3f}"


def _interval(e: Estimate) -> str:
    return _NONE if e.low is None or e.high is None else f"{e.low:.2f}-{e.high:.2f}"


def _plain(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _md(text: str) -> str:
    """Text of answers is data: it must not become markup."""
    return "".join("\\" + c if c in "\\`*_[]<>|#" else c for c in _one_line(text))


def _width(text: str) -> int:
    """Columns in a terminal: a wide character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
