"""Sentences of the staff pages."""

from __future__ import annotations

from datetime import date, datetime

SIGN_IN = "请先登录。登录可能已过期。"
FORBIDDEN = "您的账号没有这项权限。"
CROSS_SITE = "请求不是从本站页面发出的，没有执行。"
WRONG = "账号或密码不对，或账号已停用。"
TOO_MANY = "失败次数太多，请 15 分钟后再试。"
STALE_FORM = "登录页已过期，请再试一次。"
SIGNED_OUT = "已退出登录。"
FAILED = "系统出错，没有完成。请稍后再试。"
UNKNOWN = "没有这个操作。"


def moment(iso: str) -> str:
    """A moment kept in UTC, as a clock on the wall shows it."""
    try:
        return datetime.fromisoformat(iso.rstrip("+")).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return iso


def day(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""
