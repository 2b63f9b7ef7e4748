"""`policy-kb eval …`: question sets, runs, comparisons, gates, reports. Without a subcommand: eval.run.

Exit codes: 0 done, 1 a gate or a check failed, 2 usage or input error (one line on stderr), 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from ingest.errors import IngestError
from kb.errors import PolicyKBError

COMMANDS = {
    "template": ("eval.commands.sets", "生成题集的 XLSX 模板"),
    "check": ("eval.commands.sets", "检查题集：格式、重复、依据是否在文件中"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given else ""
    if name not in COMMANDS:
        from eval.run import main as run

        return run(given)
    try:
        # each command imports what it needs: scoring a file needs neither the indexes nor a chart
        return int(getattr(import_module(COMMANDS[name][0]), name)(given[1:]))
    except (PolicyKBError, IngestError) as error:
        print(f"错误：{error}", file=sys.stderr)
    except OSError as error:
        print(f"错误：{error.filename or ''} {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("已中断；已完成的部分已保存，再次运行会接着做", file=sys.stderr)
        return 130
    return 2
