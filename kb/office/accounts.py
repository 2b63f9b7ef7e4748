"""Accounts: who may sign in, and as what."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kb.database import Database
from kb.errors import AccountError
from kb.office.tables import now

Role = Literal["staff", "evaluator", "administrator"]
"""staff: enquiries and documents; evaluator: evaluation; administrator: all of it, accounts and the audit log.
Everyone else is the public and needs no account."""
ROLES: dict[Role, str] = {"staff": "工作人员", "evaluator": "评测人员", "administrator": "管理员"}
SHORTEST, LONGEST = 10, 200  # characters of a password
_NAME = re.compile(r"[\w\u3400-\u9fff][\w.@\u3400-\u9fff-]{0,39}")


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    role: Role
    enabled: bool
    created: str


class Accounts:
    """Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hasher = PasswordHasher()

    def add(self, name: str, role: str, password: str) -> Account:
        """Raises AccountError for a name that is taken or not valid, an unknown role, or a weak password."""
        if not _NAME.fullmatch(name):
            raise AccountError("账号名应为 1 至 40 个汉字、字母、数字或 . @ - _，并以汉字、字母或数字开头")
        account = Account(name, _role(role), True, now())
        hashed = self._hashed(name, password)
        try:
            with self._database.write() as connection:
                connection.execute(
                    "INSERT INTO accounts VALUES (?, ?, ?, 1, ?)", (name, account.role, hashed, account.created)
                )
        except sqlite3.IntegrityError:
            raise AccountError(f"已有名为“{name}”的账号") from None
        return account

    def all(self) -> tuple[Account, ...]:
        with self._database.read() as connection:
            rows = connection.execute("SELECT name, role, enabled, created FROM accounts ORDER BY created, name")
            return tuple(Account(name, role, bool(enabled), created) for name, role, enabled, created in rows)

    def find(self, name: str) -> Account | None:
        return next((account for account in self.all() if account.name == name), None)

    def check(self, name: str, password: str) -> Account | None:
        """The account when the password is right and it may sign in. Takes as long for a name that there is not."""
        with self._database.read() as connection:
            row = connection.execute("SELECT password FROM accounts WHERE name = ?", (name,)).fetchone()
        stored = row[0] if row else _nobody()
        try:
            self._hasher.verify(stored, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return None
        account = self.find(name)
        if row is None or account is None or not account.enabled:
            return None
        if self._hasher.check_needs_rehash(stored):
            self._update(name, "password", self._hasher.hash(password))
        return account

    def set_password(self, name: str, password: str) -> None:
        self._update(name, "password", self._hashed(name, password))
        self._sign_out(name)

    def set_role(self, name: str, role: str) -> None:
        """Raises AccountError also when nobody would be left to administer."""
        self._keep_one_administrator(name, _role(role) == "administrator")
        self._update(name, "role", _role(role))
        self._sign_out(name)

    def set_enabled(self, name: str, enabled: bool) -> None:
        self._keep_one_administrator(name, enabled)
        self._update(name, "enabled", int(enabled))
        self._sign_out(name)

    def _hashed(self, name: str, password: str) -> str:
        if not SHORTEST <= len(password) <= LONGEST:
            raise AccountError(f"密码应有 {SHORTEST} 至 {LONGEST} 个字符")
        if len(set(password)) < 5 or name.lower() in password.lower():
            raise AccountError("密码太简单：字符重复太多，或含有账号名")
        return self._hasher.hash(password)

    def _keep_one_administrator(self, name: str, stays: bool) -> None:
        others = [a for a in self.all() if a.role == "administrator" and a.enabled and a.name != name]
        account = self.find(name)
        if account and account.role == "administrator" and account.enabled and not stays and not others:
            raise AccountError("这是最后一个可用的管理员账号，不能停用或改换角色")

    def _update(self, name: str, column: Literal["password", "role", "enabled"], value: str | int) -> None:
        with self._database.write() as connection:
            done = connection.execute(f"UPDATE accounts SET {column} = ? WHERE name = ?", (value, name)).rowcount
        if not done:
            raise AccountError(f"没有名为“{name}”的账号")

    def _sign_out(self, name: str) -> None:
        with self._database.write() as connection:
            connection.execute("DELETE FROM sessions WHERE name = ?", (name,))


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise AccountError(f"没有“{role}”这种角色；可用的有 {'、'.join(get_args(Role))}")


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password of a form has, to be compared with when there is no such account."""
    return PasswordHasher().hash("\0" * (LONGEST + 2))
