"""The page in a process of its own, and a browser, skipped with the reason where there is none."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without these, a headless Chromium run as root does not start or looks up hosts of its own.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, log: Path) -> Iterator[str]:
    """Runs a server until it answers at `port`, and ends it afterwards."""
    url = f"http://127.0.0.1:{port}/"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as process,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"{command} did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")
                time.sleep(0.3)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return int(response.status) == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the made-up knowledge base of ui_sample.py."""
    port, folder = free_port(), tmp_path_factory.mktemp("sample")
    command = [sys.executable, str(HERE / "serve_sample.py"), str(port), str(folder / "home")]
    with served(command, port, folder / "log") as url:
        yield url


@pytest.fixture(scope="session")
def plan_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the shipped documents and the real service."""
    port, folder = free_port(), tmp_path_factory.mktemp("plan")
    command = [sys.executable, str(HERE / "serve_files.py"), str(port), str(folder / "home"), str(ROOT / "documents")]
    with served(command, port, folder / "log") as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}; name one in the variable CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()
