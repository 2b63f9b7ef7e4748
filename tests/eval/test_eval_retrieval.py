"""Scoring of TREC runs, and the sets that retrieval is judged by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.judged import load_judged, read_qrels
from eval.retrieval import main, read_run
from eval.train_retrieval import Set, gradient, ndcg
from ingest.pipeline import parse_file
from kb.errors import RowError
from kb.service import KnowledgeBase
from kb.settings import load


def test_a_run_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("ir_measures")
    (tmp_path / "q.tsv").write_text("1 0 a 1\n2 0 b 1\n2 0 c 0\n", "utf-8")
    (tmp_path / "r.trec").write_text("1 Q0 a 1 2.0 x\n1 Q0 z 2 1.0 x\n", "utf-8")
    assert main(["--run", str(tmp_path / "r.trec"), "--qrels", str(tmp_path / "q.tsv")]) == 0
    assert "0.500" in capsys.readouterr().out  # the second question found nothing


def test_bad_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bad"
    path.write_text("1 0 a\n", "utf-8")
    with pytest.raises(RowError, match="第 1 行"):
        read_qrels(path)
    with pytest.raises(RowError, match="第 1 行"):
        read_run(path)
    assert main([]) == 2


def test_clauses_are_judged_by_evidence_and_by_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某市办法\n\n一、奖励\n奖励二十万元。\n\n二、补贴\n补贴房租。\n", "utf-8")
    rows = tmp_path / "q.jsonl"
    with KnowledgeBase.open(load(home=tmp_path / "home", embedding="none")) as base:
        base.ingest([tmp_path / "a.txt"])
        document = parse_file(tmp_path / "a.txt").__iter__().__next__().document.id
        rows.write_text(
            '{"id": 1, "question": "多少", "evidence": ["奖励 二十万元"]}\n{"id": 2, "question": "无"}\n'
            f'{{"id": 3, "question": "租", "document": "{document}", "answer": "补贴房租"}}\n',
            "utf-8",
        )
        first, second = load_judged(base, rows)
    assert (first.id, second.id) == ("1", "3")
    assert len(first.clauses) == len(second.clauses) == 1
    assert second.documents == {document}


def test_the_gradient_is_that_of_the_loss() -> None:
    random = np.random.default_rng(1)
    clauses = random.normal(size=(12, 4)).astype(np.float32) / 10
    asked = random.normal(size=(3, 4)).astype(np.float32) / 10
    right = (np.array([1]), np.array([2, 5]), np.array([7]))
    whole = Set("s", asked, right, clauses, np.zeros((3, 1), np.int64))
    matrix = (random.normal(size=(4, 4)) / 10).astype(np.float32)

    def loss(a: np.ndarray) -> float:
        scores = (asked + asked @ a) @ clauses.T / 0.01
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return -float(np.mean([logs[i, places].mean() for i, places in enumerate(right)]))

    slope = gradient(matrix, whole, np.arange(3), random)
    step = np.zeros((4, 4))
    step[1, 2] = 1e-4
    assert slope[1, 2] == pytest.approx((loss(matrix + step) - loss(matrix - step)) / 2e-4, rel=2e-2)
    assert 0 <= ndcg(whole, asked) <= 1
