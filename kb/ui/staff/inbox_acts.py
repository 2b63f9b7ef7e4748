"""What the desk does with enquiries and approved answers."""

from __future__ import annotations

from kb.errors import DeskError
from kb.office import drafts
from kb.office.accounts import Account
from kb.office.drafts import MARK, Draft
from kb.office.enquiries import Enquiry, Origin
from kb.ui.staff.desk import Desk
from kb.ui.staff.inbox import found_html
from kb.ui.staff.section import Done, Fields, number


def enter(desk: Desk, who: Account, given: Fields) -> Done:
    return _receive(desk, who, given.get("question", ""), given.get("contact", ""), "desk")


def from_gap(desk: Desk, who: Account, given: Fields) -> Done:
    done = _receive(desk, who, given.get("question", ""), "", "gap")
    desk.unanswered.settle([one for one in given.get("forms", "").split("\n") if one], "转为咨询")
    return done


def _receive(desk: Desk, who: Account, question: str, contact: str, origin: Origin) -> Done:
    made = desk.enquiries.receive(question, contact, origin, who.name)
    desk.audit.note(who.name, "登记咨询", f"咨询 {made}", question)
    return Done("已登记。", f"enquiry?id={made}")


def find(desk: Desk, who: Account, given: Fields) -> Done:
    return Done(html=found_html(desk, given.get("text", "")))


def save(desk: Desk, who: Account, given: Fields) -> Done:
    _save(desk, who, given)
    return Done("已保存。")


def suggest(desk: Desk, who: Account, given: Fields) -> Done:
    """A draft from what the documents say; the clauses nearest to the question where they say nothing."""
    one = _open(desk, given)
    answer = desk.base.ask(one.question)
    ids = [c.clause_id for c in answer.citations] + [hit.clause.id for hit in answer.retrieved]
    draft = drafts.draft_of(answer, desk.base.current_clauses(ids))
    desk.enquiries.change(one.id, given.get("seen", ""), draft=draft, state="drafting", by=who.name)
    desk.audit.note(who.name, "按文件起草", f"咨询 {one.id}")
    return Done("文件没有写明这一问题，右边列出最接近的条款。" if answer.abstained else "已按文件起草，请核对后修改。")


def add(desk: Desk, who: Account, given: Fields) -> Done:
    """Puts a clause beside the draft."""
    draft = _written(desk, given)
    found = desk.base.current_clauses([given.get("clause", "")])
    if not found:
        raise DeskError("这一条款已不在知识库中")
    [clause] = found.values()
    if any(source.clause_id == clause.id for source in draft.sources):
        raise DeskError("这一条款已在依据中")
    _save(desk, who, given, drafts.checked(draft.text, (*draft.sources, drafts.source(clause))))
    return Done(f"已加入，编号 [{len(draft.sources) + 1}]。")


def drop(desk: Desk, who: Account, given: Fields) -> Done:
    """Takes a clause away; the marks in the text follow."""
    draft, gone = _written(desk, given), number(given, "number")
    if not 1 <= gone <= len(draft.sources):
        raise DeskError("没有这个编号的依据")
    text = MARK.sub(lambda m: "" if int(m[1]) == gone else f"[{int(m[1]) - (int(m[1]) > gone)}]", draft.text)
    sources = (*draft.sources[: gone - 1], *draft.sources[gone:])
    _save(desk, who, given, Draft(text, sources))
    return Done(f"已移除 [{gone}]，正文中的编号已随之改动。")


def approve(desk: Desk, who: Account, given: Fields) -> Done:
    """Puts the draft into service. What is written is kept first, so that a refusal loses nothing."""
    one = _save(desk, who, given)
    base = desk.base
    clauses = base.current_clauses([source.clause_id for source in one.draft.sources])
    if wrong := drafts.faults(one.draft, clauses):
        return Done("还不能通过：" + "；".join(wrong) + "。")
    doubts = drafts.doubts(one.draft, clauses, {document.id: document for document in base.documents()})
    if doubts and given.get("sure") != "1":
        return Done("有与所引原文对不上的地方，请核对；确认无误的，勾选后再通过。")
    base.curated.approve(one.question, one.draft, who.name, one.id)
    desk.enquiries.change(one.id, one.changed, state="answered", by=who.name)
    desk.audit.note(who.name, "审核通过", f"咨询 {one.id}", "；".join([one.question[:200], *doubts]))
    return Done("已通过。同样的问题现在会得到这条人工审核答复。")


def close(desk: Desk, who: Account, given: Fields) -> Done:
    one = _save(desk, who, given)
    desk.enquiries.change(one.id, one.changed, state="closed", by=who.name)
    desk.audit.note(who.name, "不予答复", f"咨询 {one.id}", one.question)
    return Done("已标为不予答复。")


def reopen(desk: Desk, who: Account, given: Fields) -> Done:
    one = desk.enquiries.change(number(given), given.get("seen", ""), state="drafting", by=who.name)
    desk.audit.note(who.name, "重新起草", f"咨询 {one.id}", one.question)
    return Done("可以修改了；已发布的答复在新的通过之前不变。")


def retire(desk: Desk, who: Account, given: Fields) -> Done:
    one = desk.base.curated.get(number(given))
    if not desk.base.curated.retire(one.id, f"{who.name} 停用"):
        raise DeskError("这条答复已停用")
    desk.audit.note(who.name, "停用人工答复", f"人工答复 {one.id}", one.question)
    return Done("已停用。")


def settle(desk: Desk, who: Account, given: Fields) -> Done:
    """Takes a question off the list of gaps."""
    desk.unanswered.settle([one for one in given.get("forms", "").split("\n") if one], f"{who.name} 忽略")
    desk.audit.note(who.name, "忽略无依据问题", given.get("question", "")[:200])
    return Done("已从列表中移除。")


def _open(desk: Desk, given: Fields) -> Enquiry:
    one = desk.enquiries.get(number(given))
    if one.state not in ("new", "drafting"):
        raise DeskError("这条咨询已办结；要修改，请先重新起草")
    return one


def _written(desk: Desk, given: Fields) -> Draft:
    return drafts.checked(given.get("text", ""), _open(desk, given).draft.sources)


def _save(desk: Desk, who: Account, given: Fields, draft: Draft | None = None) -> Enquiry:
    one = _open(desk, given)
    draft = draft or _written(desk, given)
    if draft == one.draft and given.get("seen") == one.changed and one.state == "drafting":
        return one
    desk.audit.note(who.name, "保存草稿", f"咨询 {one.id}")
    return desk.enquiries.change(one.id, given.get("seen", ""), draft=draft, state="drafting", by=who.name)
