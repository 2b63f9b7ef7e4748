"""How latency, memory, disk and build time grow with the knowledge base. Prints a table; never a test, never a gate.

    python -m eval.growth CORPUS.jsonl[.gz] QUESTIONS.jsonl --sizes 58637 250000 1000000 --vectors --out growth.md

The corpus is one of ready clauses (`{id, document, clause, path?, text}`). Beyond its own size it is repeated: in each
copy the documents have other titles, and of each clause one sentence is left out where it has several, and some words
are replaced by words drawn from the corpus, so that frequencies stay like those of real text.

Vectors: the first `--embedded` texts are embedded by the built-in model. Every further text gets the vector of one of
these, chosen by its content and moved a little (cosine about .95), so that a million are built in minutes. Speed,
memory and disk are therefore those of a real index of that size; what is found is not, and is not looked at.

Each size is measured in a process of its own that opens the home and asks with one and with eight threads: `search` is
the ten nearest clauses, `ask` a whole answer. RSS is what the process held after all questions, of which anonymous
memory cannot be given back; the rest are pages of mapped files. Homes are made in `--work` and kept, so that a
second run only measures.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from eval.jsonl import read_rows
from eval.metrics.stats import percentile
from ingest.errors import IngestError
from ingest.sentences import sentences
from kb.embedder import Embedder, Vectors, unit
from kb.embedding import load_embedder
from kb.errors import PolicyKBError, RowError, SettingsError
from kb.progress import Bar
from kb.service import KnowledgeBase
from kb.settings import load
from kb.tokenize import tokenizer

ASKERS = (1, 8)
_MOVED = 0.33  # length of the step from an embedded text's vector: cosine 1 / sqrt(1 + .33²)
_REPLACED = 0.05  # share of words replaced in a copy
_POOL = 20_000  # words to draw from
_BUILT = "growth.json"
_COLUMNS = ("build_words_s", "build_vectors_s", "disk_mb", "rss_mb", "anonymous_mb")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        if args.measure is not None:
            print(json.dumps(measure(args.measure, questions(args.questions, args.count), args.vectors)))
            return 0
        if args.corpus is None:
            raise RowError("需要 CORPUS.jsonl 和 QUESTIONS.jsonl")
        rows = [grown(args, size) for size in args.sizes]
        table = markdown(rows)
        print(table)
        if args.out is not None:
            args.out.write_text(table + "\n", encoding="utf-8")
    except (PolicyKBError, IngestError, OSError) as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


def grown(args: argparse.Namespace, size: int) -> dict[str, float]:
    """The figures of one size, in milliseconds, seconds and megabytes; builds its home where it is not there."""
    home = args.work / f"{size}{'-vectors' if args.vectors else ''}"
    record = home / _BUILT
    if not record.is_file():
        record.write_text(json.dumps(build(home, args.corpus, size, args.embedded if args.vectors else None)))
    command = [sys.executable, "-m", "eval.growth", "--measure", str(home), "--count", str(args.count)]
    command += ["--vectors"] if args.vectors else []
    run = subprocess.run([*command, "-", str(args.questions)], capture_output=True, text=True, check=False)
    if run.returncode:
        raise RowError(f"测不了 {home}：{run.stderr.strip()[-500:]}")
    disk = sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / 1e6
    measured: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return {"clauses": size, "disk_mb": disk, **json.loads(record.read_text()), **measured}


def build(home: Path, corpus: Path, size: int, embedded: int | None) -> dict[str, float]:
    """Makes a home of `size` clauses as any user would, a file a copy; returns how long it took."""
    home.mkdir(parents=True, exist_ok=True)
    rows = _corpus(corpus)
    files = []
    for copy, start in enumerate(range(0, size, len(rows))):
        files.append(home / f"copy{copy}.jsonl")
        with files[-1].open("w", encoding="utf-8") as out:
            for row in edited(rows[: size - start], copy):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    model = None if embedded is None else Drawn(_built_in(), embedded)
    settings = load(home=home, embedding="none" if model is None else "e5-small")
    with KnowledgeBase.open(settings, model) as base:
        began = time.perf_counter()
        base.ingest(files, embed=False)
        words = time.perf_counter() - began
        with closing(Bar()) as bar:
            base.embed(bar)
    for file in files:
        file.unlink()
    return {"build_words_s": words, "build_vectors_s": time.perf_counter() - began - words}


def edited(rows: Sequence[dict[str, Any]], copy: int) -> Iterator[dict[str, Any]]:
    """The clauses of one copy; the first is the corpus itself."""
    if copy == 0:
        yield from rows
        return
    draw = random.Random(copy)
    pool = [w.text for row in draw.choices(rows, k=500) for w in tokenizer().words(str(row["text"]))][:_POOL]
    for row in rows:
        text = str(row["text"])
        spans = sentences(text)
        if len(spans) > 1:
            start, end = draw.choice(spans)
            text = text[:start] + text[end:]
        words = [w.text for w in tokenizer().words(text)]
        for _ in range(1 + int(len(words) * _REPLACED)):
            text = text.replace(draw.choice(words), draw.choice(pool), 1) if words else text
        yield {**row, "id": f"{row['id']}~{copy}", "document": f"{row['document']}（副本{copy}）", "text": text}


class Drawn(Embedder):
    """Embeds the first texts it is given; others get the vector of one of these, moved a little."""

    def __init__(self, model: Embedder, embedded: int) -> None:
        self.name = model.name
        self._model, self._most = model, embedded
        self._bank = np.zeros((0, 0), np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        if len(self._bank) < self._most:
            made = self._model.passages(texts)
            self._bank = np.concatenate([self._bank, made]) if len(self._bank) else made
            return made
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") for text in texts]
        chosen = self._bank[[seed % len(self._bank) for seed in seeds]]
        steps = np.stack([np.random.default_rng(seed).standard_normal(chosen.shape[1], np.float32) for seed in seeds])
        return unit(chosen + _MOVED * unit(steps))

    def query(self, text: str) -> Vectors:
        return self._model.query(text)


def measure(home: Path, asked: Sequence[str], vectors: bool) -> dict[str, float]:
    """Opens a home and asks; milliseconds, and the memory of this process."""
    found: dict[str, float] = {}
    with KnowledgeBase.open(load(home=home, embedding="e5-small" if vectors else "none")) as base:
        base.ask(asked[0])  # the first question loads the model and the dictionaries
        doings: dict[str, Callable[[str], object]] = {"search": base.search, "ask": base.ask}
        share = len(asked) // (len(ASKERS) * len(doings)) or 1
        parts = iter([asked[i : i + share] for i in range(0, len(asked), share)] * len(ASKERS) * len(doings))
        for askers in ASKERS:
            for name, do in doings.items():  # questions of its own for each, so that nothing is remembered
                with ThreadPoolExecutor(askers) as pool:
                    times = list(pool.map(lambda question, do=do: _timed(do, question), next(parts)))
                for rank in (50, 95, 99):
                    found[f"{name}_{askers}_p{rank}_ms"] = percentile(times, rank / 100) or 0.0
    return found | memory()


def _timed(do: Callable[[str], object], question: str) -> float:
    began = time.perf_counter()
    do(question)
    return (time.perf_counter() - began) * 1000


def memory() -> dict[str, float]:
    """Resident and anonymous memory of this process in megabytes; empty where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    held = {
        line.split(":")[0]: int(line.split()[1]) / 1000 for line in lines if line.startswith("Rss") or "VmRSS" in line
    }
    return {"rss_mb": held["VmRSS"], "anonymous_mb": held["RssAnon"]} if held else {}


def markdown(rows: Sequence[dict[str, float]]) -> str:
    """A table: one column a size."""
    names = [*_COLUMNS, *(name for name in rows[0] if name.endswith("_ms"))]
    head = ["", *(f"{row['clauses']:,.0f}" for row in rows)]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name in names:
        lines.append(f"| {name} | {' | '.join(f'{row[name]:,.1f}' if name in row else '–' for row in rows)} |")
    return "\n".join(lines)


def questions(path: Path, count: int) -> list[str]:
    """The first questions of a set, each once."""
    return list(dict.fromkeys(row.text("question") for row in read_rows(path)))[:count]


def _corpus(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    if not rows or any("clause" not in row for row in rows):
        raise RowError(f"{path} 不是由现成条款组成的语料（每行要有 id、document、clause、text）")
    return rows


def _built_in() -> Embedder:
    model = load_embedder(load(embedding="e5-small"))
    if model is None:
        raise SettingsError("这个系统上没有内置向量模型，不能用 --vectors")
    return model


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.growth", description="规模增长时的延迟、内存、磁盘和建库时间")
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[58_637, 250_000, 1_000_000], help="条款数")
    parser.add_argument("--vectors", action="store_true", help="也建向量；不写则只按词语检索")
    parser.add_argument("--embedded", type=int, default=5_000, help="真正由模型计算的向量数，其余由它们变化而来")
    parser.add_argument("--count", type=int, default=800, help="提问数，分给四项测量")
    parser.add_argument("--work", type=Path, default=Path("eval-results/growth"), help="存放知识库的文件夹")
    parser.add_argument("--out", type=Path, help="结果写入的 Markdown 文件")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
