"""One document: its clauses beside its source, its fields with where they were read, its versions."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape
from typing import get_args

from ingest.types import Clause, Document, DocumentKind
from kb.errors import DeskError
from kb.ui.staff.desk import Desk
from kb.ui.staff.html import button, link, options, submit, table, tag, warnings
from kb.ui.staff.section import Fields, number
from kb.ui.staff.words import moment
from kb.upkeep import FIELDS, text_of
from kb.versions import Change

MOST_CLAUSES, MOST_TEXT = 2_000, 300_000  # shown beside each other
KINDS = dict(
    zip(
        get_args(DocumentKind),
        "法律 条例 办法 规定 规划 通知 公告 意见 决定 批复 问答 指南 解读 清单".split(),
        strict=True,
    )
)
CHANGES = {"added": "增加", "removed": "删除", "changed": "修改", "renumbered": "只改编号"}


def find(desk: Desk, document_id: str) -> Document:
    """Raises DeskError."""
    found = next((one for one in desk.base.documents(retired=True) if one.id == document_id), None)
    if found is None:
        raise DeskError("这份文件已不在知识库中")
    return found


def document(desk: Desk, given: Fields) -> str:
    one = find(desk, given.get("id", ""))
    base = desk.base
    clauses = base.clauses(one.id)
    text, warned = base.reading(one.id)
    return (
        f"{_head(desk, one)}{warnings(warned)}"
        f'<h3>条款与原文</h3><p class="pk-note">点左边的条款，右边标出它在原文中的位置。{_cut(clauses, text)}</p>'
        f'<div class="pk-two"><div class="pk-panel pk-sheet-text pk-tree">{_tree(clauses[:MOST_CLAUSES])}</div>'
        f'<div class="pk-panel pk-sheet-text pk-source-text">{_source(clauses, text)}</div></div>'
    )


def _head(desk: Desk, one: Document) -> str:
    out = desk.base.retired().get(one.id)
    state = (
        f'<p class="pk-warn">已停用：{escape(out.by)}，{escape(moment(out.at))}{f"，{escape(out.note)}" if out.note else ""}。'
        "文件保留，但不用于答复。</p>"
        if out
        else ""
    )
    change = (
        button("document.restore", "恢复使用", id=one.id)
        if out
        else button("document.retire", "停用", id=one.id, confirm="停用后文件保留，但不再用于答复。确定？")
    )
    tools = (
        link("fields", "更正信息", id=one.id),
        link("versions", "版本", id=one.id),
        f'<a href="/desk/documents/{escape(one.id)}/original" download>下载原始文件</a>',
        change,
        link("delete", "删除…", id=one.id),
    )
    number_ = f'<p class="pk-note">{escape("，".join(filter(None, (one.number, one.issuer))))}</p>'
    return (
        f'<div data-under="documents"></div><h2 tabindex="-1">《{escape(one.title)}》</h2>{number_}{state}'
        f'<p class="pk-bar">{link("document", "条款与原文", id=one.id)}　{"　".join(tools)}</p>'
    )


def _cut(clauses: Sequence[Clause], text: str) -> str:
    return "文件很长，只列出开头部分。" if len(clauses) > MOST_CLAUSES or len(text) > MOST_TEXT else ""


def _tree(clauses: Sequence[Clause]) -> str:
    return "".join(
        f'<button type="button" data-span="{n}" style="padding-left:{8 + 16 * min(len(c.path), 6)}px">'
        f"<b>{escape(c.label)}</b>{escape(c.text[:160])}{'…' if len(c.text) > 160 else ''}</button>"
        for n, c in enumerate(clauses)
    )


def _source(clauses: Sequence[Clause], text: str) -> str:
    """The source text with a span for each clause, as far as they do not overlap."""
    pieces, at = [], 0
    end = min(len(text), MOST_TEXT)
    for n, clause in sorted(enumerate(clauses[:MOST_CLAUSES]), key=lambda pair: pair[1].span.start):
        start, stop = clause.span.start, min(clause.span.end, end)
        if start < at or stop <= start:
            continue
        pieces.append(f'{escape(text[at:start])}<span id="span-{n}">{escape(text[start:stop])}</span>')
        at = stop
    return "".join(pieces) + escape(text[at:end])


def fields(desk: Desk, given: Fields) -> str:
    """What is known of the document, to be set right, with where each of it was read."""
    one = find(desk, given.get("id", ""))
    read = {p.field: p.where for p in one.provenance}
    fixed = {c.field: c for c in desk.base.corrections(one.id)}
    inputs = ""
    for name, title in FIELDS.items():
        value = escape(text_of(one, name))
        origin = f"出处：{read[name]}" if name in read else ""
        if name in fixed:
            origin += f"；文件所写：{fixed[name].was or '无'}"
        if name == "kind":
            field = f'<select name="kind" data-keep>{options({"": "未定"} | KINDS, text_of(one, name))}</select>'
        else:
            kind = "date" if name.endswith("_date") else "text"
            field = f'<input type="{kind}" name="{name}" value="{value}" maxlength="200" data-keep>'
        inputs += f"<label>{title}{field}<small>{escape(origin)}</small></label>"
    return (
        f'{_head(desk, one)}<h3>更正信息</h3><form class="pk-panel" data-act="document.correct">'
        f'<input type="hidden" name="id" value="{escape(one.id)}"><div class="pk-fields">{inputs}</div>'
        '<p class="pk-quiet">更正另外保存，重新导入或更新版本后仍然有效；改回文件所写的内容即取消更正。</p>'
        f'<p class="pk-bar">{submit("document.correct", "保存更正", kind="do")}</p></form>'
    )


def versions(desk: Desk, given: Fields) -> str:
    one = find(desk, given.get("id", ""))
    rows = [
        (
            f"第 {v.number} 版",
            escape(moment(v.taken_in)),
            escape(moment(v.superseded)) if v.superseded else tag("现行", "on"),
            str(v.clauses),
            (f'<a href="/desk/documents/{escape(one.id)}/original?version={v.number}" download>原始文件</a> ')
            + (link("changes", "与上一版比较", id=one.id, new=v.number) if v.number > 1 else ""),
        )
        for v in reversed(desk.base.versions(one.id))
    ]
    return (
        f"{_head(desk, one)}<h3>版本</h3>"
        + table(("版本", "入库", "被取代", "条款", ""), rows, narrow=(0, 1, 2, 3), empty="没有版本。")
        + '<p class="pk-note">要更新这份文件，请在“文件”页上传标题、文号和发文机关相同的新文件。</p>'
    )


def changes(desk: Desk, given: Fields) -> str:
    """What changed from the version before."""
    one = find(desk, given.get("id", ""))
    found = desk.base.diff(one.id, None, number(given, "new") or None)
    rows = [_change(change) for change in found.changes]
    return (
        f"{_head(desk, one)}<h3>第 {found.old.number} 版 → 第 {found.new.number} 版</h3>"
        f'<p class="pk-note">{len(rows)} 条有变化，其余 {found.same} 条不变。</p>'
        + table(("变化", "条款", "内容"), rows, narrow=(0,), empty="两版条款相同。")
    )


def _change(change: Change) -> tuple[str, str, str]:
    old, new = change.old, change.new
    labels = list(dict.fromkeys(c.label for c in (old, new) if c is not None))
    if old is not None and new is not None:
        text = _marked(old.text, new.text) if change.kind == "changed" else escape(new.text[:200])
    elif new is not None:
        text = f"<ins>{escape(new.text)}</ins>"
    else:
        text = f"<del>{escape(old.text if old else '')}</del>"
    return tag(CHANGES[change.kind], "alert" if change.kind == "removed" else "on"), escape(" → ".join(labels)), text


def _marked(old: str, new: str) -> str:
    """The new text with what it took in and what it left out."""
    pieces = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(escape(new[k:m]))
            continue
        pieces.append(f"<del>{escape(old[i:j])}</del>" if j > i else "")
        pieces.append(f"<ins>{escape(new[k:m])}</ins>" if m > k else "")
    return "".join(pieces)


def delete(desk: Desk, given: Fields) -> str:
    """Asks before a document is taken out: its title must be typed."""
    one = find(desk, given.get("id", ""))
    return (
        f"{_head(desk, one)}<h3>删除</h3>"
        '<div class="pk-warn">删除会去掉这份文件的全部版本、条款和原始文件，引用它的人工答复会停用，不能撤销。'
        "只是不再用于答复的，请改用“停用”。documents 文件夹里的文件，下次启动会重新导入。</div>"
        '<form class="pk-panel" data-act="document.delete">'
        f'<input type="hidden" name="id" value="{escape(one.id)}">'
        f'<label>输入文件标题以确认<br><input name="title" required autocomplete="off" size="50" data-keep></label>'
        f'<p class="pk-bar">{submit("document.delete", "删除", kind="danger")}</p></form>'
    )
