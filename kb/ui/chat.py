"""Wiring of the conversation: composer → `ask` → conversation, and the reading pane."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import gradio as gr

from kb.errors import PolicyKBError
from kb.related import related_questions
from kb.ui.asking import Asked, Asker
from kb.ui.counter import Counter
from kb.ui.place import place_html
from kb.ui.rating import Ratings
from kb.ui.render import Turn, conversation_html
from kb.ui.theme import script
from kb.ui.welcome import documents_html, welcome_html
from kb.ui.words import FAILED, OPENING, limited, searching

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
  <details class="pk-scope">
    <summary>查询范围：<span data-scope>全部文件，截至今天</span></summary>
    <div class="pk-scope-body">
      <p><label for="pk-as-of">截至</label> <input type="date" id="pk-as-of" min="1949-10-01" max="2199-12-31">
        <span>按这一天的效力作答；不填即今天。</span></p>
      <p><label for="pk-only">只查文件</label> <input type="search" id="pk-only" data-find data-for="scope" autocomplete="off"
        placeholder="按标题、文号或发文机关查找"></p>
      <div class="pk-scope-found" data-found></div>
      <ul class="pk-chips" data-chips aria-label="只查这些文件"></ul>
      <button type="button" class="pk-plain" data-unscope>恢复全部文件、今天</button>
    </div>
  </details>
  <p class="pk-hint" id="pk-hint"><span class="pk-keys">Enter 提问，Shift+Enter 换行。</span>
    答复摘自所收录的文件，以文件原文为准。<span class="pk-contact">%s</span></p>
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


def build_chat(
    page: gr.Blocks,
    asker: Asker,
    examples: Sequence[str],
    ratings: Ratings | None = None,
    contact: str = "",
    counter: Counter | None = None,
) -> None:
    """Adds the conversation to the block being built. It lives in the reader's session and nowhere else.

    `contact` stands under the question box, as a template of Gradio.
    """
    kb = asker.base

    def restart() -> tuple[str, tuple[Turn, ...]]:
        return welcome_html(examples, kb.documents(), live=True), ()

    def ask(turns: tuple[Turn, ...], event: gr.EventData) -> Iterator[tuple[str, tuple[Turn, ...]]]:
        alone = getattr(event, "alone", None) is True
        yield from answered(asker, turns, asked_by(event), ratings, alone=alone, counter=counter is not None)

    def read(place: object) -> str:
        return place_html(kb, place)

    def find(wanted: object) -> str:
        given = wanted if isinstance(wanted, dict) else {}
        start = given.get("start")
        return documents_html(
            kb.documents(),
            _text(given.get("text"))[:200],
            max(0, start) if type(start) is int else 0,
            choose=given.get("choose") is True,
        )

    def rate(said: object) -> dict[str, object]:
        return ratings.rate(said) if ratings else {}

    def leave(said: object) -> dict[str, object]:
        return counter.leave(said) if counter else {}

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
        html_template=COMPOSER % contact,
        js_on_load=script(),
        server_functions=[read, find, rate, leave],
        apply_default_css=False,
    )
    gr.HTML(elem_id="pk-pane", html_template=PANE, js_on_load=None, apply_default_css=False)

    asked = composer.ask(
        ask, turns, [conversation, turns], concurrency_limit=PARALLEL_QUESTIONS, trigger_mode="multiple", **QUIET
    )
    composer.restart(restart, None, [conversation, turns], cancels=[asked], **QUIET)
    page.load(restart, None, [conversation, turns], **QUIET)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def asked_by(event: object) -> Asked:
    """The question as the page's script sends it; whatever is not of its form is left out."""
    documents, day = getattr(event, "documents", None), None
    with suppress(ValueError):
        day = date.fromisoformat(_text(getattr(event, "as_of", None)))
    ids = tuple(one for one in documents if isinstance(one, str)) if isinstance(documents, list) else ()
    return Asked(_text(getattr(event, "question", None)), documents=ids, as_of=day)


def answered(
    asker: Asker,
    turns: tuple[Turn, ...],
    asked: Asked,
    ratings: Ratings | None = None,
    *,
    alone: bool = False,
    counter: bool = False,
) -> Iterator[tuple[str, tuple[Turn, ...]]]:
    """The conversation while a question is looked up, while its answer appears, and when it is complete.

    A question that is asked `alone` takes nothing over from those before it. With a `counter`, a question without an
    answer can be left for the staff.
    """
    kb, question = asker.base, asked.question
    earlier = turns[-(TURNS_KEPT - 1) :]
    held = {document.id: document.title for document in kb.documents()}
    limits = limited([held.get(one, one) for one in asked.documents], asked.as_of)
    doing = searching(len(asked.documents) or len(held)) if kb.ready() else OPENING
    new = Turn(question, as_of=asked.as_of, limits=limits, waiting=doing)
    yield conversation_html((*earlier, new)), turns
    before = tuple(t.question for t in earlier if t.answer is not None)
    try:
        grown = 0
        for answer in asker.stream(replace(asked, history=() if alone else before)):
            if len(answer.statements) > grown and answer.mode == "llm":
                grown = len(answer.statements)
                yield conversation_html((*earlier, replace(new, answer=answer)), grown), turns
        related = related_questions(answer, kb.clauses, [*before, question])
    except PolicyKBError as error:
        turn = replace(new, error=str(error))
    except Exception:  # whatever it is, the asker gets a line and keeps the question
        logger.exception("ask failed")
        turn = replace(new, error=FAILED)
    else:
        turn = replace(new, answer=answer, related=tuple(related), key=ratings.show(answer) if ratings else "")
        turn = replace(turn, counter=counter and bool(turn.key))
        sentences = 0 if answer.abstained or grown else len(answer.statements)
        for shown in range(1, sentences):
            yield conversation_html((*earlier, turn), shown), turns
            time.sleep(REVEAL_SECONDS / sentences)
    complete = (*earlier, turn)
    yield conversation_html(complete), complete
