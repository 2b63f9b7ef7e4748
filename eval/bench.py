"""`python -m eval.bench`: how long things take on this machine. Prints medians; never a test, never a gate.

import + open   a fresh process imports the service and opens a knowledge base that is already built
ingest          documents/ into an empty home
ask             each dev question, asked of the built home, after one question to warm up
start           from `python app.py` to the first page served: with an empty home, then with it again

Everything happens in temporary homes; each process started here is ended here.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from eval.dataset import PLAN_DEV, load_questions
from eval.metrics.latency import summarise
from eval.metrics.stats import median
from ingest.errors import IngestError
from kb.errors import PolicyKBError

PROJECT = Path(__file__).resolve().parent.parent
START_LIMIT = 300.0  # seconds to wait for a page before giving up
_POLL = 0.05  # seconds between attempts: the resolution of `start`
_OPEN = """
import sys, time
began = time.perf_counter()
from pathlib import Path
from kb.service import KnowledgeBase
from kb.settings import load
with KnowledgeBase.open(load(home=Path(sys.argv[1]))):
    print(time.perf_counter() - began)
"""


class BenchError(PolicyKBError):
    """Something that should be timed does not run."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        figures = measure(args.set, args.repeat)
    except (PolicyKBError, IngestError) as error:
        print(str(error), file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        print(f"{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}")
        for name, value in figures.items():
            print(f"{name:<24}{'–' if value is None else f'{value:>12.1f}'}")
    return 0


def measure(questions: Path, repeat: int) -> dict[str, float | None]:
    """All figures in milliseconds, medians of `repeat` runs (of the questions for `ask_…`)."""
    with tempfile.TemporaryDirectory(prefix="policy-kb-bench-") as folder:
        homes = [Path(folder) / f"home{i}" for i in range(repeat)]
        apps = [Path(folder) / f"app{i}" for i in range(repeat)]
        ingests = [ingest_ms(home) for home in _shown(homes, "收录")]
        opens = [open_ms(homes[0]) for _ in _shown(homes, "打开")]
        asks = ask_ms(homes[0], questions)
        first = [start_ms(home) for home in _shown(apps, "首次启动")]
        second = [start_ms(home) for home in _shown(apps, "再次启动")]
    delay = summarise(asks)
    return {
        "import_open_ms": median(opens),
        "ingest_ms": median(ingests),
        "ask_p50_ms": delay["latency_p50_ms"],
        "ask_p95_ms": delay["latency_p95_ms"],
        "start_first_ms": median(first),
        "start_second_ms": median(second),
    }


def ingest_ms(home: Path) -> float:
    """Taking documents/ into the empty `home`, which is built afterwards."""
    from kb.service import KnowledgeBase
    from kb.settings import load

    settings = load(home=home)
    with KnowledgeBase.open(settings) as base:
        began = time.perf_counter()
        base.ingest([settings.documents])
        return (time.perf_counter() - began) * 1000


def open_ms(home: Path) -> float:
    """Importing the service and opening `home` in a fresh process, without the interpreter's own start."""
    run = subprocess.run(
        [sys.executable, "-c", _OPEN, str(home)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise BenchError(f"无法打开知识库：{run.stderr.strip()[-500:]}")
    return float(run.stdout.split()[-1]) * 1000


def ask_ms(home: Path, questions: Path) -> list[float]:
    """Wall time of each question in the order of the set."""
    from kb.service import KnowledgeBase
    from kb.settings import load

    rows = load_questions([questions])
    with KnowledgeBase.open(load(home=home)) as base:
        base.ask(rows[0].question, rows[0].history)
        times = []
        for row in tqdm(rows, desc="提问", unit="题", leave=False):
            began = time.perf_counter()
            base.ask(row.question, row.history)
            times.append((time.perf_counter() - began) * 1000)
    return times


def start_ms(home: Path) -> float:
    """From starting app.py on `home` to the first page served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    with _app(home, port) as process:
        # no proxy: the page is on this machine whatever the environment says
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.perf_counter() - began < START_LIMIT:
            if process.poll() is not None:
                raise BenchError(f"app.py 启动后退出，退出码 {process.returncode}；请直接运行 python app.py 查看原因")
            try:
                with opener.open(f"http://127.0.0.1:{port}/", timeout=10) as page:
                    page.read()
                return (time.perf_counter() - began) * 1000
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(_POLL)
    raise BenchError(f"app.py 在 {START_LIMIT:.0f} 秒内没有给出页面")


@contextmanager
def _app(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, "POLICY_KB_HOME": str(home), "POLICY_KB_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "app.py")],
        cwd=PROJECT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _shown(homes: Sequence[Path], what: str) -> Iterable[Path]:
    bar: Iterable[Path] = tqdm(homes, desc=what, unit="次", leave=False)
    return bar


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("至少为 1")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="计时：打开、收录、提问、启动网页")
    parser.add_argument("--set", type=Path, default=PLAN_DEV, metavar="SET.jsonl", help="提问用的题集")
    parser.add_argument(
        "--repeat",
        type=int,
        choices=range(1, 101),
        default=3,
        metavar="N",
        help="每项重复几次取中位数，默认 3",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
