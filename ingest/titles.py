"""The lines of a title."""

from __future__ import annotations

import re

from ingest import metadata
from ingest.blocks import Block
from ingest.clean import clean
from ingest.headings import looks_like_title

MAX_TITLE_LINES = 10  # a joint notice names each of its issuers on a line
_TITLE_ENDS = re.compile(
    r"(?:通知|公告|通告|意见|办法|规定|规划|方案|决定|决议|条例|细则|措施|函|批复|通报|报告|纲要|计划|指南|指引|"
    r"章程|规则|要点|清单|命令|令|法|政策|解读|须知|预案|倡议书|公开信)(?:[（(].{1,20}[）)]|[》”])*$"
)


def title_lines(blocks: list[Block], known: str | None = None) -> int:
    """How many of the first blocks are the title; something must be left for the body.

    A title of several lines ends in the name of a kind of document; without one, the first line is the title. Lines
    that together are the `known` title are the title, whatever they look like.
    """
    for count in range(1, min(MAX_TITLE_LINES, len(blocks) - 1) + 1) if known else ():
        if bare(join_title(blocks[:count])) == bare(known or ""):
            return count
    lines = 0
    for block in blocks[: min(MAX_TITLE_LINES, len(blocks) - 1)]:
        if not looks_like_title(block):
            break
        lines += 1
        if _TITLE_ENDS.search(block.text):
            return lines
    return min(1, lines)


def join_title(lines: list[Block]) -> str:
    """The lines as one; the issuers of a joint notice stay apart."""
    return "".join(
        " ".join([*offices(line), ""]) if metadata.is_organ(line.text) else line.text for line in lines
    ).strip()


def offices(line: Block) -> list[str]:
    """The offices of a line that names several, which stand apart in the source."""
    known = [clean(part) for part in line.raw.split()]
    whole = all(metadata.is_organ(part) for part in known) and "".join(known) == line.text
    return known if whole else [line.text]


def bare(title: str) -> str:
    """A title as it is compared: without spaces, quotes and brackets."""
    return re.sub(r"[\s《》“”\"（）()]", "", title)
