"""Serves the page over the made-up knowledge base: python tests/ui/serve_sample.py PORT."""

from __future__ import annotations

import sys

from ui_sample import EXAMPLES, SampleBase

from kb.ui.layout import build_app, launch

launch(build_app(SampleBase(), examples=EXAMPLES), "127.0.0.1", int(sys.argv[1]))
