"""A web page that a reader program stored as Markdown: what stands around the article is taken off.

The page's title, which the program notes above the text, comes again as the heading of the article; below it stand the
date and the source, and the article ends where the foot of the page begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.metadata import fact_date
from ingest.titles import bare
from ingest.types import Fact, FactName, Passage

_FOOT = re.compile(
    r"扫一扫在手机打开|^内容纠错|网站标识码|主办(?:单位)?[：:]|ICP备|版权所有|^相关(?:附件|新闻|链接|文章|阅读|稿件|文档|信息)[：:]?$"
    r"|^[上下]一[篇条][：:]?|^【?(?:返回顶部|关闭窗口)"
)
_FACTS: tuple[tuple[FactName, re.Pattern[str]], ...] = (
    ("issuer", re.compile(r"(?:信息|文章|稿件)?来源[：:]\s*(.+?)(?=浏览|阅读|点击|发布|发表|字体|字号|$)")),
    (
        "publish_date",
        re.compile(r"(?:(?:发布|发表|公开)(?:日期|时间)[：:]\s*|^)(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?)"),
    ),
)
_CONTROLS = re.compile(
    r"听全文|分享到|-?\s*次|(?:A\+?\s*[大中小]\s*)+|.{0,3}浏览(?:次数|量).*|【?字体.*|打印|[-+×↺X\s]+"
)
_INFO_LINES = 12  # date, source and buttons stand in so many lines below the title


@dataclass(frozen=True, slots=True)
class Article:
    blocks: list[Block]
    passages: list[Passage]
    facts: tuple[Fact, ...] = ()


def cut_article(blocks: Sequence[Block], title: str) -> Article:
    """The blocks of the article; all of them where the title does not come again."""
    start = next((i for i, block in enumerate(blocks) if bare(block.text) == bare(title)), None)
    if start is None:
        return Article(list(blocks), [])
    rest = blocks[start + 1 :]
    end = next((i for i, block in enumerate(rest) if _ends(block, title)), len(rest))
    passages = [Passage("navigation", block.span) for block in blocks[:start]]
    passages += [Passage("web footer", block.span) for block in rest[end:]]
    facts: list[Fact] = []
    kept = [blocks[start]]
    for index, block in enumerate(rest[:end]):
        said = list(_facts(block)) if index < _INFO_LINES else []
        if said or (index < _INFO_LINES and _CONTROLS.fullmatch(block.text)):
            facts += said
            passages.append(Passage("page info", block.span))
        else:
            kept.append(block)
    return Article(kept, passages, tuple(facts))


def _ends(block: Block, title: str) -> bool:
    return bool(_FOOT.search(block.text)) or bare(block.text) == bare(title)


def _facts(block: Block) -> list[Fact]:
    if len(block.text) > 120 or "。" in block.text:
        return []
    text = " ".join(block.raw.replace("*", " ").split())
    found = []
    for name, pattern in _FACTS:
        match = pattern.search(text)
        if match and (name != "publish_date" or fact_date(match[1])):
            found.append(Fact(name, match[1].strip(), "页面信息"))
    return found
