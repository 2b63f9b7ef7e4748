"""Wiring of the conversation: composer → `ask` → conversation, and the reading pane."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from kb.errors import PolicyKBError
from kb.related import related_questions
from kb.ui.contract import PolicyBase
from kb.ui.place import place_html
from kb.ui.rating import Ratings
from kb.ui.render import Turn, conversation_html
from kb.ui.theme import script
from kb.ui.welcome import documents_html, welcome_html
from kb.ui.words import FAILED, OPENING, searching

logger = logging.getLogger(__name__)

TURNS_KEPT = 40  # of one conversation, on the page and in its session
PARALLEL_QUESTIONS = 4  # answered at once; more wait in Gradio's queue
REVEAL_SECONDS = 0.6  # an answer that is ready at once appears sentence by sentence within this time

COMPOSER = """
<form class="pk-composer" novalidate>
  <label class="pk-sr" for="pk-input">输入您的问题</label>
  <div class="pk-box">
    <textarea id="pk-input" rows="1" enterkeyhint="send" autocomplete="off"
      placeholder="请输入您的问题" aria-describedby="pk-hint"></textarea>
    <button type="submit" class="pk-send">提问</button>
  </div>
  <p class="pk-queue" data-queue hidden><span>当前答复完成后自动提交这个问题。</span>
    <button type="button" class="pk-plain" data-unqueue>先不提交</button></p>
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


def build_chat(page: gr.Blocks, kb: PolicyBase, examples: Sequence[str], ratings: Ratings | None = None) -> None:
    """Adds the conversation to the block being built. It lives in the reader's session and nowhere else."""

    def restart() -> tuple[str, tuple[Turn, ...]]:
        return welcome_html(examples, kb.documents(), live=True), ()

    def ask(turns: tuple[Turn, ...], event: gr.EventData) -> Iterator[tuple[str, tuple[Turn, ...]]]:
        yield from answered(kb, turns, _text(getattr(event, "question", None)), ratings)

    def read(place: object) -> str:
        return place_html(kb, place)

    def find(wanted: object) -> str:
        given = wanted if isinstance(wanted, dict) else {}
        start = given.get("start")
        return documents_html(kb.documents(), _text(given.get("text"))[:200], start if type(start) is int else 0)

    def rate(said: object) -> dict[str, object]:
        return ratings.rate(said) if ratings else {}

    turns = gr.State(())
    conversation = gr.HTML(
        welcome_html(examples, kb.documents()),
        elem_id="pk-conversation",
        apply_default_css=False,
        js_on_load=None,
        container=False,
    )
    composer = gr.HTML(
        elem_id="pk-composer",
        html_template=COMPOSER,
        js_on_load=script(),
        server_functions=[read, find, rate],
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


def answered(
    kb: PolicyBase, turns: tuple[Turn, ...], question: str, ratings: Ratings | None = None
) -> Iterator[tuple[str, tuple[Turn, ...]]]:
    """The conversation while a question is looked up, while its answer appears, and when it is complete."""
    earlier = turns[-(TURNS_KEPT - 1) :]
    doing = searching(len(kb.documents())) if kb.ready() else OPENING
    yield conversation_html((*earlier, Turn(question, waiting=doing))), turns
    asked = [t.question for t in earlier if t.answer is not None]
    try:
        answer = kb.ask(question, asked)
        related = related_questions(answer, kb.clauses, [*asked, question])
    except PolicyKBError as error:
        turn = Turn(question, error=str(error))
    except Exception:  # whatever it is, the asker gets a line and keeps the question
        logger.exception("ask failed")
        turn = Turn(question, error=FAILED)
    else:
        turn = Turn(question, answer, related=tuple(related), key=ratings.show(answer) if ratings else "")
        sentences = 0 if answer.abstained else len(answer.statements)
        for shown in range(1, sentences):
            yield conversation_html((*earlier, turn), shown), turns
            time.sleep(REVEAL_SECONDS / sentences)
    complete = (*earlier, turn)
    yield conversation_html(complete), complete
