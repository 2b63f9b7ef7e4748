"""Serves the site over the made-up knowledge base: python tests/ui/serve_sample.py PORT HOME."""

from __future__ import annotations

import sys
from pathlib import Path

from ui_sample import EXAMPLES, FRAMED_BY, SampleBase

from kb.settings import Settings
from kb.ui.server import listen, run
from kb.ui.site import build_site

with listen("127.0.0.1", int(sys.argv[1])) as socket:
    settings = Settings(home=Path(sys.argv[2]), embed_origins=FRAMED_BY)
    run(build_site(SampleBase(), settings, EXAMPLES), socket)
