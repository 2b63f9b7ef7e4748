"""How long did an answer take? From the rows' own `latency_ms`, so that loading and printing do not count."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.stats import median, percentile


def summarise(milliseconds: Sequence[float]) -> dict[str, float | None]:
    """Median, and the nearest-rank 95th percentile."""
    return {"latency_p50_ms": median(milliseconds), "latency_p95_ms": percentile(milliseconds, 0.95)}
