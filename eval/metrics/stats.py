"""Estimates with 95 % confidence intervals."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z95 = 1.959963984540054  # normal quantile of .975
RESAMPLES = 2000  # the interval's ends move by less than .005 between seeds at n = 90
SEED = 20221219


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval. `n` is what was counted; value and interval are None when n is 0."""

    value: float | None
    low: float | None
    high: float | None
    n: int


NOTHING = Estimate(None, None, None, 0)


def proportion(marks: Sequence[bool]) -> Estimate:
    """Share of true marks with the Wilson score interval (E. B. Wilson, JASA 22, 1927, 209-212).

    Unlike p ± z·s it keeps a width at 0 and 1, where small question sets often end up.
    """
    n = len(marks)
    if n == 0:
        return NOTHING
    p = sum(marks) / n
    z2 = Z95 * Z95
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # at p = 0 and p = 1 the ends are exact, whatever rounding says
    low = 0.0 if p == 0 else max(0.0, centre - half)
    high = 1.0 if p == 1 else min(1.0, centre + half)
    return Estimate(p, low, high, n)


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> Estimate:
    """Σ numerators / Σ denominators, one pair per question; `n` is the number of questions.

    Percentile bootstrap over questions (B. Efron, Ann. Statist. 7, 1979, 1-26), because the citations of one
    answer are not independent. Seeded: the same rows give the same interval. With denominators of 1 it is
    the mean. When every pair has the same ratio the interval has no width.
    """
    if len(numerators) != len(denominators):
        raise ValueError(f"{len(numerators)} numerators but {len(denominators)} denominators")
    pairs = [(a, b) for a, b in zip(numerators, denominators, strict=True) if b > 0]
    if not pairs:
        return NOTHING
    n = len(pairs)
    above, below = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    draws = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    low, high = np.percentile((draws @ above) / (draws @ below), [2.5, 97.5])
    return Estimate(float(above.sum() / below.sum()), float(low), float(high), n)


def mean(values: Sequence[float]) -> Estimate:
    """Mean over questions with a bootstrap interval."""
    return ratio(values, [1.0] * len(values))


def median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Nearest-rank percentile: the smallest value that at least `share` of the values do not exceed."""
    if not values:
        return None
    if not 0 < share <= 1:
        raise ValueError(f"share must be in (0, 1], got {share}")
    return sorted(values)[math.ceil(share * len(values)) - 1]
