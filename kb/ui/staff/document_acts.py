"""What the staff do with documents."""

from __future__ import annotations

from kb.errors import DeskError
from kb.office.accounts import Account
from kb.ui.staff.desk import Desk
from kb.ui.staff.document import find
from kb.ui.staff.section import Done, Fields
from kb.upkeep import FIELDS


def correct(desk: Desk, who: Account, given: Fields) -> Done:
    one = find(desk, given.get("id", ""))
    changed = desk.base.correct(one.id, {name: given[name] for name in FIELDS if name in given}, who.name)
    if not changed:
        return Done("没有改动。")
    desk.audit.note(who.name, "更正文件信息", f"《{one.title}》", "、".join(changed))
    return Done(f"已更正：{'、'.join(changed)}。")


def retire(desk: Desk, who: Account, given: Fields) -> Done:
    one = find(desk, given.get("id", ""))
    desk.base.retire(one.id, who.name)
    desk.audit.note(who.name, "停用文件", f"《{one.title}》", one.id)
    return Done("已停用，不再用于答复。")


def restore(desk: Desk, who: Account, given: Fields) -> Done:
    one = find(desk, given.get("id", ""))
    desk.base.restore(one.id)
    desk.audit.note(who.name, "恢复文件", f"《{one.title}》", one.id)
    return Done("已恢复使用。")


def delete(desk: Desk, who: Account, given: Fields) -> Done:
    one = find(desk, given.get("id", ""))
    if given.get("title", "").strip() != one.title:
        raise DeskError("标题不一致，没有删除")
    desk.base.remove(one.id)
    desk.audit.note(who.name, "删除文件", f"《{one.title}》", one.id)
    return Done(f"已删除《{one.title}》。", "documents")
