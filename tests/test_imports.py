"""Imports point one way: app.py → kb.ui → kb → ingest, eval → kb."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for name in ("ingest", "kb", "eval") for path in (ROOT / name).rglob("*.py"))


def imported(path: Path, *, top_level: bool) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level else list(ast.walk(tree))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_direction(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    in_ui = path.is_relative_to(ROOT / "kb" / "ui")
    # cli is the door of the commands `serve` and `eval`, which it opens only when asked
    found = imported(path, top_level=path.name == "cli.py")
    roots = {name.split(".")[0] for name in found}
    if package == "ingest":
        assert not roots & {"kb", "eval", "gradio", "chromadb"}
    if package == "kb":
        assert "eval" not in roots
        assert in_ui or not any(name.startswith("kb.ui") for name in found)
        assert in_ui or "gradio" not in roots
    if path.name != "vectors.py":
        assert "chromadb" not in roots


def test_only_the_page_and_its_doors_know_gradio_and_the_page() -> None:
    for path in (path for path in MODULES if not path.is_relative_to(ROOT / "kb" / "ui")):
        found = imported(path, top_level=False)
        assert not any(name.split(".")[0] in {"gradio", "gradio_client"} for name in found), path
        if path != ROOT / "kb" / "cli.py":
            assert not any(name.startswith("kb.ui") for name in found), path


def test_the_command_opens_two_doors_only_when_asked() -> None:
    path = ROOT / "kb" / "cli.py"
    lazy = imported(path, top_level=False) - imported(path, top_level=True)
    assert lazy == {"eval.cli", "kb.ui.serve"}
