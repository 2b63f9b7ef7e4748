"""Lines inside the main element of a page that are no text of the document."""

from __future__ import annotations

import re
from itertools import takewhile

from ingest.loaders.web.facts import is_file_link
from ingest.loaders.web.lines import Line, Table
from ingest.page_words import is_page_line

_ELSEWHERE = re.compile(r"解读|图解|一图|专题|点击|查看|相关|更多|视频|音频|专栏|链接|原文")
_ANNEX = re.compile(r"附\s*[件表]")
_MOST_LINK = 80
_LIST_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$|\[\d{2}-\d{2}\]$")


def without_furniture(found: list[Line | Table]) -> list[Line | Table]:
    """The pieces without buttons, boxes, information lines, links to other pages."""
    kept = [piece for piece in found if isinstance(piece, Table) or not _is_furniture(piece)]
    lead = len(list(takewhile(_is_link, kept)))
    tail = len(list(takewhile(_is_link, reversed(kept[lead:]))))
    return kept[lead : len(kept) - tail]


def _is_furniture(line: Line) -> bool:
    return is_page_line(line.text) or _leads_elsewhere(line)


def _leads_elsewhere(line: Line) -> bool:
    """A short line that is a link to a reading aid, or an entry of a list of links with its date."""
    if not line.links or len(line.text) > _MOST_LINK or any(is_file_link(*link) for link in line.links):
        return False
    mostly = line.linked >= 0.5 * len("".join(line.text.split()))
    return mostly and bool(_ELSEWHERE.search(line.text) or _LIST_DATE.search(line.text))


def _is_link(piece: Line | Table) -> bool:
    """A line that is nothing but links to other pages; an annex may stand on one."""
    if isinstance(piece, Table) or not piece.links or any(is_file_link(*link) for link in piece.links):
        return False
    linked = piece.linked >= 0.95 * len("".join(piece.text.split())) and len(piece.text) <= _MOST_LINK
    return linked and _ANNEX.search(piece.text) is None
