"""The staff pages are shut to whoever is not signed in; accounts and sessions hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ui_http import fetch

from kb.office.accounts import Accounts
from kb.office.sessions import Attempts, Sessions
from kb.office.tables import open_office

PATHS = (
    "desk/ desk/config desk/gradio_api/info desk/gradio_api/queue/join desk/gradio_api/queue/data desk/gradio_api/upload "
    "desk/gradio_api/call/approve desk/gradio_api/run/approve desk/gradio_api/file=kb.sqlite desk/gradio_api/startup-events"
).split()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", [None, b"{}"])
def test_nothing_of_the_desk_is_open_to_the_public(plan_url: str, path: str, body: bytes | None) -> None:
    status, text, _ = fetch(f"{plan_url}{path}", body)
    assert status == 401
    assert "gradio_config" not in text


def test_a_password_is_needed_and_not_kept(tmp_path: Path) -> None:
    accounts = Accounts(open_office(tmp_path))
    accounts.add("示例员", "staff", "示例口令-2026-长")
    assert accounts.check("示例员", "示例口令-2026-短") is None
    found = accounts.check("示例员", "示例口令-2026-长")
    assert found is not None
    assert found.role == "staff"
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("office.sqlite*"))
    assert "示例口令".encode() not in kept


def test_a_session_ends_and_a_disabled_account_has_none(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    accounts, sessions = Accounts(office), Sessions(office)
    accounts.add("示例员", "staff", "示例口令-2026-长")
    first, second = sessions.begin("示例员"), sessions.begin("示例员")
    assert sessions.find(first) is not None
    assert sessions.find("x" + first[1:]) is None
    sessions.end(first)
    assert sessions.find(first) is None
    accounts.set_enabled("示例员", False)
    assert sessions.find(second) is None


def test_attempts_are_limited(tmp_path: Path) -> None:
    attempts = Attempts(open_office(tmp_path))
    tries = 0
    while attempts.allowed("示例员", "192.0.2.1") and tries < 100:
        attempts.failed("示例员", "192.0.2.1")
        tries += 1
    assert 1 <= tries < 50
    assert not attempts.allowed("示例员", "192.0.2.1")
