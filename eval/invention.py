"""`python -m eval.invention SET.jsonl --home DIR --limit N`: asks questions of the language model that the settings
name, and counts numbers that reach the reader and that the cited clauses do not hold.

The check is another one than the gate's, and simpler: every run of digits, and every Chinese numeral of two characters
or before a unit, in a statement must occur in the text of a clause that the statement cites, as it is or written in the
other way. What the model said and the gate held back is counted with the same check.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from eval.dataset import PLAN_DEV, load_questions
from ingest.errors import IngestError
from kb.errors import PolicyKBError, UsageError
from kb.service import KnowledgeBase
from kb.settings import load
from kb.types import Answer

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_CHINESE = re.compile(
    r"[一二两三四五六七八九十百千万亿〇零]{2,}|[二两三四五六七八九十](?=[家个项人名元年月日天条倍成])"
)
_ONE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; 1 when an unsupported number reached the reader."""
    parser = argparse.ArgumentParser(prog="python -m eval.invention", description=__doc__)
    parser.add_argument("set", type=Path, nargs="?", default=PLAN_DEV)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=200, help="questions to ask, from the first on")
    parser.add_argument("--every", type=int, default=1, help="ask only each so many-th question")
    parser.add_argument("--answers", type=Path, help="where the answer rows go")
    args = parser.parse_args(argv)
    try:
        figures = measure(args.set, args.home, args.limit, args.every, args.answers)
    except (PolicyKBError, IngestError) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    for name, value in figures.items():
        print(f"{name:<40}{value:>8}")
    return 1 if figures["unsupported numbers shown"] else 0


def measure(questions: Path, home: Path, limit: int, every: int = 1, answers: Path | None = None) -> dict[str, float]:
    settings = load(home=home)
    if not settings.llm_model:
        raise UsageError("没有设置语言模型；请设置 POLICY_KB_LLM_MODEL 和 POLICY_KB_LLM_URL")
    rows = load_questions([questions])[::every][:limit]
    counts: Counter[str] = Counter()
    began = time.perf_counter()
    with KnowledgeBase.open(settings) as base:
        for row in tqdm(rows, desc="提问", unit="题"):
            answer = base.ask(row.question, row.history)
            counts.update(count(answer))
            if answers is not None:
                with answers.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(answer.to_json(row.id), ensure_ascii=False) + "\n")
    names: tuple[str, ...] = ("written by the model", "extract with a notice", "extract", "refused", "statements shown")
    names += ("unsupported numbers shown", "statements held back", "of them with an unsupported number")
    found = {"questions": float(len(rows))} | {name: float(counts[name]) for name in names}
    return found | {"seconds a question": round((time.perf_counter() - began) / max(1, len(rows)), 1)}


def count(answer: Answer) -> dict[str, int]:
    kind = "refused" if answer.abstained else "extract with a notice" if answer.fallback else "extract"
    texts = {citation.n: citation.text for citation in answer.citations}
    every = "\n".join(texts.values()) + "\n".join(hit.clause.text for hit in answer.retrieved)
    shown = [unsupported(s.text, "\n".join(texts[n] for n in s.citations)) for s in answer.statements]
    return {
        "written by the model" if answer.mode == "llm" else kind: 1,
        "statements shown": len(answer.statements),
        "unsupported numbers shown": sum(map(len, shown)),
        "statements held back": len(answer.removed),
        "of them with an unsupported number": sum(bool(unsupported(r.text, every)) for r in answer.removed),
    }


def unsupported(statement: str, clauses: str) -> list[str]:
    """The numbers of a statement that its clauses hold neither as written nor in the other way of writing."""
    said, given = _plain(statement), _plain(clauses)
    digits = set(_DIGITS.findall(given)) | {str(v) for n in _CHINESE.findall(given) if (v := _value(n)) is not None}
    wrong = [n for n in _DIGITS.findall(said) if n not in digits]
    wrong += [n for n in _CHINESE.findall(said) if n not in given and str(_value(n)) not in digits]
    return wrong


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", re.sub(r"[①-⓿]", " ", text))
    return re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\s+", " ", text))


def _value(numeral: str) -> int | None:
    """The value of a Chinese numeral, read digit by digit or by its powers of ten."""
    if all(char in _ONE for char in numeral):
        return int("".join(str(_ONE[char]) for char in numeral))
    total = section = digit = 0
    for char in numeral:
        if char in _ONE:
            digit = _ONE[char]
        elif _TIMES[char] >= 10_000:
            total, section, digit = total + max(1, section + digit) * _TIMES[char], 0, 0
        else:
            section, digit = section + max(1, digit) * _TIMES[char], 0
    return total + section + digit


if __name__ == "__main__":
    sys.exit(main())
