"""Settings → knowledge base → page. Answers are there at once; vectors follow with a progress bar."""

from __future__ import annotations

import sys
import threading

from ingest.errors import IngestError
from kb.intake import Ingested
from kb.progress import Bar
from kb.service import KnowledgeBase
from kb.settings import Settings
from kb.ui.layout import build_app, launch

# Offered on the empty page where the documents answer them.
QUESTIONS = (
    "企业上市有哪些支持？",
    "人才工程有哪些？",
    "2025年高新技术企业数量的目标是多少？",
    "科技型企业融资有什么支持？",
    "科技特派员制度怎么开展？",
    "保障措施有哪些？",
)


def serve(settings: Settings) -> None:
    """Takes in the documents folder, then serves the page until interrupted."""
    base = KnowledgeBase.open(settings)
    if notice := base.notice():
        print(f"提示：{notice}", file=sys.stderr)
    try:
        base.ingest([settings.documents], report=_report, embed=False)
    except IngestError as error:
        print(f"提示：{error}", file=sys.stderr)  # an empty folder still gets a page
    threading.Thread(target=base.embed, args=(Bar(),), daemon=True).start()
    examples = [question for question in QUESTIONS if not base.ask(question).abstained]
    page = build_app(base, title=settings.title, examples=examples)
    print(f"{settings.title}：http://{settings.host}:{settings.port}", file=sys.stderr)
    launch(page, settings.host, settings.port)


def _report(result: Ingested) -> None:
    if result.error:
        print(f"未导入 {result.source}：{result.error}", file=sys.stderr)
    elif result.changed:
        print(f"已导入《{result.title}》，{result.clauses} 条", file=sys.stderr)
