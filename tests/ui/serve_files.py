"""Serves the site over files with the real service: python tests/ui/serve_files.py PORT HOME PATH…"""

from __future__ import annotations

import sys
from pathlib import Path

from kb.service import KnowledgeBase
from kb.settings import Settings
from kb.ui.opening import Opening
from kb.ui.server import listen, run
from kb.ui.site import build_site
from kb.ui.staff.desk import Desk

port, home, *paths = sys.argv[1:]
settings = Settings(home=Path(home))
with KnowledgeBase.open(settings) as kb:
    for done in kb.ingest([Path(path) for path in paths]):
        print(done, flush=True)
    opening = Opening(Path(home))
    opening.open(lambda: kb, ())
    with listen("127.0.0.1", int(port)) as socket:
        run(build_site(opening, settings, (), Desk(settings.home, opening.opened)), socket)
