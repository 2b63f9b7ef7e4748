"""`policy-kb eval template | check`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from eval.dataset import read_questions
from eval.sets.check import check as check_set
from eval.sets.template import write_template


def template(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="policy-kb eval template", description="生成题集的 XLSX 模板")
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    args = parser.parse_args(arguments)
    write_template(args.file)
    print(f"模板已写入 {args.file}；填好后运行 policy-kb eval check {args.file}")
    return 0


def check(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="policy-kb eval check", description="检查题集，逐条列出问题")
    parser.add_argument("set", type=Path, metavar="SET", help="JSONL、CSV 或 XLSX 题集")
    parser.add_argument("--home", type=Path, help="知识库目录（默认 POLICY_KB_HOME 或 .policy-kb）")
    parser.add_argument("--rows-only", action="store_true", help="只看题集本身，不与知识库里的文件核对")
    args = parser.parse_args(arguments)
    found = read_questions([args.set], complete=False)
    findings = []
    if args.rows_only:
        findings = check_set(found.questions)
    else:
        from eval.corpus import Corpus  # a knowledge base takes a second to load
        from eval.live import open_home

        with open_home(args.home) as base:
            findings = check_set(found.questions, Corpus(base))
    for problem in found.problems:
        print(f"错误  {problem}")
    for finding in findings:
        print(f"{'错误' if finding.kind == 'error' else '提醒'}  {finding.id}：{finding.text}")
    wrong = len(found.problems) + sum(finding.kind == "error" for finding in findings)
    waiting = f"，另有 {found.unreviewed} 题未审核、不计入" if found.unreviewed else ""
    print(
        f"{len(found.questions)} 题可用{waiting}；错误 {wrong} 处，提醒 {len(findings) + len(found.problems) - wrong} 处"
    )
    return 1 if wrong else 0
