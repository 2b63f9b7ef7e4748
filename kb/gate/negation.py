"""Whether 不, 未, 无 were lost or added: what a clause only denies may not be affirmed, nor the other way round."""

from __future__ import annotations

import re

from kb.gate.reading import read

# Bounds are the figures' business; the rest are words of their own that deny nothing.
_NO_DENIAL = re.compile(
    "不得?(?:少于|低于|小于|短于|超过|高于|大于|多于)|不断|不仅|不但|不同|不动产|不足|不良|不懈|不限于|不锈钢|不少|不管|不论|不到|不久|不迟于|不晚于|不早于|"
    "无人|无线|无形|无论|无障碍|无偿|无缝|无锡|无菌|无机|无纸|无害化|无烟|无疑|无限|未来|未成年|非常|非公|非遗|非物质|非营利|非盈利|"
    "非银行|非国有|非税|非标|非金融|非法|没收|除非|是否|能否|可否|应否"
)
_DENIAL = re.compile(
    "(?:不得|不能|不可|不予|不再|不会|不应|不需|不必|不含|不包括|不属于|无需|无须|没有|禁止|严禁|不|未|无|非|没|勿)"
)
_GLUE = re.compile("[得能可予会应需要再宜被经曾必以将对按有纳]*")
_KEY = 2  # characters of what is denied
_REACH = 8  # characters after a denial that it may cover
_STOP = re.compile(r"[,，;；。:：、!?()\n]")


def faults(statement: str, given: str) -> list[str]:
    said, have = read(statement), read(given)
    said_denied, said_affirmed = _split(said)
    have_denied, have_affirmed = _split(have)
    wrong = []
    for denied in said_denied:
        key = _key(denied)
        if key and not any(key in other for other in have_denied):
            wrong.append(f"多了否定：“{key}”在所引条款中没有被否定")
    for denied in have_denied:
        key = _key(denied)
        if len(key) == _KEY and key in said_affirmed and key not in have_affirmed:
            wrong.append(f"少了否定：所引条款否定了“{key}”")
    return list(dict.fromkeys(wrong))


def _key(denied: str) -> str:
    return denied[_GLUE.match(denied).end() :][:_KEY]  # type: ignore[union-attr]  # * matches always


def _split(text: str) -> tuple[list[str], str]:
    """What stands behind each denial, as far as it reaches; and the text without it."""
    text = _NO_DENIAL.sub("|", text)
    denied = []
    rest: list[str] = []
    at = 0
    for match in _DENIAL.finditer(text):
        reach = text[match.end() : match.end() + _REACH]
        stop = _STOP.search(reach) or _DENIAL.search(reach)
        reach = reach[: stop.start()] if stop else reach
        denied.append(reach)
        rest.append(text[at : match.start()])
        at = match.end() + len(reach)
    rest.append(text[at:])
    return denied, "|".join(rest)
