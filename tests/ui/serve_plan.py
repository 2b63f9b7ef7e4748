"""Serves the page over the shipped documents: python tests/ui/serve_plan.py PORT HOME."""

from __future__ import annotations

import sys
from pathlib import Path

from kb.service import KnowledgeBase
from kb.settings import Settings
from kb.ui.layout import build_app, launch

DOCUMENTS = Path(__file__).parents[2] / "documents"

with KnowledgeBase.open(Settings(home=Path(sys.argv[2]))) as kb:
    for done in kb.ingest([DOCUMENTS]):
        print(done, flush=True)
    launch(build_app(kb), "127.0.0.1", int(sys.argv[1]))
