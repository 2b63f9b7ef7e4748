"""Refusal measures, intervals, percentiles."""

import pytest

from eval.metrics import latency, refusal
from eval.metrics.stats import mean, percentile, proportion, ratio


def test_refusal_measures(question, answer) -> None:
    known, unknown = question(), question(answerable=False)
    silent, spoken = answer(abstained=True), answer("60家")
    rows = [*[(known, spoken)] * 3, (known, silent), *[(unknown, silent)] * 2, (unknown, spoken)]
    measures = refusal.summarise(rows)
    assert measures["refusal_precision"].value == pytest.approx(2 / 3)
    assert measures["refusal_recall"].value == pytest.approx(2 / 3)
    assert measures["refused_answerable"].value == pytest.approx(1 / 4)


def test_never_abstaining_has_no_precision_but_recall_zero(question, answer) -> None:
    measures = refusal.summarise([(question(answerable=False), answer("60家"))])
    assert measures["refusal_precision"].value is None
    assert measures["refusal_recall"].value == 0.0


def test_wilson_interval_against_published_values() -> None:
    # Newcombe, Statist. Med. 17 (1998) 857-872, table I, method 3: 81/263, 15/148, 0/20
    for right, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        found = proportion([True] * right + [False] * (n - right))
        assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert proportion([True] * 20).high == 1.0
    assert proportion([]).value is None


def test_ratio_is_micro_and_seeded() -> None:
    found = ratio([1, 1, 0], [1, 4, 0])
    assert found.value == pytest.approx(2 / 5)
    assert found.n == 2
    assert found == ratio([1, 1, 0], [1, 4, 0])
    assert ratio([], []).value is None
    with pytest.raises(ValueError, match="1 numerators but 2"):
        ratio([1], [1, 2])


def test_bootstrap_interval_is_near_the_normal_one() -> None:
    values = [0.0, 1.0] * 200
    found = mean(values)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.01)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.01)


def test_percentile_is_nearest_rank() -> None:
    values = [float(v) for v in range(20, 0, -1)]
    assert percentile(values, 0.95) == 19
    assert percentile(values, 1.0) == 20
    assert percentile([7.0], 0.95) == 7
    assert percentile([], 0.95) is None
    with pytest.raises(ValueError, match="share"):
        percentile(values, 95)


def test_latency_summary() -> None:
    assert latency.summarise([3.0, 1.0, 2.0]) == {"latency_p50_ms": 2.0, "latency_p95_ms": 3.0}
