"""Accounts and the audit log, for administrators."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from kb.errors import AccountError
from kb.office.accounts import LONGEST, ROLES, SHORTEST, Account
from kb.ui.staff.desk import Desk
from kb.ui.staff.html import button, link, options, submit, table, tag
from kb.ui.staff.section import Done, Fields, number
from kb.ui.staff.words import moment

ENTRIES = 100
_ROLES: dict[str, str] = dict(ROLES.items())


def accounts(desk: Desk, given: Fields) -> str:
    rows = []
    for one in desk.accounts.all():
        switch = (
            button("account.disable", "停用", name=one.name, confirm=f"停用“{one.name}”？")
            if one.enabled
            else button("account.enable", "启用", name=one.name)
        )
        rows.append(
            (
                escape(one.name),
                escape(ROLES[one.role]),
                tag("可用", "on") if one.enabled else tag("停用", "alert"),
                escape(moment(one.created)),
                f"{link('account', '改角色或密码', name=one.name)} {switch}",
            )
        )
    return (
        "<h2>账号</h2>"
        + table(("账号", "角色", "状态", "建立", ""), rows, narrow=(1, 2, 3), empty="没有账号。")
        + '<h3>新建账号</h3><form class="pk-panel" data-act="account.add"><div class="pk-fields">'
        '<label>账号名<input name="name" required maxlength="40" autocomplete="off"></label>'
        f'<label>角色<select name="role">{options(_ROLES, "staff")}</select></label>'
        f'<label>密码<input name="password" type="password" required minlength="{SHORTEST}" maxlength="{LONGEST}" autocomplete="new-password"></label>'
        f'</div><p class="pk-bar">{submit("account.add", "新建", kind="do")}</p></form>'
    )


def account(desk: Desk, given: Fields) -> str:
    one = desk.accounts.find(given.get("name", ""))
    if one is None:
        raise AccountError("没有这个账号")
    name = f'<input type="hidden" name="name" value="{escape(one.name)}">'
    return (
        f'<div data-under="accounts"></div><h2 tabindex="-1">账号 {escape(one.name)}</h2>'
        f'<form class="pk-panel" data-act="account.role">{name}<p class="pk-bar"><label>角色 <select name="role">'
        f"{options(_ROLES, one.role)}</select></label>{submit('account.role', '改角色')}</p></form>"
        f'<form class="pk-panel" data-act="account.password">{name}<p class="pk-bar"><label>新密码 '
        f'<input name="password" type="password" required minlength="{SHORTEST}" maxlength="{LONGEST}" autocomplete="new-password"></label>'
        f"{submit('account.password', '改密码')}</p></form>"
        '<p class="pk-quiet">改角色、改密码或停用后，这个账号在各处的登录立即失效。</p>'
    )


def audit(desk: Desk, given: Fields) -> str:
    text, since, until = given.get("text", "")[:200], given.get("since", "")[:10], given.get("until", "")[:10]
    before = number(given, "before") or None
    entries = desk.audit.search(text, since, until, ENTRIES, before)
    rows = [
        (escape(moment(e.at)), escape(e.who or "—"), escape(e.action), escape(e.subject), escape(e.detail))
        for e in entries
    ]
    asked = {"text": text, "since": since, "until": until}
    asked = {name: value for name, value in asked.items() if value}
    more = link("audit", "更早的记录", **asked, before=entries[-1].id) if len(entries) == ENTRIES else ""
    return (
        '<h2>操作记录</h2><form class="pk-bar" data-go="audit">'
        f'<label>含 <input name="text" type="search" value="{escape(text)}" maxlength="200"></label>'
        f'<label>自 <input name="since" type="date" value="{escape(since)}"></label>'
        f'<label>至 <input name="until" type="date" value="{escape(until)}"></label>'
        '<button type="submit" class="pk-plain">查找</button>'
        f'<a class="pk-plain" href="/desk/audit.csv?{escape(urlencode(asked))}" download>导出 CSV</a></form>'
        + table(("时间", "账号", "操作", "对象", "说明"), rows, narrow=(0, 2), empty="没有这样的记录。")
        + more
    )


def add(desk: Desk, who: Account, given: Fields) -> Done:
    made = desk.accounts.add(given.get("name", "").strip(), given.get("role", ""), given.get("password", ""))
    desk.audit.note(who.name, "新建账号", made.name, ROLES[made.role])
    return Done(f"已新建账号“{made.name}”。")


def set_role(desk: Desk, who: Account, given: Fields) -> Done:
    name, role = given.get("name", ""), given.get("role", "")
    desk.accounts.set_role(name, role)
    desk.audit.note(who.name, "改角色", name, role)
    return Done("已改角色。", "accounts")


def set_password(desk: Desk, who: Account, given: Fields) -> Done:
    name = given.get("name", "")
    desk.accounts.set_password(name, given.get("password", ""))
    desk.audit.note(who.name, "改密码", name)
    return Done("已改密码。", "accounts")


def disable(desk: Desk, who: Account, given: Fields) -> Done:
    return _enabled(desk, who, given, False)


def enable(desk: Desk, who: Account, given: Fields) -> Done:
    return _enabled(desk, who, given, True)


def _enabled(desk: Desk, who: Account, given: Fields, enabled: bool) -> Done:
    name = given.get("name", "")
    desk.accounts.set_enabled(name, enabled)
    desk.audit.note(who.name, "启用账号" if enabled else "停用账号", name)
    return Done("已启用。" if enabled else "已停用。")
