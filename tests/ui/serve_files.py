"""Serves the page over files with the real service: python tests/ui/serve_files.py PORT HOME PATH…"""

from __future__ import annotations

import sys
from pathlib import Path

from kb.feedback import FeedbackBook
from kb.service import KnowledgeBase
from kb.settings import Settings
from kb.ui.layout import build_app, launch
from kb.ui.opening import Opening
from kb.ui.rating import Ratings

port, home, *paths = sys.argv[1:]
with KnowledgeBase.open(Settings(home=Path(home), embedding="none")) as kb:
    for done in kb.ingest([Path(path) for path in paths]):
        print(done, flush=True)
    opening = Opening(Path(home))
    opening.open(lambda: kb, ())
    launch(build_app(opening, ratings=Ratings(FeedbackBook(Path(home)))), "127.0.0.1", int(port))
