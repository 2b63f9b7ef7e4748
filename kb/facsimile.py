"""A page of a PDF as a picture, with the places of a quote on it. Made in a process of its own: files are hostile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SECONDS = 20.0  # for one page
_MEMORY_MB = 2_048
_KEPT = 48  # pages, of about 150 KB each
_MAGIC_WITHIN = 1024  # bytes that may stand before %PDF


@dataclass(frozen=True, slots=True)
class Looked:
    """What to mark: a quote of a clause, or the cells of a row. `page` is where the clause begins."""

    page: int
    quote: str = ""
    clause: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place on a page, in shares of its width and height from the top left."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Facsimile:
    """One page: a WebP picture, and where the words looked for stand on it."""

    page: int  # from 1
    pages: int
    width: int
    height: int
    image: bytes
    marks: tuple[Rectangle, ...]


def is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:_MAGIC_WITHIN]


class Facsimiles:
    """Pages as they are asked for, two at a time; the last ones are kept. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int | None, Looked], Facsimile | None] = OrderedDict()
        self._lock = threading.Lock()
        self._at_once = threading.BoundedSemaphore(2)

    def page(self, digest: str, load: Callable[[], bytes | None], looked: Looked, page: int | None) -> Facsimile | None:
        """Page `page` of the file with this digest, or for None the one that says what is looked for.

        None when there is no such page, no PDF, or it cannot be shown.
        """
        key = digest, page, looked
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._at_once:
            data = load()
            made = _made(data, looked, page) if data and is_pdf(data) else None
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made


def _made(data: bytes, looked: Looked, page: int | None) -> Facsimile | None:
    wanted = {"page": page, "from": looked.page, "quote": looked.quote, "clause": looked.clause, "cells": looked.cells}
    folders = [folder or os.getcwd() for folder in sys.path]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", f"from kb.page_worker import main; main({_MEMORY_MB << 20})"],
            input=json.dumps(wanted).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    head, _, image = done.stdout.partition(b"\n")
    found = json.loads(head)
    marks = tuple(Rectangle(*mark) for mark in found["marks"])
    return Facsimile(found["page"], found["pages"], found["width"], found["height"], image, marks)


def looked_for(page: int | None, quote: str, clause: str, cells: Sequence[tuple[str, str]]) -> Looked:
    """What marks a quote of a clause on its page; a row's sentence is not on it, its cells are."""
    values = tuple(value for _, value in cells if value)
    return Looked(page or 1, "" if values else quote, "" if values else clause, values if quote else ())
