"""What a web page that a reader program stored as Markdown says about itself: date and source, below the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.blocks import Block
from ingest.metadata import fact_date
from ingest.titles import bare
from ingest.types import Fact, FactName

_FACTS: tuple[tuple[FactName, re.Pattern[str]], ...] = (
    ("issuer", re.compile(r"(?:信息|文章|稿件)?来源[：:]\s*(.+?)(?=浏览|阅读|点击|发布|发表|字体|字号|$)")),
    (
        "publish_date",
        re.compile(r"(?:(?:发布|发表|公开)(?:日期|时间)[：:]\s*|^)(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?)"),
    ),
)
_INFO_LINES = 12  # date, source and buttons stand in so many lines below the title
_INFO_CHARS = 120


def page_facts(blocks: Sequence[Block], title: str) -> tuple[Fact, ...]:
    """The title that the program noted, and what the lines below its place on the page say."""
    start = next((i for i, block in enumerate(blocks) if bare(block.text) == bare(title)), None)
    below = blocks[start + 1 : start + 1 + _INFO_LINES] if start is not None else ()
    return (Fact("title", title, "页面信息 Title"), *(fact for block in below for fact in _facts(block)))


def _facts(block: Block) -> Iterator[Fact]:
    if len(block.text) > _INFO_CHARS or "。" in block.text:
        return
    text = " ".join(block.raw.replace("*", " ").split())
    for name, pattern in _FACTS:
        match = pattern.search(text)
        if match and (name != "publish_date" or fact_date(match[1])):
            yield Fact(name, match[1].strip(), "页面信息")
