"""The command `policy-kb account`: who may sign in to the staff pages."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kb.errors import AccountError, UsageError
from kb.office.accounts import ROLES, Accounts
from kb.office.audit import AuditLog
from kb.office.tables import open_office
from kb.settings import load

WHO = "命令行"


def add_parser(commands: Any) -> None:
    text = "工作人员页面的账号：建立、列出、停用、改角色、改密码"
    parser: argparse.ArgumentParser = commands.add_parser("account", help=text, description=text)
    does = parser.add_subparsers(dest="what", required=True, metavar="ACTION")

    def action(name: str, run: Callable[[argparse.Namespace, Accounts, AuditLog], None], text: str) -> Any:
        sub = does.add_parser(name, help=text, description=text)
        sub.add_argument("--home", type=Path, help="知识库目录（默认 POLICY_KB_HOME 或 .policy-kb）")
        sub.add_argument("--json", action="store_true", help="输出 JSON")
        sub.set_defaults(run=_opened, action=run)
        return sub

    roles = f"角色：{'，'.join(f'{key} {name}' for key, name in ROLES.items())}"
    add = action("add", _add, "建立账号")
    add.add_argument("name")
    add.add_argument("--role", choices=tuple(ROLES), default="staff", help=roles)
    action("list", _list, "列出账号")
    action("disable", _disable, "停用账号").add_argument("name")
    action("enable", _enable, "启用账号").add_argument("name")
    role = action("role", _role, "改角色")
    role.add_argument("name")
    role.add_argument("role", choices=tuple(ROLES), help=roles)
    password = action("password", _password, "改密码")
    password.add_argument("name")
    for sub in (add, password):
        sub.add_argument("--password-stdin", action="store_true", help="从标准输入读密码（一行）")


def _opened(args: argparse.Namespace) -> None:
    database = open_office(load(home=args.home).home)
    args.action(args, Accounts(database), AuditLog(database))


def _add(args: argparse.Namespace, accounts: Accounts, log: AuditLog) -> None:
    made = accounts.add(args.name, args.role, _read_password(args))
    log.note(WHO, "新建账号", made.name, ROLES[made.role])
    _show(args, asdict(made), f"已建立账号“{made.name}”（{ROLES[made.role]}）")


def _list(args: argparse.Namespace, accounts: Accounts, log: AuditLog) -> None:
    rows = accounts.all()
    lines = [f"{one.name}  {ROLES[one.role]}  {'可用' if one.enabled else '停用'}  {one.created}" for one in rows]
    _show(args, [asdict(one) for one in rows], "\n".join(lines) or "没有账号")


def _disable(args: argparse.Namespace, accounts: Accounts, log: AuditLog) -> None:
    _enabled(args, accounts, log, False)


def _enable(args: argparse.Namespace, accounts: Accounts, log: AuditLog) -> None:
    _enabled(args, accounts, log, True)


def _enabled(args: argparse.Namespace, accounts: Accounts, log: AuditLog, enabled: bool) -> None:
    accounts.set_enabled(args.name, enabled)
    said = "启用账号" if enabled else "停用账号"
    log.note(WHO, said, args.name)
    _show(args, {"name": args.name, "enabled": enabled}, f"已{said}“{args.name}”")


def _role(args: argparse.Namespace, accounts: Accounts, log: AuditLog) -> None:
    accounts.set_role(args.name, args.role)
    log.note(WHO, "改角色", args.name, args.role)
    _show(args, {"name": args.name, "role": args.role}, f"“{args.name}”的角色已改为{ROLES[args.role]}")


def _password(args: argparse.Namespace, accounts: Accounts, log: AuditLog) -> None:
    if accounts.find(args.name) is None:
        raise AccountError(f"没有名为“{args.name}”的账号")
    accounts.set_password(args.name, _read_password(args))
    log.note(WHO, "改密码", args.name)
    _show(args, {"name": args.name}, f"已改“{args.name}”的密码，它在各处的登录已失效")


def _read_password(args: argparse.Namespace) -> str:
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("没有终端可以输入密码；请用 --password-stdin 从标准输入给出")
    first = getpass.getpass("密码：")
    if getpass.getpass("再输入一次：") != first:
        raise AccountError("两次输入的密码不一致")
    return first


def _show(args: argparse.Namespace, value: Any, text: str) -> None:
    print(json.dumps(value, ensure_ascii=False) if args.json else text)
