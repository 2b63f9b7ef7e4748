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
    r"中华人民共和国|全国人民代表大会|国务院|中共中央|最高人民|国家[^，]{2,12}(?:局|委员会|总局)"
    r"|[^市县区省州委街镇]{2,12}(?:部|总局|总署)(?:办公厅)?(?:$|[、\s])"
)
_UPPER = r"(?:[\u4e00-\u9fff]{1,6}?(?:省(?!级)|自治区|特别行政区))"
_CITY = (
    r"(?:[\u4e00-\u9fff]{1,8}?(?:自治州|地区(?!生产)|盟|市(?!场|政(?!府|务|协|法)|民(?!政|族|宗)|值|容|级|区|辖|直)))"
)
_COUNTY = r"(?:[\u4e00-\u9fff]{1,8}?(?:自治县|自治旗|县(?!级|域)|新区|区(?![域块别间内属])|旗(?!下)|市(?!场|政(?!府|务|协|法)|民(?!政|族|宗)|值|容|级|区|辖|直)))"
_REGION = re.compile(rf"(?:中共|政协|共青团)?({_UPPER}?{_CITY}?{_COUNTY}?)")
_NO_PLACE = re.compile(
    r"^城市|[全各本我该有]|(?:智慧|新型|中小|文明|卫生|海绵|旅游|示范|重点|中心|创新|园林|低碳|安全|韧性|宜居|生态)城市|试验区|示范区|高新区|开发区|关于|推进|加快|促进|支持|年"
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
    """The place whose office issued the document, else the place the title begins with; 全国 for central offices."""
    for text in (issuer or "", re.sub(r"^[\d〇一二三四五六七八九十]{2,4}年(?:度|[，,])?", "", title).lstrip("《“")):
        if _CENTRAL.match(text):
            return "全国"
        match = _REGION.match(text)
        if match and match[1] and not _NO_PLACE.search(match[1]):
            return match[1]
    return None
