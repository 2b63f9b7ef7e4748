"""Wiring of the conversation: composer → `ask` → conversation, and the reading pane."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from kb.errors import PolicyKBError
from kb.ui.contract import PolicyBase
from kb.ui.reader import document_html, missing_html
from kb.ui.render import Turn, conversation_html
from kb.ui.theme import script
from kb.ui.welcome import welcome_html

logger = logging.getLogger(__name__)

TURNS_KEPT = 40  # of one conversation, on the page and in its session
PARALLEL_QUESTIONS = 4  # answered at once; more wait in Gradio's queue
REVEAL_SECONDS = 0.6  # an answer that is ready at once appears sentence by sentence within this time
FAILED = "系统出错，未能作答。请稍后再试。"

COMPOSER = """
<form class="pk-composer" novalidate>
  <label class="pk-sr" for="pk-input">输入您的问题</label>
  <div class="pk-box">
    <textarea id="pk-input" rows="1" enterkeyhint="send" autocomplete="off"
      placeholder="请输入您的问题" aria-describedby="pk-hint"></textarea>
    <button type="submit" class="pk-send">提问</button>
  </div>
  <p class="pk-hint" id="pk-hint"><span class="pk-keys">Enter 提问，Shift+Enter 换行。</span>
    答复摘自所收录的文件，以文件原文为准。</p>
  <p class="pk-sr" role="status" data-status></p>
</form>
"""
PANE = """
<aside class="pk-reader" role="dialog" aria-labelledby="pk-reader-title" hidden>
  <button type="button" class="pk-close" data-close aria-label="关闭原文">关闭</button>
  <div class="pk-reader-scroll" tabindex="0" role="region" aria-label="文件原文"></div>
</aside>
"""
# What a listener has in common here: no endpoint of it in the API, and no spinner of Gradio's.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_chat(page: gr.Blocks, kb: PolicyBase, examples: Sequence[str]) -> None:
    """Adds the conversation to the block being built. It lives in the reader's session and nowhere else."""

    def welcome() -> str:
        return welcome_html(examples, kb.documents())

    def restart() -> tuple[str, tuple[Turn, ...]]:
        return welcome(), ()

    def ask(turns: tuple[Turn, ...], event: gr.EventData) -> Iterator[tuple[str, tuple[Turn, ...]]]:
        yield from answered(kb, turns, _text(getattr(event, "question", None)))

    def read(place: object) -> str:
        return place_html(kb, place)

    turns = gr.State(())
    conversation = gr.HTML(
        welcome(), elem_id="pk-conversation", apply_default_css=False, js_on_load=None, container=False
    )
    composer = gr.HTML(
        elem_id="pk-composer",
        html_template=COMPOSER,
        js_on_load=script(),
        server_functions=[read],
        apply_default_css=False,
    )
    gr.HTML(elem_id="pk-pane", html_template=PANE, js_on_load=None, apply_default_css=False)

    asked = composer.ask(
        ask, turns, [conversation, turns], concurrency_limit=PARALLEL_QUESTIONS, trigger_mode="once", **QUIET
    )
    composer.restart(restart, None, [conversation, turns], cancels=[asked], **QUIET)
    page.load(restart, None, [conversation, turns], **QUIET)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def answered(kb: PolicyBase, turns: tuple[Turn, ...], question: str) -> Iterator[tuple[str, tuple[Turn, ...]]]:
    """The conversation while a question is looked up, while its answer appears, and when it is complete."""
    earlier = turns[-(TURNS_KEPT - 1) :]
    yield conversation_html((*earlier, Turn(question))), turns
    try:
        answer = kb.ask(question, [t.question for t in earlier if t.answer is not None])
    except PolicyKBError as error:
        turn = Turn(question, error=str(error))
    except Exception:  # whatever it is, the asker gets a line and keeps the question
        logger.exception("ask failed")
        turn = Turn(question, error=FAILED)
    else:
        turn = Turn(question, answer)
        sentences = 0 if answer.abstained else len(answer.statements)
        for shown in range(1, sentences):
            yield conversation_html((*earlier, turn), shown), turns
            time.sleep(REVEAL_SECONDS / sentences)
    complete = (*earlier, turn)
    yield conversation_html(complete), complete


def place_html(kb: PolicyBase, place: object) -> str:
    """What the reading pane shows for `{clause, quote}` or `{document}`, as the page's script asks for it."""
    wanted = place if isinstance(place, dict) else {}
    clause = kb.clause(_text(wanted.get("clause")))
    document_id = clause.document_id if clause else _text(wanted.get("document"))
    document = next((d for d in kb.documents() if d.id == document_id), None)
    if document is None:
        return missing_html()
    try:
        clauses = kb.clauses(document.id)
    except PolicyKBError:  # withdrawn a moment ago
        return missing_html()
    return document_html(document, clauses, clause, _text(wanted.get("quote")))
