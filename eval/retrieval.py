"""How well questions find their clauses, stage by stage: words, meaning as embedded, meaning as learned, ranked.

    python -m eval.retrieval HOME QUESTIONS.jsonl [--qrels QRELS.tsv] [--limit N]
    python -m eval.retrieval --run RUN.trec --qrels QRELS.tsv

The second form scores what `policy-kb retrieve` wrote. Measures come from ir-measures, intervals from a bootstrap over
questions. Where rows name a `document`, documents are ranked and scored.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from eval.judged import Judged, load_judged, read_qrels
from eval.metrics.stats import Estimate, mean, percentile
from ingest.errors import IngestError
from kb.errors import PolicyKBError, RowError
from kb.service import KnowledgeBase
from kb.settings import load

DEPTH = 100
MEASURES = ("nDCG@10", "R@10", "R@100", "RR@10", "Success@5", "Success@10")
Run = dict[str, dict[str, float]]  # question → id → score


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        if args.run is not None:
            if args.qrels is None:
                raise RowError("--run 需要 --qrels")
            print(table({args.run.name: score(read_run(args.run), read_qrels(args.qrels))}))
            return 0
        if args.home is None or args.questions is None:
            raise RowError("需要 HOME 和 QUESTIONS.jsonl，或者 --run 和 --qrels")
        with KnowledgeBase.open(load(home=args.home)) as base:
            judged = load_judged(base, args.questions, args.qrels)[: args.limit]
            stages, times = ask(base, judged)
        relevant = {one.id: one.documents or one.clauses for one in judged}
        print(table({stage: score(run, relevant) for stage, run in stages.items()}))
        print(
            f"search: p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms, {len(times)} questions"
        )
    except (PolicyKBError, IngestError, OSError) as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.retrieval", description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path, nargs="?")
    parser.add_argument("questions", type=Path, nargs="?")
    parser.add_argument("--qrels", type=Path)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--limit", type=int)
    return parser


def ask(base: KnowledgeBase, judged: Sequence[Judged]) -> tuple[dict[str, Run], list[float]]:
    """The runs of every stage, and the milliseconds of a whole search."""
    runs: defaultdict[str, Run] = defaultdict(dict)
    times = []
    base.search(judged[0].question)  # the first search loads the model
    for one in tqdm(judged, desc="检索", unit="题"):
        for stage, found in base.stages(one.question, DEPTH, "document" if one.documents else "clause").items():
            runs[stage][one.id] = dict(found)
        start = time.perf_counter()
        base.search(one.question)
        times.append((time.perf_counter() - start) * 1000)
    return dict(runs), times


def read_run(path: Path) -> Run:
    """A TREC run file. Raises RowError naming the first bad line."""
    run: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.split()
        try:
            run[parts[0]][parts[2]] = float(parts[4])
        except (IndexError, ValueError) as error:
            raise RowError(f"{path} 第 {number} 行：应为 qid Q0 docid rank score tag") from error
    return dict(run)


def score(run: Run, relevant: Mapping[str, frozenset[str]]) -> dict[str, Estimate]:
    """Every measure over the judged questions; one that found nothing counts as zero."""
    import ir_measures  # of the group dev

    qrels = {question: dict.fromkeys(ids, 1) for question, ids in relevant.items()}
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    values: defaultdict[str, list[float]] = defaultdict(list)
    for metric in ir_measures.iter_calc(measures, qrels, {question: run.get(question, {}) for question in qrels}):
        values[str(metric.measure)].append(metric.value)
    missing = len(qrels) - len(values[MEASURES[0]])
    return {name: mean(values[name] + [0.0] * missing) for name in MEASURES}


def table(scores: Mapping[str, Mapping[str, Estimate]]) -> str:
    """One line a stage, each figure with its 95 % interval."""
    lines = [f"{'':<16}" + "".join(f"{name:>20}" for name in MEASURES)]
    for stage, figures in scores.items():
        lines.append(f"{stage:<16}" + "".join(f"{_shown(figures[name]):>20}" for name in MEASURES))
    return "\n".join(lines)


def _shown(figure: Estimate) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f} [{figure.low:.3f} {figure.high:.3f}]"


if __name__ == "__main__":
    sys.exit(main())
