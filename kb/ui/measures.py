"""What operators watch: questions, their outcomes and times, requests; in the format of Prometheus."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from prometheus_client import Metric

Outcome = Literal["answered", "refused", "rejected", "failed"]
"""rejected: the question was not valid; failed: a fault of the system."""

_OUTCOMES: tuple[Outcome, ...] = ("answered", "refused", "rejected", "failed")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Measures:
    """Numbers of one process. Counted plainly, so that a start does not wait for the library that writes them out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Counter[Outcome] = Counter()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._buckets = [0] * (len(_SECONDS) + 1)
        self._seconds = 0.0

    def asked(self, outcome: Outcome, seconds: float) -> None:
        with self._lock:
            self._asked[outcome] += 1
            self._buckets[bisect_left(_SECONDS, seconds)] += 1
            self._seconds += seconds

    def requested(self, path: str, status: int) -> None:
        """`path` is one of a few, never what a client typed: each new value costs memory."""
        with self._lock:
            self._requests[path, status] += 1

    def text(self, ready: bool, documents: int | None) -> bytes:
        """Everything measured so far; without the number of documents while it is not known."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.registry import Collector

        measures = self

        class Snapshot(Collector):
            def collect(self) -> Iterator[Metric]:
                return measures._metrics(ready, documents)

        registry = CollectorRegistry(auto_describe=False)
        registry.register(Snapshot())
        return generate_latest(registry)

    def _metrics(self, ready: bool, documents: int | None) -> Iterator[Metric]:
        from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        with self._lock:
            asked, requests = dict(self._asked), dict(self._requests)
            counts, seconds = list(self._buckets), self._seconds
        questions = CounterMetricFamily("policy_kb_questions", "Questions by outcome", labels=["outcome"])
        for outcome in _OUTCOMES:
            questions.add_metric([outcome], asked.get(outcome, 0))
        yield questions
        took = HistogramMetricFamily("policy_kb_answer_seconds", "Time to an answer")
        sums = [sum(counts[: i + 1]) for i in range(len(counts))]
        limits = [*map(str, _SECONDS), "+Inf"]
        took.add_metric([], [(limit, float(total)) for limit, total in zip(limits, sums, strict=True)], seconds)
        yield took
        served = CounterMetricFamily("policy_kb_api_requests", "Requests of programs", labels=["path", "status"])
        for (path, status), number in sorted(requests.items()):
            served.add_metric([path, str(status)], number)
        yield served
        yield GaugeMetricFamily("policy_kb_ready", "1 when the knowledge base is open", value=float(ready))
        if documents is not None:
            yield GaugeMetricFamily("policy_kb_documents", "Documents held", value=float(documents))
