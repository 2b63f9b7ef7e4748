"""Fits kb/data/query_map.npy, the map q + qA of question vectors, and prints what it is worth.

    python -m eval.train_retrieval HOME=QUESTIONS.jsonl[,QRELS.tsv] [HOME=…] [--folds 2] [--out FILE]

Each HOME is a knowledge base with vectors of the built-in model. A is trained on all sets together, each set against
the clauses of its own home: softmax over clauses (InfoNCE) with hard negatives, several right clauses sharing the
target, Adam with weight decay. Prints nDCG@10 of vectors alone, with and without A, on folds left out, set by set:
a map that helps one set only is not worth shipping. Writes float16 with --out. Sets given with --apart are never
trained on; they show what the map does to documents of another kind. The answering model is fitted on the shipped
development set, so that set must stay apart: its questions would look easier to find than any new ones.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from eval.judged import load_judged
from kb.embedder import Vectors
from kb.errors import PolicyKBError, RowError
from kb.service import KnowledgeBase
from kb.settings import load

EPOCHS, RATE, DECAY, TEMPERATURE = 20, 4e-3, 0.2, 0.01  # tried: see eval/RETRIEVAL.md
SCALE = 0.5  # of A that is kept: as good on sets like those trained on, and far less harm on documents unlike them
BATCH, HARD, RANDOM = 128, 50, 2000  # questions a step, near clauses a question, further clauses a step
SEED = 20221219
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Set:
    """Questions of one home with the places of their clauses among its vectors."""

    name: str
    questions: Vectors
    right: tuple[Places, ...]
    clauses: Vectors
    hard: Places  # (questions, HARD) places of the nearest clauses before training


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.train_retrieval", description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", metavar="HOME=QUESTIONS[,QRELS]")
    parser.add_argument("--apart", nargs="*", default=[], metavar="HOME=QUESTIONS[,QRELS]")
    parser.add_argument("--folds", type=int, default=2, help="of five, how many are left out one after the other")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(argv)
    try:
        sets = [read_set(one) for one in args.sets]
        apart = [read_set(one) for one in args.apart]
    except PolicyKBError as error:
        print(str(error), file=sys.stderr)
        return 2
    for fold in range(args.folds):
        matrix = train([take(one, fold, inside=False) for one in sets])
        for left in (*(take(one, fold, inside=True) for one in sets), *apart):
            before, after = ndcg(left, left.questions), ndcg(left, left.questions + left.questions @ matrix)
            print(f"fold {fold}  {left.name:<30} nDCG@10 {before:.3f} → {after:.3f}  ({len(left.right)} questions)")
    if args.out is not None:
        np.save(args.out, train(sets).astype(np.float16))
    return 0


def read_set(argument: str) -> Set:
    home, _, files = argument.partition("=")
    questions, _, qrels = files.partition(",")
    if not questions:
        raise RowError(f"{argument}：应为 HOME=QUESTIONS.jsonl[,QRELS.tsv]")
    with KnowledgeBase.open(load(home=Path(home))) as base:
        judged = [one for one in load_judged(base, Path(questions), Path(qrels) if qrels else None) if one.clauses]
        ids, clauses = base.clause_vectors()
        place = {one: i for i, one in enumerate(ids)}
        vectors = [base.question_vector(one.question) for one in tqdm(judged, desc=home, unit="题")]
    if not ids or any(vector is None for vector in vectors):
        raise RowError(f"{home}：没有向量；请先运行 policy-kb verify --home {home}")
    asked = np.stack([vector for vector in vectors if vector is not None])
    right = tuple(np.array(sorted(place[one] for one in judge.clauses if one in place)) for judge in judged)
    kept = [i for i, places in enumerate(right) if len(places)]
    near = [np.argpartition(-(clauses @ asked[i]), min(HARD, len(ids) - 1))[:HARD] for i in kept]
    return Set(Path(questions).name, asked[kept], tuple(right[i] for i in kept), clauses, np.stack(near))


def take(whole: Set, fold: int, *, inside: bool) -> Set:
    """The questions of one fold of five, or all others."""
    kept = [i for i in range(len(whole.right)) if (i % 5 == fold) == inside]
    return Set(whole.name, whole.questions[kept], tuple(whole.right[i] for i in kept), whole.clauses, whole.hard[kept])


def train(sets: Sequence[Set]) -> Vectors:
    """(d, d) A."""
    random = np.random.default_rng(SEED)
    size = sets[0].questions.shape[1]
    matrix, mean, square = (np.zeros((size, size), np.float32) for _ in range(3))
    steps = EPOCHS * sum(-(-len(one.right) // BATCH) for one in sets)
    step = 0
    for _ in tqdm(range(EPOCHS), desc="训练", unit="轮"):
        batches = [
            (one, part)
            for one in sets
            for part in np.array_split(random.permutation(len(one.right)), -(-len(one.right) // BATCH))
        ]
        for i in random.permutation(len(batches)):
            one, part = batches[i]
            slope = gradient(matrix, one, part, random)
            step += 1
            mean = 0.9 * mean + 0.1 * slope
            square = 0.99 * square + 0.01 * slope * slope
            rate = RATE * min(1, step / 5) * 0.5 * (1 + np.cos(np.pi * step / steps))
            move = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
            matrix -= np.float32(rate) * (move + np.float32(DECAY) * matrix)
    return np.float32(SCALE) * matrix


def gradient(matrix: Vectors, whole: Set, part: Places, random: np.random.Generator) -> Vectors:
    """d loss / d A for some questions of a set."""
    wanted = [whole.right[i] for i in part]
    others = random.choice(len(whole.clauses), min(RANDOM, len(whole.clauses)), replace=False)
    among = np.unique(np.concatenate([*wanted, whole.hard[part].ravel(), others]))
    asked, clauses = whole.questions[part], whole.clauses[among]
    scores = (asked + asked @ matrix) @ clauses.T / TEMPERATURE
    share = np.exp(scores - scores.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    for row, places in enumerate(wanted):
        share[row, np.searchsorted(among, places)] -= 1 / len(places)
    slope: Vectors = (asked.T @ (share @ clauses) / (TEMPERATURE * len(part))).astype(np.float32)
    return slope


def ndcg(whole: Set, asked: Vectors, depth: int = 10) -> float:
    """Mean nDCG of the vectors alone."""
    gains = 1 / np.log2(np.arange(depth) + 2)
    total = 0.0
    for vector, places in zip(asked, whole.right, strict=True):
        scores = whole.clauses @ vector
        near = np.argpartition(-scores, depth)[:depth] if len(scores) > depth else np.arange(len(scores))
        best = near[np.argsort(-scores[near])]
        total += gains[: len(best)][np.isin(best, places)].sum() / gains[: len(places)].sum()
    return total / len(whole.right)


if __name__ == "__main__":
    sys.exit(main())
