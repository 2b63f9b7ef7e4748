"""Serves the policy question-answering page: python app.py (settings: POLICY_KB_… variables)."""

from __future__ import annotations

import sys

from ingest.errors import IngestError
from kb.errors import PolicyKBError
from kb.settings import load
from kb.ui.serve import serve


def main() -> int:
    try:
        serve(load())
    except (PolicyKBError, IngestError) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
