"""`python -m eval.run`: ask a question set, score the answers, and report per question type.

    python -m eval.run                                  the dev set on a fresh knowledge base of documents/
    python -m eval.run SET.jsonl --home DIR             another set on an existing knowledge base
    python -m eval.run SET.jsonl --answers OUT.jsonl    score what `policy-kb answer` wrote, without asking

Writes answers.jsonl, report.json and report.md. Exits 0 whatever the score (a gate is another command's
business), 2 on a usage or input error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.dataset import PLAN_DEV, Question, load_questions
from eval.report import failure_lines, markdown, table, to_json
from eval.rows import AnswerRow, from_json, load_answers
from eval.score import Scored, score, summarise
from ingest.errors import IngestError
from kb.errors import PolicyKBError, RowError

DEFAULT_OUT = Path("eval-results")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        return _run(args)
    except (PolicyKBError, IngestError) as error:
        print(str(error), file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}：无法写入或读取（{error.strerror}）", file=sys.stderr)
    return 2


def _run(args: argparse.Namespace) -> int:
    sets: list[Path] = args.sets or [PLAN_DEV]
    questions = _of_type(load_questions(sets), args.type)
    out = _out_folder(args.out)
    if args.answers:
        given: Sequence[AnswerRow] = load_answers(args.answers, questions)
    else:
        rows = _ask(args.home, questions)
        given = [from_json(row) for row in rows]
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (out / "answers.jsonl").write_text("".join(lines), encoding="utf-8")
    scored = score(questions, given)
    summaries = summarise(scored)
    about = _about(sets, args)
    report = to_json(summaries, scored, about)
    (out / "report.json").write_text(_json(report), encoding="utf-8")
    (out / "report.md").write_text(markdown(summaries, scored, about), encoding="utf-8")
    if args.json:
        print(_json(report), end="")
    else:
        print(table(summaries))
        _print_failures(scored, args.failures)
        print(f"\n报告：{out / 'report.md'}")
    return 0


def _ask(home: Path | None, questions: Sequence[Question]) -> list[dict[str, Any]]:
    # imported here: scoring a file of answers needs neither the index nor the model
    from eval.live import ask_all, open_base

    with open_base(home) as base:
        return ask_all(base, questions)


def _of_type(questions: tuple[Question, ...], wanted: str | None) -> tuple[Question, ...]:
    if wanted is None:
        return questions
    chosen = tuple(q for q in questions if q.type == wanted)
    if not chosen:
        types = "、".join(dict.fromkeys(q.type for q in questions))
        raise RowError(f"题集里没有题型 {wanted}；现有题型：{types}")
    return chosen


def _out_folder(wanted: Path | None) -> Path:
    out = wanted or DEFAULT_OUT
    out.mkdir(parents=True, exist_ok=True)
    if wanted is None:
        (out / ".gitignore").write_text("*\n", encoding="utf-8")  # results of a run belong in no commit
    return out


def _about(sets: Sequence[Path], args: argparse.Namespace) -> Mapping[str, Any]:
    about: dict[str, Any] = {
        "sets": [path.name for path in sets],
        "sets_sha256": [hashlib.sha256(path.read_bytes()).hexdigest() for path in sets],
    }
    if args.type:
        about["type"] = args.type
    if args.answers:
        about["answers"] = str(args.answers)
    elif args.home:
        about["home"] = str(args.home)
    return about


def _print_failures(scored: Sequence[Scored], limit: int) -> None:
    failed = [row for row in scored if row.failed]
    if not failed:
        print("\n没有需要查看的题目。")
        return
    print(f"\n需要查看的题目 {len(failed)} 道，列出 {min(limit, len(failed))} 道：")
    for row in failed[:limit]:
        head, *rest = failure_lines(row)
        print(f"\n{head}", *(f"  {line if len(line) <= 200 else line[:200] + '…'}" for line in rest), sep="\n")


def _json(report: Mapping[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _whole(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("不能是负数")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.run",
        description="评测：提问、打分、按题型汇总",
        epilog="另有 policy-kb eval template（题集模板）、policy-kb eval check（检查题集）",
    )
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET.jsonl", help=f"题集，默认 {PLAN_DEV.name}")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--home", type=Path, help="知识库目录；不给则临时建库并收入 documents/")
    source.add_argument("--answers", type=Path, metavar="FILE.jsonl", help="只给已有的回答打分，不提问")
    parser.add_argument("--out", type=Path, help=f"报告目录，默认 {DEFAULT_OUT}/")
    parser.add_argument("--type", help="只评一种题型")
    parser.add_argument("--failures", type=_whole, default=10, metavar="N", help="列出几道失败的题，默认 10")
    parser.add_argument("--json", action="store_true", help="把 report.json 打印到标准输出")
    return parser


if __name__ == "__main__":
    sys.exit(main())
