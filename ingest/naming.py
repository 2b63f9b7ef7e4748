"""When two names mean the same document: 刑法 and 《中华人民共和国刑法》, a notice and what it hands over."""

from __future__ import annotations

import re

from ingest.titles import bare

_STATE = "中华人民共和国"
_HANDED = re.compile(
    r"关于(?:重新|修订|公开)?(?:印发|发布|公布|颁布|下发|转发)(?:实施|施行)?(?:修订后的)?[《〈]?(.+?)[》〉]?的?(?:通知|公告|决定|令)$"
)
_STATUS_NOTE = re.compile(
    r"[（(](?:(?:19|20)\d{2}年?)?(?:修订|修正|修改|废止|已废止|失效|现行有效)[^（()）]{0,6}[）)]$"
)


def names_of(title: str) -> tuple[str, ...]:
    """The forms under which a title may be quoted, in the form to compare; the fullest first."""
    plain = _STATUS_NOTE.sub("", title.strip())
    names = [bare(plain)]
    if handed := _HANDED.search(plain):
        names.append(bare(handed[1]))
    names += [name.removeprefix(_STATE) for name in names if name.startswith(_STATE)]
    return tuple(dict.fromkeys(name for name in names if name))


def plain_number(number: str) -> str:
    """A document number as it is compared: one form of brackets, no spaces, no 第."""
    unified = re.sub(r"[〔\[（(【﹝]", "〔", re.sub(r"[〕\]）)】﹞]", "〕", number))
    return re.sub(r"\s|(?<=〕)第", "", unified)
