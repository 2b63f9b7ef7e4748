"""Tries limits of how many sentences an answer shows (kb.strategies.passages.Limits), over cases as in eval.train.

    python -m eval.limits HOME=SET.jsonl[,SET…] [HOME=…]

Prints, for each choice, the share of answerable questions whose required facts are all shown, and citation precision;
the decision to answer is left out, so that the two effects do not mix.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from eval.normalise import contains
from eval.train import Case, cases, rerank
from kb.ranking import model
from kb.strategies.passages import Limits, best_sentences


def measure(all_cases: Sequence[Case], limits: Limits) -> tuple[float, float, float]:
    """(share right, citation precision, mean characters) over the answerable cases."""
    right = cited = good = characters = 0
    for case in all_cases:
        draft = best_sentences(case.question, case.evidence, limits)
        if draft is None:
            continue
        text = "\n".join(support.quote for support in draft.supports)
        right += all(any(contains(text, other) for other in group) for group in case.row.must)
        clauses = {support.clause.id: support.clause for support in draft.supports}.values()
        cited += len(clauses)
        good += sum(any(contains(clause.text, snippet) for snippet in case.row.evidence) for clause in clauses)
        characters += len(text)
    return right / len(all_cases), good / max(1, cited), characters / len(all_cases)


def main(pairs: Sequence[str]) -> int:
    ranker = dict(model().ranker)
    found: list[Case] = []
    for pair in pairs:
        home, _, sets = pair.partition("=")
        found += [
            rerank(case, ranker)
            for case in cases(Path(home), [Path(name) for name in sets.split(",")])
            if case.row.answerable
        ]
    results = []
    for same, list_same, list_other, gain, gap in product(
        (0.6, 1.2, 2.0), (2.5, 4.0), (0.0, 0.5, 1.0), (0.15, 0.25, 0.35, 9.0), (1.5, 3.0, 4.5)
    ):
        limits = Limits(same, list_same, list_other, gain, gap)
        results.append((*measure(found, limits), limits))
    for right, precision, characters, limits in sorted(results, key=lambda r: -(r[0] + r[1]))[:25]:
        print(f"right {right:.3f}  precision {precision:.3f}  {characters:.0f} characters  {limits}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
