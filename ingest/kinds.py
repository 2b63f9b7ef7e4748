"""Kind and region of a document, as its title and issuer name them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.types import Clause, DocumentKind

_TAIL = re.compile(r"(?:[（(][^（()）]{1,20}[）)]|[》”\s])+$")
# 《某办法》解读 is no 办法, 某问答（第二期） is a 问答.
_ANYWHERE: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    ("interpretation", re.compile("解读|图解|释义")),
    ("faq", re.compile("问答|问题解答|常见问题|百问|答疑|问题及解答|热点问题")),
)
_ENDS_OF: dict[DocumentKind, str] = {
    "guide": "指南|指引|流程|须知|手册|详解|攻略|一图读懂|操作说明|简介",
    "notice": "通知",
    "announcement": "公告|通告|公示|公开信|倡议书",
    "decision": "决定|决议|命令|令",
    "reply": "批复|函",
    "opinion": "意见",
    "regulation": "条例",
    "measures": "办法|措施|政策",
    "rules": "规定|细则|规则|规程|准则|章程|制度|司法解释",
    "plan": "规划|计划|方案|纲要|预案|要点",
    "list": "清单|目录|名录|标准|名单",
    "law": "法|法典|宪法",
}
_ENDINGS = tuple((kind, re.compile(f"(?:{endings})$")) for kind, endings in _ENDS_OF.items())
_FAQ_SHARE = 0.5
_FAQ_QUESTIONS = 3
_CENTRAL = re.compile(
    r"(?:中华人民共和国|全国人民代表大会|国务院|中共中央|最高人民|国家[^，]{2,12}?(?:总局|委员会|局)"
    r"|[^市县区省州委街镇致转]{2,12}?(?:部|总局|总署)(?=办公厅|$|[、\s]))"
)
_PROVINCES = "某|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
_REGIONS = "内蒙古|广西(?:壮族)?|西藏|宁夏(?:回族)?|新疆(?:维吾尔)?"
_NAME = r"[^\W\da-zA-Z_省市县区的在是了和与及或向到致对把等至从为将]"  # a character of the name of a place
_UPPER = rf"(?:(?:{_PROVINCES})省|(?:{_REGIONS})自治区|(?:香港|澳门)特别行政区)"
_CITY = rf"(?:{_NAME}{{2,12}}?(?:自治州|地区(?!生产)|盟)|(?:某|{_NAME}{{2,5}}?)市(?!场|值|容|级|区|辖|直))"
_COUNTY = (
    rf"(?:{_NAME}{{2,10}}?(?:自治县|自治旗)|{_NAME}{{1,4}}?(?:县(?!级|域)|新区|旗|市(?!场|值|容|级|区|辖|直))"
    rf"|{_NAME}{{0,3}}?[^\W\d社地园校片灾景辖特学小院病战疫示验发开一二三四五六七八九十两各城市县](?<!高新)区(?![域块别间内属])"
    rf"|{_NAME}{{0,3}}?[东西南北中宛卧鲤郊都双老新蓬禹莱芙涵]城区)"
)
_REGION = re.compile(rf"(?:中共|政协|共青团)?({_UPPER}?{_CITY}?{_COUNTY}?)")
_NO_PLACE = re.compile(
    r"^城市|[全各本我该有]|(?:^|[省区])[^省区]{2,}城市$|试验|示范|开发|关于|推进|加快|促进|支持|年|调研|检查|转发|印发|上线|再次"
)


def kind_of(title: str, clauses: Sequence[Clause] = ()) -> DocumentKind | None:
    """Kind named by the end of the title; a page whose parts are mostly questions is a FAQ."""
    words = _TAIL.sub("", title)
    for kind, pattern in _ANYWHERE if not re.search(r"通知$|公告$", words) else ():
        if pattern.search(words):
            return kind
    for kind, pattern in _ENDINGS:
        if pattern.search(words):
            return kind
    headings = [clause.heading for clause in clauses if clause.kind == "heading" and clause.heading and not clause.path]
    questions = sum(heading.endswith(("？", "?")) for heading in headings)
    return "faq" if questions >= max(_FAQ_QUESTIONS, len(headings) * _FAQ_SHARE) else None


def region_of(issuer: str | None, title: str) -> str | None:
    """The place whose office issued the document, else the place the title begins with; 全国 for central offices.

    A title that names no kind of document, as that of a report in the news, names no region either.
    """
    subject = (
        re.sub(r"^[\d〇一二三四五六七八九十]{2,4}年(?:度|[，,])?", "", title).lstrip("《“") if kind_of(title) else ""
    )
    for text in (issuer or "", subject):
        central = _CENTRAL.match(text)
        # The office of a central body in some place: 国家税务总局某市税务局.
        place = _place(text[central.end() :] if central else text)
        if place or central:
            return place or "全国"
    return None


def _place(text: str) -> str | None:
    match = _REGION.match(text)
    return match[1] if match and match[1] and not _NO_PLACE.search(match[1]) else None
