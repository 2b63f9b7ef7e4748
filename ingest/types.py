"""Value objects of parsing: what a file says, piece by piece, and where each piece stood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

ClauseKind = Literal["heading", "paragraph", "article", "item", "table", "row", "notice"]
"""heading: a numbered title without text of its own; paragraph: numbered or unnumbered body text;
article: 条 of a statute; item: 款/项 of an article; table: a table's title and column names;
row: one row of it; notice: the covering letter (主送机关, 印发 sentence, issuer, date)."""

DocumentKind = Literal[
    "law", "regulation", "measures", "rules", "plan", "notice", "announcement", "opinion", "decision", "reply",
    "faq", "guide", "interpretation", "list",
]  # fmt: skip
"""law: 法; regulation: 条例; measures: 办法, 措施; rules: 规定, 细则, 规则; plan: 规划, 计划, 方案; notice: 通知;
announcement: 公告, 通告; opinion: 意见; decision: 决定, 决议; reply: 批复, 函; faq: 问答; guide: 指南, 指引;
interpretation: 解读, 解释; list: 清单, 目录, 标准."""

RelationKind = Literal["repeals", "replaces", "amends", "based-on"]

Progress = Callable[[int, int], None]
"""Called with (done, total) while long work goes on."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character range [start, end) in `Source.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table whose cells the loader knows. `rows` are rectangular: a merged cell's text stands in each place it covers.

    `span` is the place of the whole table in `Source.text`; `row_spans[i]` the place of row i inside it.
    """

    span: Span
    rows: tuple[tuple[str, ...], ...]
    row_spans: tuple[Span, ...]
    header_rows: int = 1  # the first so many rows name the columns; 0 when none does
    caption: str = ""
    columns: tuple[str, ...] = ()  # names of the columns where the table goes on from another page without them


@dataclass(frozen=True, slots=True)
class LineLook:
    """How a line stands on its page: what tells where paragraphs begin."""

    start: int  # of the line, in `Source.text`
    begins: bool  # indented, or set apart from the line above
    full: bool  # reaches the right margin, so that it may go on


FactName = Literal[
    "title",
    "number",
    "issuer",
    "publish_date",
    "issue_date",
    "effective_date",
    "expiry_date",
    "status",
    "attachment",
    "category",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a file says about its document outside the running text, in the file's own words."""

    name: FactName
    value: str
    origin: str  # where it was read: meta PubDate, page table 发文字号, docProps title, link …


@dataclass(frozen=True, slots=True)
class Source:
    """The raw text of one file as a loader read it. `pages[i]` is the span of page i+1; () when unpaged."""

    name: str
    text: str
    sha256: str
    pages: tuple[Span, ...] = ()
    tables: tuple[SourceTable, ...] = ()  # in the order of the text, apart from one another
    facts: tuple[Fact, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()  # (start of a line, depth) where the file marks it as a heading
    looks: tuple[LineLook, ...] = ()  # of lines of a paged source whose places are known
    warnings: tuple[str, ...] = ()  # what the reader of the file should know, in Chinese


@dataclass(frozen=True, slots=True)
class Unread:
    """A member of an archive that could not be read."""

    name: str  # 包.zip/文件/示例.pdf
    reason: str  # a whole sentence, in Chinese


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document says it does to another one, which it names by title, number or both."""

    kind: RelationKind
    title: str | None  # as quoted, without 《》
    number: str | None  # 发文字号
    quote: str  # verbatim, from the text of the clause
    clause_id: str | None = None  # None where the title of the document itself says it


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a field of `Document` was read: a place by name, and its span in `Source.text` where it has one."""

    field: str
    where: str  # 标题, 落款, 第十三条, 页面信息 meta PubDate …; for a computed date, how
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Metadata of one document. What the file does not say is None."""

    id: str
    title: str
    source_name: str
    sha256: str
    number: str | None = None  # 发文字号
    issuer: str | None = None  # 发文机关
    issue_date: date | None = None  # 成文日期
    recipients: str | None = None  # 主送机关
    period_end: int | None = None  # last year of the period a plan covers (十四五 → 2025)
    publish_date: date | None = None  # 公布、印发或网页发布日期
    effective_date: date | None = None  # 施行日期
    expiry_date: date | None = None  # last day in force
    kind: DocumentKind | None = None
    region: str | None = None  # 某省, 某市某区; 全国
    relations: tuple[Relation, ...] = ()
    provenance: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest citable unit.

    `text` is clean: words rejoined, numbers repaired, heading words included as the document has them.
    `path` holds the headings above, outermost first, without this clause's own heading.
    `scope` is the unnumbered sentence(s) between the parent heading and the list this clause is an item of.
    """

    id: str
    document_id: str
    ordinal: int  # position in the document, from 0
    kind: ClauseKind
    label: str  # address: 三（一）2, 第十七条第二款第（三）项, 前言, 二（三）表1第4行
    heading: str | None  # own heading words, without number
    text: str
    path: tuple[str, ...]
    parent_id: str | None
    span: Span
    scope: str = ""
    page: int | None = None
    cells: tuple[tuple[str, str], ...] = ()  # (column name, value) of a row, "" where the table has none


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the source that is no clause: metadata or named boilerplate. Kept to account for all text."""

    name: str  # title, web footer, attachment name, table of contents, page number …
    span: Span


@dataclass(frozen=True, slots=True)
class Parsed:
    """Everything read from one document. Clause and passage spans cover every non-space character."""

    source: Source
    document: Document
    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...] = ()
    warnings: tuple[str, ...] = ()
