"""Every shipped question set is valid, and what it expects stands in the shipped documents."""

from functools import cache
from pathlib import Path

import pytest

from eval.dataset import DATASETS, load_questions
from eval.normalise import squeeze

DOCUMENTS = Path(__file__).parents[2] / "documents"
SETS = sorted(DATASETS.glob("*.jsonl"))


@cache
def _clauses() -> tuple[str, ...]:
    """Squeezed text of each clause of documents/."""
    pipeline = pytest.importorskip("ingest.pipeline")
    return tuple(
        squeeze(clause.text)
        for path in sorted(DOCUMENTS.iterdir())
        for parsed in pipeline.parse_file(path)
        for clause in parsed.clauses
    )


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_evidence_and_expectations_stand_in_a_clause(path: Path) -> None:
    clauses = _clauses()
    whole = "".join(clauses)
    wrong = []
    for row in load_questions([path]):
        wrong += [
            f"{row.id} evidence: {snippet}"
            for snippet in row.evidence
            if not any(squeeze(snippet) in clause for clause in clauses)
        ]
        wrong += [
            f"{row.id} must: {' / '.join(group)}"
            for group in row.must
            if not any(squeeze(alternative) in whole for alternative in group)
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_a_right_answer_can_be_right(path: Path) -> None:
    """No row forbids what it demands."""
    wrong = [
        f"{row.id}: {group} / {row.forbid}"
        for row in load_questions([path])
        for group in row.must
        if all(any(squeeze(f) in squeeze(alternative) for f in row.forbid) for alternative in group)
    ]
    assert not wrong, "\n".join(wrong)
