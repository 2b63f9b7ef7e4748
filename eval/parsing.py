"""How well documents are parsed: headings and articles found, metadata read, snippets where they belong, speed.

    python -m eval.parsing                          # the golden documents that ship
    python -m eval.parsing --pages DIR              # the metadata.jsonl in DIR against the files beside it
    python -m eval.parsing --pages DIR --snippets FILE

A row of the golden set is {id, name, text, headings: [[label, heading]…], articles: [label…], absent: [words…],
metadata: {field: value}}; of metadata.jsonl {title, issuer, number, issued_on}, as far as known; of the snippets
{file, must: [text…], must_not: [text…]}, each to be found inside one clause of that file, or in none.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eval.jsonl import Row, read_rows
from eval.normalise import squeeze
from eval.page_metadata import compare_page
from ingest.errors import IngestError
from ingest.ids import digest
from ingest.loaders import is_corpus, is_supported
from ingest.pipeline import parse_file, parse_source
from ingest.types import Parsed, Source
from kb.errors import PolicyKBError

GOLDEN = Path(__file__).parent / "datasets" / "parsing" / "golden.jsonl"


@dataclass(slots=True)
class Count:
    """Found and wanted things; `wrong` says which were not right."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else None

    def compare(self, where: str, found: set[str], wanted: set[str]) -> None:
        self.right += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)
        self.wrong += [f"{where} 多出 {item}" for item in sorted(found - wanted)]
        self.wrong += [f"{where} 缺少 {item}" for item in sorted(wanted - found)]

    def mark(self, where: str, right: bool) -> None:
        """One thing that is right or wrong, for shares."""
        self.right += right
        self.found += 1
        self.wanted += 1
        if not right:
            self.wrong.append(where)


@dataclass(slots=True)
class Report:
    """All measures by name, and how fast it went."""

    counts: dict[str, Count] = field(default_factory=dict)
    clauses: int = 0
    seconds: float = 0.0

    def count(self, name: str) -> Count:
        return self.counts.setdefault(name, Count())

    def parse(self, run: Callable[[], Iterator[Parsed]]) -> list[Parsed]:
        start = time.perf_counter()
        parsed = list(run())
        self.seconds += time.perf_counter() - start
        self.clauses += sum(len(one.clauses) for one in parsed)
        return parsed

    @property
    def speed(self) -> float:
        return self.clauses / self.seconds if self.seconds else 0.0

    def to_json(self) -> dict[str, object]:
        values: dict[str, object] = {
            name: {
                "f1": count.f1,
                "right": count.right,
                "found": count.found,
                "wanted": count.wanted,
                "wrong": count.wrong,
            }
            for name, count in self.counts.items()
        }
        return values | {"clauses": self.clauses, "clauses_per_second": round(self.speed)}

    def to_text(self) -> str:
        lines = [
            f"{name:<24} {'—' if count.f1 is None else format(count.f1, '.3f')}  {count.right}/{count.wanted}（给出 {count.found}）"
            for name, count in self.counts.items()
        ]
        lines.append(f"{'速度':<24} {self.speed:.0f} 条/秒（{self.clauses} 条）")
        lines += [f"  {name}：{wrong}" for name, count in self.counts.items() for wrong in count.wrong]
        return "\n".join(lines)


def golden(report: Report, path: Path = GOLDEN) -> None:
    """Headings, articles and metadata of documents whose tree is known."""
    for row in read_rows(path):
        name, text = row.text("id"), row.text("text")
        source = Source(row.text("name"), text, digest(text))
        (parsed,) = report.parse(partial(_one, source))
        wanted = {f"{label} {heading}" for label, heading in row.items("headings")}
        found = {f"{c.label} {c.heading}" for c in parsed.clauses if c.heading and c.kind != "row"}
        report.count("标题").compare(name, found, wanted)
        articles = {c.label for c in parsed.clauses if c.kind == "article"}
        report.count("条").compare(name, articles, set(row.texts("articles", optional=True)))
        everything = "".join(squeeze(c.text) for c in parsed.clauses)
        for words in row.texts("absent", optional=True):
            report.count("不应出现").mark(f"{name} {words}", squeeze(words) not in everything)
        for key, value in row.value("metadata").items():
            read = getattr(parsed.document, key)
            shown = read.isoformat() if hasattr(read, "isoformat") else read
            report.count(f"元数据 {key}").mark(f"{name} 应为 {value}，读出 {shown}", shown == value)


def _one(source: Source) -> Iterator[Parsed]:
    yield parse_source(source)


def pages(report: Report, folder: Path, snippets: Path | None = None) -> None:
    """Metadata and snippets of real files."""
    parsed = {}
    for path in sorted(
        path for path in folder.iterdir() if path.is_file() and is_supported(path) and not is_corpus(path)
    ):
        try:
            parsed[path.name] = report.parse(partial(parse_file, path))[0]
        except IngestError as error:
            print(f"未能读取 {path.name}：{error}", file=sys.stderr)
    known = folder / "metadata.jsonl"
    for row in read_rows(known) if known.exists() else ():
        for name, where, right in compare_page(row.values, [one.document for one in parsed.values()]):
            report.count(f"页面 {name}").mark(where, right)
    for row in read_rows(snippets) if snippets else ():
        _snippets(report, row, parsed)


def _snippets(report: Report, row: Row, parsed: dict[str, Parsed]) -> None:
    name = row.text("file")
    if name not in parsed:
        raise row.error("file", f"没有读到文件 {name}")
    texts = [squeeze(clause.text) for clause in parsed[name].clauses]
    for words in row.texts("must", optional=True):
        report.count("应有片段").mark(f"{name} {words}", any(squeeze(words) in text for text in texts))
    for words in row.texts("must_not", optional=True):
        report.count("不应有片段").mark(f"{name} {words}", not any(squeeze(words) in text for text in texts))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.parsing", description="评测文件解析：标题、条款、元数据、速度"
    )
    parser.add_argument("--pages", type=Path, help="真实文件所在目录（可含 metadata.jsonl）")
    parser.add_argument("--snippets", type=Path, help="片段文件（JSONL：file、must、must_not），与 --pages 同用")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    args = parser.parse_args(argv)
    report = Report()
    try:
        if args.snippets and not args.pages:
            parser.error("--snippets 需与 --pages 同用")
        golden(report)
        if args.pages:
            pages(report, args.pages, args.snippets)
    except PolicyKBError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"错误：{error.filename or ''} {error.strerror or error}", file=sys.stderr)
        return 2
    print(json.dumps(report.to_json(), ensure_ascii=False, indent=1) if args.json else report.to_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
