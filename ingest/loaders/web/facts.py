"""What a page says about its document outside the text: meta tags, the line under the title, the table of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import html

from ingest.loaders.web.lines import Line, Table, read_lines
from ingest.types import Fact, FactName

# The meta tags that all Chinese government sites are told to have, and what they name.
_META: dict[str, FactName] = {
    "articletitle": "title",
    "pubdate": "publish_date",
    "contentsource": "issuer",
    "columnname": "category",
}
_LABELS: tuple[tuple[FactName, str], ...] = (
    ("number", r"文\s*号|发文字号|文件编号|发文文号|公文编号"),
    ("issuer", r"发布机构|发文机关|发布机关|制发机关|发文单位|公开机构|发布单位|信息来源|文章来源|来\s*源"),
    ("issue_date", r"成文日期|成文时间|发文日期|生成日期|印发日期|签发日期|制发日期"),
    ("publish_date", r"发布日期|发布时间|公开日期|公布日期|发表时间|更新时间|日\s*期|时\s*间"),
    ("effective_date", r"实施日期|生效日期|施行日期|生效时间|实施时间"),
    ("expiry_date", r"失效日期|废止日期|失效时间|废止时间|有效期至"),
    ("status", r"文件状态|有效性|时效性|效力状态|是否有效"),
    ("category", r"主题分类|信息分类|分\s*类|主题词|体裁分类"),
    ("title", r"名\s*称|标\s*题|文件名称|信息名称"),
)
# Other labels of the same places: they end the value before them and are no fact.
_OTHER = (
    r"统一编号|索引号|主题词|关键词|浏览次数|浏览量|阅读次数|访问量|点击(?:数|率|次数)?|字\s*(?:体|号)(?:大小)?|浏览字号|作者|责任编辑|编辑|审核|撰稿|"
    r"打印|分享(?:到|至)?|收藏|文字大小|视力保护色|保护视力色|公开方式|公开范围|公开形式|语种|载体类型|内容概述|附件下载|组配分类|服务对象|备注"
)
_ANY = "|".join([pattern for _, pattern in _LABELS] + [_OTHER])
_LABELLED = re.compile(
    rf"[【\[（(]?\s*(?P<label>{_ANY})\s*[】\]）)]?\s*[:：]\s*(?P<value>.*?)(?=[【\[（(|丨\s]*(?:{_ANY})\s*[】\]）)]?\s*[:：]|$)"
)
# Labels that a text may have as well as a page.
_OF_TEXT = re.compile(
    r"时\s*间|日\s*期|名\s*称|分\s*类|标\s*题|作者|编辑|审核|备注|服务对象|公开方式|公开范围|公开形式|有效期至|文\s*号"
)
_BARE_LABEL = re.compile(rf"(?:{_ANY})\s*[:：]?")
_EMPTY = re.compile(r"[-—/\s　无暂\[\]【】()（）|]*")
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|jpe?g|png|tiff?)(?:$|[?#])", re.I)
_DATE = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_MOST_VALUE = 200


def meta_facts(root: html.HtmlElement) -> Iterator[Fact]:
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if key in _META and value and len(value) <= _MOST_VALUE:
            yield Fact(_META[key], value, f"meta {key}")


def labelled_facts(found: Iterable[Line | Table]) -> Iterator[Fact]:
    """Facts of lines such as 发布时间：2030-01-02 来源：示例局, and of tables of labels and values."""
    for piece in found:
        if isinstance(piece, Line):
            yield from _line_facts(piece.text)
        else:
            yield from _table_facts(piece.grid.written)


def _table_facts(rows: Iterable[tuple[str, ...]]) -> Iterator[Fact]:
    """Labels and the cells after them; a table with one such label only is about something else."""
    pairs = [
        (label, value)
        for row in rows
        for label, value in zip(row, row[1:], strict=False)
        if _BARE_LABEL.fullmatch(label) and not _BARE_LABEL.fullmatch(value)
    ]
    if len(pairs) > 2:
        for label, value in pairs:
            yield from _fact(label, value, "page table")
    for row in rows:
        for cell in row:
            yield from _line_facts(cell)


def is_info_line(text: str) -> bool:
    """Nothing but labels of the page and their values: 来源：… 浏览次数：… 【字体：大 中 小】 打印."""
    if len(text) > _MOST_VALUE or "。" in text:
        return False
    rest = _LABELLED.sub("", text)
    if rest == text:
        return False
    labels = [match["label"] for match in _LABELLED.finditer(text)]
    alone = len(labels) == 1 and _OF_TEXT.fullmatch(labels[0])
    return not alone and not re.sub(r"[\W_]|[大中小TtAa]|打印|分享|关闭|收藏|默认|超大", "", rest)


def attachments(links: Iterable[tuple[str, str]]) -> Iterator[Fact]:
    """Links to files. The value is the name shown, the origin the address."""
    seen = set()
    for words, address in links:
        name = " ".join(words.split()) or address.rsplit("/", 1)[-1]
        if (_FILE.search(address) or _FILE.search(words)) and (name, address) not in seen and len(name) <= _MOST_VALUE:
            seen.add((name, address))
            yield Fact("attachment", name, f"link {address[:500]}")


def is_file_link(words: str, address: str) -> bool:
    return bool(_FILE.search(address) or _FILE.search(words))


def outside_facts(body: html.HtmlElement) -> Iterator[Fact]:
    yield from labelled_facts(read_lines(body))


def _line_facts(text: str) -> Iterator[Fact]:
    if len(text) > 3 * _MOST_VALUE:
        return
    for match in _LABELLED.finditer(text):
        yield from _fact(match["label"], match["value"], "page line")


def _fact(label: str, value: str, origin: str) -> Iterator[Fact]:
    value = " ".join(value.split()).strip("|丨[]【】 ")
    if not value or len(value) > _MOST_VALUE or _EMPTY.fullmatch(value):
        return
    bare = re.sub(r"[\s:：]", "", label)
    name = next((name for name, pattern in _LABELS if re.fullmatch(pattern.replace(r"\s*", ""), bare)), None)
    if name is None:
        return
    if name.endswith("_date"):
        day = _DATE.search(value)
        if not day:
            return
        value = day[0]
    yield Fact(name, value, f"{origin} {bare}")
