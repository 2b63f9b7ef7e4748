from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.service import KnowledgeBase
from kb.settings import PROJECT, load


@pytest.fixture(scope="session")
def plan_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped documents, embedded."""
    home = tmp_path_factory.mktemp("home")
    with KnowledgeBase.open(load(home=home)) as base:
        base.ingest([PROJECT / "documents"])
    return home


@pytest.fixture(scope="session")
def plan_kb(plan_home: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(load(home=plan_home)) as base:
        yield base
