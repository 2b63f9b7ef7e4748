"""Conversation → HTML. Pure; every word that comes from a document or a user goes through `escape`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from kb.feedback import MOST_NOTE, REASONS
from kb.office.enquiries import MOST_CONTACT
from kb.types import Answer, Citation, Hit, Statement
from kb.ui.words import SEARCHING, WRITTEN_BY_MODEL
from kb.wording import CHECKS

COMMITMENTS = {
    "grant": ("给予", "条款写明给予的支持或待遇"),
    "duty": ("要求", "条款写明应当做到或不得做的事"),
    "aim": ("目标", "条款写的是努力方向、鼓励或目标，不等于承诺"),
}
MARK = re.compile(r"\[(\d{1,4})\]")
# A run of marks with the character before it and the stops after it.
MARKS = re.compile(r"(\S?(?:\[\d{1,4}\])+[，。；、：？！）”》]*)")
QUESTION_SHOWN = 300  # characters; a longer question is cut on the page (it was refused by the service)
SNIPPET = 60  # characters of a nearest clause: about two lines on a phone
NEAREST = 3  # nearest clauses offered when nothing was found

ABSTAINED = "文件中没有找到依据"
ASKED_BACK = "请您补充一点"
ASKS_TITLE = "还需要您告诉我"
NEAREST_TITLE = "最接近的条款"
NOTICE_TITLE = "文件没有说明的部分"
RELATED_TITLE = "这些文件中的相关内容"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: an answer, an error line, or neither while it is looked up."""

    question: str
    answer: Answer | None = None
    error: str | None = None
    as_of: date | None = None  # the day it was asked for
    limits: str = ""  # what it was limited to: documents, a day
    waiting: str = SEARCHING  # what is done while it is looked up
    related: tuple[str, ...] = ()  # questions that could follow
    key: str = ""  # under which 有用 and 没用 are kept
    counter: bool = False  # there are staff to leave the question for


def conversation_html(turns: Sequence[Turn], statements: int | None = None) -> str:
    """The whole conversation. `statements` limits the last answer to its first ones while it streams in."""
    last = len(turns) - 1
    busy = bool(turns) and (statements is not None or _unfinished(turns[-1]))
    body = "".join(turn_html(t, statements if i == last else None) for i, t in enumerate(turns))
    return (
        f'<div class="pk-log" role="region" aria-label="问答记录" '
        f'aria-busy="{"true" if busy else "false"}">{body}</div>'
    )


def _unfinished(turn: Turn) -> bool:
    return turn.answer is None and turn.error is None


def turn_html(turn: Turn, statements: int | None = None) -> str:
    if turn.error is not None:
        body = f'<div class="pk-error" data-keep="1"><p>{escape(turn.error)}</p></div>'
    elif turn.answer is None:
        body = f'<p class="pk-searching" data-since="">{escape(turn.waiting)}</p>'
    else:
        body = answer_html(turn.answer, statements, turn)
    limits = f'<p class="pk-limits">{escape(turn.limits)}</p>' if turn.limits else ""
    return (
        f'<article class="pk-turn"><h2 class="pk-question"><span class="pk-sr">问：</span>'
        f"{escape(_shortened(turn.question))}</h2>{limits}{body}</article>"
    )


def _shortened(question: str) -> str:
    question = question.strip()
    if len(question) <= QUESTION_SHOWN:
        return question
    return f"{question[:QUESTION_SHOWN]}…（共 {len(question)} 字）"


def answer_html(answer: Answer, statements: int | None = None, turn: Turn | None = None) -> str:
    """An answer with its sources; only its first `statements` sentences, and no sources, while it streams."""
    after = _actions(answer, turn) + _related_html(turn.related if turn else ())
    if answer.abstained:
        return _abstained_html(answer, _counter_html(turn, answer) + after)
    by_number = {c.n: c for c in answer.citations}
    shown = answer.statements or (Statement(answer.text, tuple(by_number)),)
    text = f'<p class="pk-lead">{escape(answer.lead)}</p>' if answer.lead else ""
    group = None
    for s in shown[:statements]:
        if s.group and s.group != group:
            text += f'<h3 class="pk-group">{escape(s.group)}</h3>'
        group = s.group
        text += f"<p>{_statement_html(s, by_number)}</p>"
    head = f'<div class="pk-statements"><span class="pk-sr">答：</span>{text}</div>'
    if statements is not None:
        return f'<div class="pk-answer">{_reviewed_html(answer)}{head}</div>'
    after = _asks_html(answer) + _sources_html(answer) + after
    head = _reviewed_html(answer) + _reading_html(answer) + head + _writer_html(answer)
    return f'<div class="pk-answer">{head}{_validity_html(answer)}{_notice_html(answer)}{after}</div>'


def _statement_html(statement: Statement, by_number: Mapping[int, Citation]) -> str:
    """Marks such as [1] become buttons where they stand; those the text leaves out follow at its end."""
    cited = {n: by_number[n] for n in statement.citations if n in by_number}
    text = statement.text.strip()
    placed = {int(n) for n in MARK.findall(text)}
    text += "".join(f"[{n}]" for n in cited if n not in placed)
    pieces = [piece for piece in MARKS.split(text) if piece]
    check = ""
    if statement.check:
        check = f'<span class="pk-check" data-check="{statement.check}">{CHECKS[statement.check]}</span> '
    return check + "".join(_piece_html(piece, cited) for piece in pieces) + _commitment_html(statement)


def _commitment_html(statement: Statement) -> str:
    """A quiet word on whether a clause grants something, requires it, or only aims at it."""
    if statement.commitment is None:
        return ""
    name, title = COMMITMENTS[statement.commitment]
    return f' <span class="pk-commitment" data-kind="{statement.commitment}" title="{title}">{name}</span>'


def _piece_html(piece: str, cited: Mapping[int, Citation]) -> str:
    """Plain text, or a run of marks with the characters it must not be parted from by a line break."""
    html: list[str] = []
    at = 0
    for match in MARK.finditer(piece):
        html.append(escape(piece[at : match.start()]))
        n = int(match[1])
        html.append(_chip(cited[n]) if n in cited else escape(match[0]))
        at = match.end()
    html.append(escape(piece[at:]))
    return f'<span class="pk-end">{"".join(html)}</span>' if at else html[0]


def _chip(c: Citation) -> str:
    label = f"依据 {c.n}：《{c.document}》{c.label}，查看原文"
    return (
        f'<button type="button" class="pk-cite" aria-label="{escape(label)}" title="{escape(c.label)}" '
        f"{_opens(c.clause_id, c.quote)}>[{c.n}]</button>"
    )


def _opens(clause_id: str, quote: str = "") -> str:
    """The attributes the page's script looks for on anything that opens a clause."""
    return f'data-clause="{escape(clause_id)}" data-quote="{escape(quote)}"'


def _sources_html(answer: Answer) -> str:
    if not answer.citations:
        return ""
    items = "".join(
        f'<li><button type="button" class="pk-source" {_opens(c.clause_id, c.quote)}>'
        f'<span class="pk-source-n">[{c.n}]</span>'
        f'<span class="pk-source-title">《{escape(c.document)}》{number_html(c.number)}'
        f'<span class="pk-source-label">{escape(c.label)}</span></span>'
        f'{path_html(c.path)}<span class="pk-quote">{escape(c.quote)}</span></button></li>'
        for c in answer.citations
    )
    return f'<section class="pk-sources"><h3>依据</h3><ol>{items}</ol></section>'


def number_html(number: str | None) -> str:
    return f'<span class="pk-source-number">{escape(number)}</span>' if number else ""


def path_html(path: Sequence[str]) -> str:
    """The headings above a clause, outermost first."""
    if not path:
        return ""
    steps = '<span class="pk-sep" aria-hidden="true"> › </span>'.join(escape(p) for p in path)
    return f'<span class="pk-path">{steps}</span>'


def _reading_html(answer: Answer) -> str:
    return f'<p class="pk-reading">{escape(answer.reading)}</p>' if answer.reading else ""


def _writer_html(answer: Answer) -> str:
    """That a language model wrote the answer, or why it did not."""
    said = answer.fallback or (WRITTEN_BY_MODEL.format(answer.model) if answer.model else "")
    return f'<p class="pk-reading" role="note">{escape(said)}</p>' if said else ""


def _validity_html(answer: Answer) -> str:
    return f'<p class="pk-validity" role="note">{escape(answer.validity)}</p>' if answer.validity else ""


def _notice_html(answer: Answer) -> str:
    if not answer.notice:
        return ""
    return f'<div class="pk-notice" role="note"><h3>{NOTICE_TITLE}</h3><p>{escape(answer.notice)}</p></div>'


def _asks_html(answer: Answer) -> str:
    """What the asker is asked to tell, so that more can be said."""
    if not answer.asks:
        return ""
    items = "".join(f"<li>{escape(one)}</li>" for one in answer.asks)
    return f'<div class="pk-notice pk-asks" role="note"><h3>{ASKS_TITLE}</h3><ol>{items}</ol></div>'


def _abstained_html(answer: Answer, after: str) -> str:
    notice = f"<p>{escape(answer.notice)}</p>" if answer.notice and answer.notice != answer.text else ""
    notice += _reading_html(answer)
    items = "".join(f"<li>{_nearest(h)}</li>" for h in answer.retrieved[:NEAREST])
    nearest = f'<section class="pk-nearest"><h3>{NEAREST_TITLE}</h3><ul>{items}</ul></section>' if items else ""
    head = ASKED_BACK if answer.asks else ABSTAINED
    return f'<div class="pk-abstained"><h3>{head}</h3><p>{escape(answer.text)}</p>{notice}{nearest}{after}</div>'


def _nearest(hit: Hit) -> str:
    text = hit.clause.text
    snippet = text if len(text) <= SNIPPET else f"{text[:SNIPPET]}…"
    return (
        f'<button type="button" class="pk-near" {_opens(hit.clause.id)}>'
        f'<span class="pk-source-title">《{escape(hit.document_title)}》{number_html(hit.document_number)}'
        f'<span class="pk-source-label">{escape(hit.clause.label)}</span></span>'
        f'<span class="pk-snippet">{escape(snippet)}</span></button>'
    )


def _actions(answer: Answer, turn: Turn | None) -> str:
    key = turn.key if turn else ""
    day = f' data-as-of="{turn.as_of}"' if turn and turn.as_of else ""
    rate = (
        f'<span class="pk-rating" data-key="{escape(key)}" role="group" aria-label="这条答复">'
        '<button type="button" class="pk-plain" data-rate="1" aria-pressed="false">有用</button>'
        '<button type="button" class="pk-plain" data-rate="0" aria-pressed="false">没用</button></span>'
    )
    return (
        f'<div class="pk-actions"><button type="button" class="pk-plain" '
        f'data-copy="{escape(footnoted(answer))}">复制答复</button>'
        f'<button type="button" class="pk-plain" data-share="{escape(answer.question)}"{day}>复制链接</button>'
        f"{rate if key else ''}</div>{_reasons_html(key) if key else ''}"
    )


def _reasons_html(key: str) -> str:
    """Shown by the page's script after 没用."""
    name = f"why-{escape(key)}"
    reasons = "".join(
        f'<label><input type="radio" name="{name}" value="{escape(r)}">{escape(r)}</label>' for r in REASONS
    )
    return (
        f'<form class="pk-why" data-why="{escape(key)}" hidden><fieldset><legend>哪里不对？</legend>{reasons}</fieldset>'
        f'<label class="pk-why-note">补充说明（选填，请勿填写个人信息）'
        f'<textarea rows="2" maxlength="{MOST_NOTE}"></textarea></label>'
        '<div><button type="submit" class="pk-plain">提交</button></div></form>'
        f'<p class="pk-rated" data-rated="{escape(key)}" role="status"></p>'
    )


def _counter_html(turn: Turn | None, answer: Answer) -> str:
    """Where a question without an answer is left for the staff; not where the asker is only asked for more."""
    if turn is None or not turn.counter or answer.asks:
        return ""
    key = escape(turn.key)
    return (
        f'<form class="pk-leave" data-leave="{key}"><label>转人工答复：联系方式（选填）'
        f'<input type="text" name="contact" maxlength="{MOST_CONTACT}" autocomplete="off"></label>'
        '<button type="submit" class="pk-plain">提交给工作人员</button>'
        f'<p class="pk-left" data-left="{key}" role="status"></p></form>'
    )


def _reviewed_html(answer: Answer) -> str:
    """Says that people approved this answer, and when."""
    if answer.reviewed is None:
        return ""
    on = answer.reviewed
    return f'<p class="pk-reviewed" role="note">人工审核答复 · {on.year}年{on.month}月{on.day}日</p>'


def _related_html(questions: Sequence[str]) -> str:
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" class="pk-follow" data-ask="{escape(q)}">{escape(q)}</button></li>'
        for q in questions
    )
    return f'<section class="pk-related"><h3>{RELATED_TITLE}</h3><ul>{items}</ul></section>'


def footnoted(answer: Answer) -> str:
    """The answer as plain text with its sources as footnotes, for the clipboard."""
    on = answer.reviewed
    parts = [f"（人工审核答复，{on.year}年{on.month}月{on.day}日）"] if on else []
    parts.append(answer.text.strip())
    if answer.validity:
        parts.append(answer.validity)
    if answer.notice and answer.notice != answer.text:
        parts.append(answer.notice.strip())
    if answer.citations:
        notes = [f"[{c.n}] 《{c.document}》{c.number or ''} {c.label}：“{c.quote}”" for c in answer.citations]
        parts.append("依据：\n" + "\n".join(notes))
    return "\n\n".join(parts)
