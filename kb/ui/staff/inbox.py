"""The inbox: enquiries, and one of them with its draft and the clauses beside it."""

from __future__ import annotations

from html import escape

from kb.office import drafts
from kb.office.curated import Curated
from kb.office.drafts import Source
from kb.office.enquiries import MOST_CONTACT, MOST_QUESTION, ORIGINS, STATES, Enquiry
from kb.ui.staff.desk import Desk
from kb.ui.staff.html import button, link, options, shortened, submit, table, tag, warnings
from kb.ui.staff.section import Fields, number
from kb.ui.staff.words import moment

FORM = "draft-form"


def inbox(desk: Desk, given: Fields) -> str:
    state, text = given.get("state", ""), given.get("text", "")
    counts = desk.enquiries.counts()
    choices = {"": "全部"} | {key: f"{name}（{counts[key]}）" for key, name in STATES.items()}
    rows = [
        (
            str(one.id),
            link("enquiry", " ".join(one.question.split())[:80] or "（空）", id=one.id),
            tag(STATES[one.state], one.state),
            escape(ORIGINS[one.origin]),
            escape(moment(one.at)),
            escape(one.by),
        )
        for one in desk.enquiries.list(state if state in STATES else "", text)
    ]
    return (
        "<h2>咨询</h2>"
        f'<form class="pk-bar" data-go="inbox"><label>状态 <select name="state" data-auto>{options(choices, state)}</select></label>'
        f'<label>问题含 <input name="text" type="search" value="{escape(text)}" maxlength="100"></label>'
        '<button type="submit" class="pk-plain">查找</button></form>'
        + table(
            ("编号", "问题", "状态", "来源", "收到", "经办"),
            rows,
            narrow=(0, 2, 3, 4),
            empty="没有这样的咨询。网页上没有得到答复的人可以在问答页提交咨询，也可以在下面登记。",
        )
        + '<h3>登记一条咨询</h3><form class="pk-panel" data-act="enquiry.enter">'
        f'<label>问题<textarea name="question" rows="3" maxlength="{MOST_QUESTION}" required data-keep></textarea></label>'
        f'<p class="pk-bar"><label>联系方式（选填）<input name="contact" maxlength="{MOST_CONTACT}" data-keep></label>'
        '<button type="submit" class="pk-do">登记</button></p></form>'
    )


def enquiry(desk: Desk, given: Fields) -> str:
    one = desk.enquiries.get(number(given))
    asked = (
        f'<div data-under="inbox"></div><h2 tabindex="-1">咨询 {one.id}</h2>'
        f'<p class="pk-note">{tag(STATES[one.state], one.state)} {escape(ORIGINS[one.origin])}，{escape(moment(one.at))}收到'
        f"{f'，联系方式：{escape(one.contact)}' if one.contact else ''}"
        f"{f'，经办：{escape(one.by)}' if one.by else ''}</p>"
        f'<p class="pk-asked">{escape(one.question)}</p>'
    )
    if one.state in ("answered", "closed"):
        return asked + _ended(desk, one)
    return asked + _editor(desk, one)


def _ended(desk: Desk, one: Enquiry) -> str:
    again = button("enquiry.reopen", "重新起草", id=one.id, seen=one.changed)
    found = desk.base.curated.of_enquiry(one.id)
    if one.state == "closed" or found is None:
        return f'<p class="pk-bar">{again}</p>'
    return reply(desk, found) + (
        f'<p class="pk-bar"><a class="pk-plain" href="/desk/replies/{one.id}.docx" download>导出 DOCX</a>'
        f'<a class="pk-plain" href="/desk/replies/{one.id}.pdf" download>导出 PDF</a>{again}</p>'
    )


def reply(desk: Desk, one: Curated) -> str:
    """An approved answer as it is served."""
    state = (
        tag("已停用", "alert") + f' <span class="pk-quiet">{escape(moment(one.retired))} {escape(one.note)}</span>'
        if one.retired
        else tag("使用中", "on")
    )
    body = "".join(f"<p>{escape(line)}</p>" for line in drafts.paragraphs(one.draft.text))
    sources = "".join(_basis(desk, n, source) for n, source in enumerate(one.draft.sources, 1))
    return (
        f'<section class="pk-panel pk-reply"><p class="pk-note">{state} {escape(one.by)} 于 {escape(moment(one.approved))} 审核</p>'
        f"{body}</section><h3>依据</h3>{sources}"
    )


def _editor(desk: Desk, one: Enquiry) -> str:
    base = desk.base
    clauses = base.current_clauses([source.clause_id for source in one.draft.sources])
    documents = {document.id: document for document in base.documents()}
    doubts = drafts.doubts(one.draft, clauses, documents) if one.draft.text else []
    changed = drafts.changed(one.draft.sources, clauses)
    basis = "".join(
        _basis(
            desk,
            n,
            source,
            changed=n in changed,
            tool=submit("draft.drop", "移除", form=FORM, number=n),
        )
        for n, source in enumerate(one.draft.sources, 1)
    )
    text = escape(one.draft.text)
    sure = (
        '<p class="pk-bar"><label><input type="checkbox" name="sure" value="1"> 上列各处我已逐句核对原文，确认无误</label></p>'
        if doubts
        else ""
    )
    return (
        f'<div class="pk-two"><form id="{FORM}" class="pk-panel" data-act="draft.save">'
        f'<input type="hidden" name="id" value="{one.id}"><input type="hidden" name="seen" value="{escape(one.changed)}">'
        f'<h3><label for="draft-text">答复</label></h3><textarea id="draft-text" name="text" rows="14" maxlength="{drafts.MOST_TEXT}" data-keep>{text}</textarea>'
        '<p class="pk-quiet">每段一句结论，句末写依据的编号，如 [1]；编号对应右边的条款。</p>'
        f"{warnings(doubts)}{sure}"
        f'<p class="pk-bar">{submit("draft.save", "保存")}'
        f"{submit('draft.suggest', '按文件起草', confirm='起草会替换现有内容，确定？' if one.draft.text else '')}"
        f"{submit('draft.approve', '审核通过', kind='do', confirm='通过后，同样的问题会直接得到这条答复。确定？')}"
        f"{submit('enquiry.close', '不予答复', kind='danger', confirm='确定不予答复？')}</p></form>"
        f"<div><h3>依据</h3>{basis or '<p class=pk-quiet>还没有依据。按文件起草，或在下面查找条款加入。</p>'}"
        '<form class="pk-bar" data-act="clauses.find" data-into="clauses-found">'
        f'<label>查找条款 <input name="text" type="search" required maxlength="200" value="{escape(one.question[:100])}"></label>'
        '<button type="submit" class="pk-plain">查找</button></form><div id="clauses-found"></div></div></div>'
    )


def found_html(desk: Desk, text: str) -> str:
    """Clauses to choose from."""
    hits = desk.base.search(text[:200], 8)
    return (
        "".join(
            f'<div class="pk-basis"><div class="pk-basis-head"><span>《{escape(hit.document_title)}》{escape(hit.clause.label)}</span>'
            f"{submit('draft.add', '加入', form=FORM, clause=hit.clause.id)}</div>"
            f'<div class="pk-basis-text">{escape(hit.clause.text)}</div></div>'
            for hit in hits
        )
        or '<p class="pk-quiet">没有找到条款。</p>'
    )


def _basis(desk: Desk, n: int, source: Source, *, changed: bool = False, tool: str = "") -> str:
    clause = desk.base.clause(source.clause_id)
    titles = {document.id: document.title for document in desk.base.documents(retired=True)}
    title = titles.get(clause.document_id, "已删除的文件") if clause else "已删除的文件"
    label = clause.label if clause else ""
    text = clause.text if clause else source.quote
    before, quote, after = text.partition(source.quote)
    shown = f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}" if source.quote != text else escape(text)
    note = f" {tag('已改动或撤下', 'alert')}" if changed else ""
    return (
        f'<div class="pk-basis"{" data-changed" if changed else ""}><div class="pk-basis-head"><b>[{n}]</b>'
        f"<span>《{shortened(title)}》{escape(label)}{note}</span>{tool}</div>"
        f'<div class="pk-basis-text">{shown}</div></div>'
    )
