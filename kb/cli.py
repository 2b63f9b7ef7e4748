"""The command `policy-kb`. Exit codes: 0 done, 2 usage or input error (one line on stderr), 130 interrupted."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, get_args

from ingest.errors import IngestError
from ingest.types import Clause
from kb import batch, replay
from kb.errors import PolicyKBError, UsageError
from kb.filters import Filter, make_filter
from kb.intake import Ingested
from kb.office import commands as account
from kb.progress import Bar, print_failures, print_result
from kb.service import KnowledgeBase
from kb.settings import load
from kb.types import Answer
from kb.versions import ChangeKind
from kb.versiontext import comparison_text, describe


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["eval"]:
        return _evaluate(arguments[1:])
    args = _parser().parse_args(arguments)
    try:
        return int(args.run(args) or 0)
    except (PolicyKBError, IngestError) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"错误：{error.filename or ''} {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已中断；已完成的部分已保存，再次运行会接着做", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="policy-kb", description="政策知识库：导入文件、查条款、回答问题")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int | None], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument("--home", type=Path, help="知识库目录（默认 POLICY_KB_HOME 或 .policy-kb）")
        sub.add_argument("--json", action="store_true", help="输出 JSON")
        sub.set_defaults(run=run)
        return sub

    ingest = command("ingest", _ingest, "导入或更新文件和文件夹、国家法律")
    ingest.add_argument("paths", nargs="*", type=Path)
    ingest.add_argument(
        "--laws", nargs="*", metavar="NAME", help="国家法律：名称，或 all（全部现行法律）；不写名称则为企业常用的十一部"
    )
    command("documents", _documents, "列出文件")
    command("remove", _remove, "移除一份文件").add_argument("id")
    command("export", _export, "导出各文件的原文").add_argument("folder", type=Path)
    command("verify", _verify, "核对索引与数据库并补齐")
    clauses = command("clauses", _clauses, "一份文件的条款")
    clauses.add_argument("id")
    clauses.add_argument("--version", type=int, help="第几版（默认现行的一版）")
    command("versions", _versions, "一份文件的各个版本").add_argument("id")
    diff = command("diff", _diff, "一份文件两个版本之间增加、删除、修改的条款")
    diff.add_argument("id")
    diff.add_argument("--from", dest="old", type=int, help="旧版（默认新版的前一版）")
    diff.add_argument("--to", dest="new", type=int, help="新版（默认现行的一版）")
    search = command("search", _search, "查找条款")
    search.add_argument("text")
    search.add_argument("-k", type=_positive, default=10)
    ask = command("ask", _ask, "回答一个问题")
    ask.add_argument("text")
    ask.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="按这一天的有效文件回答（默认今天）")
    command("replay", _replay, "按记录重新作答，说明与当时有何不同").add_argument("id")
    answer = command("answer", _answer, "批量作答（可中断后继续）")
    answer.add_argument("questions", type=Path)
    answer.add_argument("-o", "--out", type=Path, required=True)
    retrieve = command("retrieve", _retrieve, "批量检索，输出 TREC 格式")
    retrieve.add_argument("questions", type=Path)
    retrieve.add_argument("-k", type=_positive, default=100)
    retrieve.add_argument("-o", "--out", type=Path, required=True)
    retrieve.add_argument("--by", choices=("clause", "document"), default="clause")
    for limited in (search, ask, answer, retrieve):
        _limits(limited)
    serve = command("serve", _serve, "启动网页")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    account.add_parser(commands)
    commands.add_parser("eval", help="批量评测（eval --help；不写子命令同 python -m eval.run）", add_help=False)
    return parser


def _limits(parser: argparse.ArgumentParser) -> None:
    """Options that limit a command to some documents."""
    group = parser.add_argument_group("筛选", "每项可写多次；同一项满足其一，各项都要满足")
    group.add_argument("--document", action="append", metavar="ID", help="文件编号")
    group.add_argument("--kind", action="append", metavar="文种", help="如 办法、通知，或 documents --json 里的 kind")
    group.add_argument("--region", action="append", metavar="地区", help="如 某市，与 documents --json 里的一致")
    group.add_argument("--issuer", action="append", metavar="机关", help="发文机关，与 documents --json 里的一致")
    group.add_argument("--valid-on", metavar="日期", help="不看当日尚未施行、已过有效期、已废止或被代替的文件")


def _filter(args: argparse.Namespace, base: KnowledgeBase) -> Filter:
    """The filter of these options, checked before anything is written."""
    asked = make_filter(args.document, args.kind, args.region, args.issuer, args.valid_on)
    base.allowed(asked)
    return asked


def _positive(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError("应在 1 到 1000 之间")
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("日期应写成 2024-01-31 这样") from None


def _open(args: argparse.Namespace) -> KnowledgeBase:
    base = KnowledgeBase.open(load(home=args.home))
    if notice := base.notice():
        print(f"提示：{notice}", file=sys.stderr)
    return base


def _show(args: argparse.Namespace, value: Any, text: str) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str) if args.json else text)


def _ingest(args: argparse.Namespace) -> int:
    if not args.paths and args.laws is None:
        raise UsageError("请写出要导入的文件或文件夹，或用 --laws 导入国家法律")
    results: list[Ingested] = []

    def report(result: Ingested) -> None:
        results.append(result)
        if not args.json:
            print_result(result)

    try:
        with closing(Bar("读取文件", "份")) as reading, closing(Bar()) as embedding, _open(args) as base:
            base.ingest(args.paths, embedding, report, laws=args.laws, reading=reading)
    finally:  # also when interrupted: what failed so far
        if not args.json:
            print_failures(results)
    if args.json:
        print(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1))
    return 2 if results and all(result.error for result in results) else 0


def _documents(args: argparse.Namespace) -> None:
    with _open(args) as base:
        documents, versions = base.documents(), base.version_numbers()
        known = base.catalogue() if args.json else []
    lines = [
        f"{d.id}  《{d.title}》  {d.number or ''}  {d.issuer or ''}  {d.issue_date or ''}  "
        f"{f'第{versions[d.id]}版' if versions[d.id] > 1 else ''}".rstrip()
        for d in documents
    ]
    value = [row | {"versions": versions[row["id"]]} for row in known]
    _show(args, value, "\n".join(lines) or "知识库里还没有文件")


def _remove(args: argparse.Namespace) -> None:
    with _open(args) as base:
        base.remove(args.id)
    _show(args, {"removed": args.id}, f"已移除 {args.id}")


def _export(args: argparse.Namespace) -> None:
    with _open(args) as base:
        count = base.export(args.folder)
    _show(args, {"exported": count}, f"已导出 {count} 份文件到 {args.folder}")


def _verify(args: argparse.Namespace) -> int:
    with closing(Bar()) as bar, _open(args) as base:
        found = base.difference()
        base.repair(bar)
        left = base.difference()
    value = {"found": {k: len(v) for k, v in asdict(found).items()}, "clean": left.clean}
    text = "索引与数据库一致" if left.clean else "索引与数据库仍不一致；请换一个 --home 目录重新导入"
    _show(args, value, text if found.clean else f"补齐了索引；{text}")
    return 0 if left.clean else 2


def _clauses(args: argparse.Namespace) -> None:
    with _open(args) as base:
        clauses = base.clauses(args.id, args.version)
        references = base.references(args.id) if args.json else {}
    rows = [asdict(clause) | {"references": references.get(clause.id, [])} for clause in clauses]
    _show(args, rows, "\n".join(_line(clause) for clause in clauses))


def _line(clause: Clause) -> str:
    return f"{'  ' * len(clause.path)}{clause.label}  {clause.text}".replace("\n", " ")


def _versions(args: argparse.Namespace) -> None:
    with _open(args) as base:
        versions = base.versions(args.id)
    _show(args, [asdict(version) for version in versions], "\n".join(describe(version) for version in versions))


def _diff(args: argparse.Namespace) -> None:
    with _open(args) as base:
        comparison = base.diff(args.id, args.old, args.new)
    value: dict[str, Any] = {
        "document_id": args.id,
        "from": asdict(comparison.old),
        "to": asdict(comparison.new),
        "same": comparison.same,
    }
    for kind in get_args(ChangeKind):
        value[kind] = [
            {side: asdict(clause) for side, clause in (("old", c.old), ("new", c.new)) if clause is not None}
            for c in comparison.of(kind)
        ]
    _show(args, value, comparison_text(comparison))


def _search(args: argparse.Namespace) -> None:
    with _open(args) as base:
        hits = base.search(args.text, args.k, _filter(args, base))
        around = [base.around(hit.clause) for hit in hits] if args.json else []
    value = [
        {
            "clause_id": h.clause.id,
            "document": h.document_title,
            "number": h.document_number,
            "document_id": h.clause.document_id,
            "label": h.clause.label,
            "path": list(h.clause.path),
            "text": h.clause.text,
            "before": before and _neighbour(before),
            "after": after and _neighbour(after),
            "score": round(h.score, 6),
        }
        for h, (before, after) in zip(hits, around, strict=False)
    ]
    _show(
        args, value, "\n".join(f"{h.score:6.2f}  《{h.document_title}》{h.clause.label}  {h.clause.text}" for h in hits)
    )


def _neighbour(clause: Clause) -> dict[str, str]:
    return {"clause_id": clause.id, "label": clause.label, "text": clause.text}


def _ask(args: argparse.Namespace) -> None:
    with _open(args) as base:
        answer = base.ask(args.text, filter=_filter(args, base), as_of=args.as_of, record=True)
    _show(args, answer.to_json(), _text(answer))


def _replay(args: argparse.Namespace) -> None:
    with _open(args) as base:
        found = base.replay(args.id)
    _show(args, found.to_json(), replay.text(found))


def _text(answer: Answer) -> str:
    lines = [answer.text]
    lines += [f"（{said}）" for said in (answer.fallback, answer.reading, answer.notice, answer.validity) if said]
    lines += [f"[{c.n}] 《{c.document}》{c.number or ''} {c.label}：{c.quote}" for c in answer.citations]
    if answer.abstained:
        lines += [f"· 《{h.document_title}》{h.clause.label}  {h.clause.text[:60]}" for h in answer.retrieved[:3]]
    if answer.model:
        lines.append(f"（由语言模型 {answer.model} 撰写，每句已与所引条款核对）")
    if answer.record:
        lines.append(f"（记录 {answer.record}）")
    return "\n".join(lines)


def _answer(args: argparse.Namespace) -> None:
    with _open(args) as base:
        count = batch.answer(base, args.questions, args.out, _filter(args, base))
    _show(args, {"answered": count, "out": str(args.out)}, f"新答 {count} 题，结果在 {args.out}")


def _retrieve(args: argparse.Namespace) -> None:
    with _open(args) as base:
        count = batch.retrieve(base, args.questions, args.out, args.k, args.by, _filter(args, base))
    _show(args, {"questions": count, "out": str(args.out)}, f"检索 {count} 题，结果在 {args.out}")


def _serve(args: argparse.Namespace) -> None:
    from kb.ui.serve import serve  # gradio takes seconds to import: only where a page is served

    serve(load(home=args.home, host=args.host, port=args.port))


def _evaluate(arguments: list[str]) -> int:
    from eval.cli import main as run  # the evaluation depends on kb, not kb on it, except for this door

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
