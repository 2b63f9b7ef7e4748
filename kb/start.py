"""The door of the command `policy-kb`: loading what it needs takes seconds, in which it may be interrupted too."""

from __future__ import annotations

import sys


def main() -> int:
    try:
        from kb.cli import main as run

        return run()
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
        return 130
