"""What other programs use: routes beside the pages."""

from __future__ import annotations

from fastapi import APIRouter

from kb.ui.api import ask, health, openai, read
from kb.ui.asking import Asker
from kb.ui.measures import Measures


def routers(asker: Asker, measures: Measures) -> list[APIRouter]:
    """The routes of every interface, whose knowledge base may still be opening. They come before the pages."""
    return [
        health.router(asker.base, measures),
        ask.router(asker),
        openai.router(asker),
        read.router(asker.base),
    ]
