"""Settings → knowledge base → page. Answers are there at once; vectors follow with a progress bar."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from ingest.errors import IngestError
from kb.errors import PolicyKBError
from kb.progress import Bar
from kb.settings import Settings
from kb.ui.opening import Opening

if TYPE_CHECKING:
    from kb.intake import Ingested
    from kb.service import KnowledgeBase

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
    """Serves the site until interrupted: from the second start on before the knowledge base is open, which takes longer."""
    opening = Opening(settings.home)

    def begin() -> None:
        opening.open(lambda: _open(settings), QUESTIONS)

    first = opening.known is None
    if first:
        begin()
    # Importing gradio takes longest: a first start reads documents before.
    from kb.ui.server import listen, run
    from kb.ui.site import build_site
    from kb.ui.staff.desk import Desk

    with listen(settings.host, settings.port) as socket:
        examples = opening.known.examples if opening.known else ()
        site = build_site(opening, settings, examples, Desk(settings.home, opening.opened))
        print(f"{settings.title}：http://{settings.host}:{settings.port}", file=sys.stderr)
        run(site, socket, beside=None if first else begin)


def _open(settings: Settings) -> KnowledgeBase:
    """The knowledge base with the documents folder taken in; its vectors are completed beside it."""
    from kb.service import KnowledgeBase

    base = KnowledgeBase.open(settings)
    if notice := base.notice():
        print(f"提示：{notice}", file=sys.stderr)
    try:
        base.ingest([settings.documents], report=_report, embed=False)
    except IngestError as error:
        print(f"提示：{error}", file=sys.stderr)  # an empty folder still gets a page
    threading.Thread(target=_embed, args=(base,), daemon=True).start()
    return base


def _embed(base: KnowledgeBase) -> None:
    try:
        base.embed(Bar())
    except PolicyKBError as error:  # the page goes on, by words
        print(f"提示：{error}", file=sys.stderr)


def _report(result: Ingested) -> None:
    if result.error:
        print(f"未导入 {result.source}：{result.error}", file=sys.stderr)
    elif result.changed:
        print(f"已导入《{result.title}》，{result.clauses} 条", file=sys.stderr)
