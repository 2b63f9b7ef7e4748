"""What stands around the body of a document: title, number, recipients, covering letter, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest import metadata
from ingest.blocks import Block
from ingest.headings import looks_like_title
from ingest.markers import Style
from ingest.naming import names_of
from ingest.titles import MAX_TITLE_LINES, bare, join_title, offices, title_lines
from ingest.types import Passage, Provenance, Span

_RECIPIENTS = re.compile(r"[^。；]{2,150}[：:]")
_ADDRESSEE = re.compile(r"各|单位|部门|政府|委员会|局|企业|公司|学校|街道|同志")
_HANDS_OVER = re.compile(r"印发|转发|下发|发布|公布|颁布")
_PUBLICITY = re.compile(
    r"[（(].{0,8}(?:此件|公开).{0,12}[）)]|[（(]联系[^（()）]{1,60}[）)]|(?:信息)?公开(?:方式|选项|属性|形式)[：:].{2,20}"
)
_IMPRINT = re.compile(r"抄送[：:].+|校对[：:].+|共印.{1,10}份")
_PRINTED = re.compile(rf"(?P<office>.{{2,60}}?)?\s*(?P<day>{metadata.DAY})\s*印发?")
_LETTERHEAD = re.compile(r".{2,40}文件|[-—_=*★☆\s]{3,}")  # 某市人民政府文件, and the line below it
_NAMED = re.compile(r"《(.+?)》(?!》)")
_ANNEX_LIST = re.compile(r"附\s*件\s*\d{0,2}\s*[：:].*")
_ANNEX_LIST_LINES = 20
_ANNEX_NAME_CHARS = 80
_LETTER_BLOCKS = 12  # a covering letter is a page at most: recipients, two or three paragraphs, signature
_LETTER_CHARS = 1500


@dataclass(frozen=True, slots=True)
class Notice:
    """Blocks of the frame that can be cited: the covering letter, the note under a title, the signature."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class Frame:
    """What was found around the body; filled while reading from top to bottom."""

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    issue_date: date | None = None
    printed: date | None = None  # day of printing, in the last line of the page (版记)
    published: date | None = None  # day a statute was made public
    recipients: str | None = None
    read: dict[str, Provenance] = field(default_factory=dict)  # where each of these was read
    notices: list[Notice] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)

    def note(self, name: str, where: str, blocks: Sequence[Block]) -> None:
        """Remember the place where the field `name` was read."""
        self.read[name] = Provenance(name, where, Span(blocks[0].span.start, blocks[-1].span.end))


def read_frame(blocks: list[Block], page_title: str | None = None) -> Frame:
    """Take the frame off the blocks; what remains is `body`. `page_title` is the title a page gives beside the text."""
    frame = Frame()
    rest = _read_head(frame, _read_imprint(frame, blocks), page_title)
    after_letter = _read_letter(frame, rest)
    rest = _read_attached_title(frame, after_letter) if after_letter is not None else _read_recipients(frame, rest)
    frame.body = _read_signature(frame, rest)
    if frame.title and not frame.issuer:
        frame.issuer = metadata.issuer_of_title(frame.title)
        if frame.issuer and "title" in frame.read:
            frame.read["issuer"] = replace(frame.read["title"], field="issuer")
    return frame


def _read_head(frame: Frame, blocks: list[Block], page_title: str | None) -> list[Block]:
    """Title, document number and notes, in whatever order; a web page may give the title twice."""
    notes: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if metadata.is_number_line(block.text):
            frame.number = metadata.find_number(block.text) or block.text
            frame.note("number", "发文字号", [block])
            frame.passages.append(Passage("document number", block.span))
        elif metadata.is_adoption_note(block.text):
            notes.append(block)
        elif _LETTERHEAD.fullmatch(block.text):
            frame.passages.append(Passage("letterhead", block.span))
        elif frame.title is None and (count := title_lines(blocks[index:], page_title)):
            lines = blocks[index : index + count]
            frame.title = join_title(lines)
            frame.note("title", "标题", lines)
            frame.passages += [Passage("title", line.span) for line in lines]
            index += count - 1
        elif frame.title and looks_like_title(block) and bare(block.text) in bare(frame.title):
            frame.passages.append(Passage("title", block.span))
        else:
            break
        index += 1
    if notes:
        frame.notices.append(Notice("题注", tuple(notes)))
        frame.issuer, frame.issue_date = metadata.adoption([block.text for block in notes])
        frame.published = metadata.publication([block.text for block in notes])
        for name in ("issuer", "issue_date", "publish_date"):
            frame.note(name, "题注", notes)
    return blocks[index:]


def _read_imprint(frame: Frame, blocks: list[Block]) -> list[Block]:
    """Take the imprint off the end (GB/T 9704, 版记): copies to, printed by, on which day."""
    start = len(blocks)
    while start > 1:
        text = blocks[start - 1].text
        printed = _PRINTED.fullmatch(text)
        if printed:
            frame.printed = metadata.find_date(printed["day"])
            frame.note("publish_date", "版记", [blocks[start - 1]])
        office_of_printing = start < len(blocks) and _PRINTED.fullmatch(blocks[start].text) and metadata.is_organ(text)
        if not (printed or office_of_printing or _IMPRINT.fullmatch(text) or _PUBLICITY.fullmatch(text)):
            break
        start -= 1
    if frame.printed is None:
        return blocks
    frame.notices.append(Notice("版记", tuple(blocks[start:])))
    return blocks[:start]


def _is_recipients(block: Block) -> bool:
    named = _RECIPIENTS.fullmatch(block.text) and _ADDRESSEE.search(block.text)
    return named is not None and block.marker() is None and block.table is None


def _read_letter(frame: Frame, blocks: list[Block]) -> list[Block] | None:
    """Blocks after the covering letter, or None when the document has no such letter."""
    if not blocks or not _is_recipients(blocks[0]):
        return None
    end = next((i for i, b in enumerate(blocks[:_LETTER_BLOCKS]) if _signed(b)), None)
    if end is None or end + 1 >= len(blocks):
        return None
    while end + 1 < len(blocks) and _PUBLICITY.fullmatch(blocks[end + 1].text):
        end += 1
    letter = blocks[: end + 1]
    text = "\n".join(block.text for block in letter)
    if len(text) > _LETTER_CHARS or not _HANDS_OVER.search(text) or not blocks[end + 1 :]:
        return None
    frame.recipients = letter[0].text.rstrip("：:")
    frame.note("recipients", "主送机关", letter[:1])
    frame.notices.append(Notice("印发通知", tuple(letter)))
    _sign(frame, letter)
    return blocks[end + 1 :]


def _read_attached_title(frame: Frame, blocks: list[Block]) -> list[Block]:
    """The title of the document handed over; it names the document better than the letter's own does."""
    letter = frame.notices[-1].blocks
    named = {name for block in letter for title in _NAMED.findall(block.text) for name in names_of(title)}
    if frame.title:
        named |= set(names_of(frame.title))
    if blocks and (marker := blocks[0].marker()) and marker.style is Style.ANNEX:
        frame.passages.append(Passage("annex mark", blocks[0].span))
        blocks = blocks[1:]
    for count in range(1, min(MAX_TITLE_LINES, len(blocks) - 1) + 1):
        lines = blocks[:count]
        title = join_title(lines)
        if bare(title) in named or (count == 1 and not named and looks_like_title(lines[0])):
            frame.title = title
            frame.note("title", "标题", lines)
            frame.passages += [Passage("title", block.span) for block in lines]
            return blocks[count:]
    return blocks


def _read_recipients(frame: Frame, blocks: list[Block]) -> list[Block]:
    if len(blocks) < 2 or not _is_recipients(blocks[0]):
        return blocks
    frame.recipients = blocks[0].text.rstrip("：:")
    frame.note("recipients", "主送机关", blocks[:1])
    frame.notices.append(Notice("主送机关", (blocks[0],)))
    return blocks[1:]


def _read_signature(frame: Frame, blocks: list[Block]) -> list[Block]:
    """Take issuer and date off the end of the main part, which is before the first annex, and the list of annexes."""
    end = next((i for i, b in enumerate(blocks) if _opens_annex(blocks, i)), len(blocks))
    start = end
    while start and _PUBLICITY.fullmatch(blocks[start - 1].text):
        start -= 1
    if start and _signed(blocks[start - 1]):
        start -= 1
        while start and not blocks[start - 1].table and metadata.is_organ(blocks[start - 1].text):
            start -= 1
        if start == 0:
            return blocks
        frame.notices.append(Notice("落款", tuple(blocks[start:end])))
        _sign(frame, blocks[start:end])
    else:
        start = end
    return _read_annex_list(frame, blocks[:start]) + blocks[end:]


def _opens_annex(blocks: list[Block], index: int) -> bool:
    marker = blocks[index].marker()
    return bool(marker and marker.style is Style.ANNEX) and not _annex_list_end(blocks, index)


def _annex_list_end(blocks: list[Block], start: int) -> int:
    """Where the list of annexes (附件：1.…) that begins here ends, 0 when none does: it holds names of annexes only,
    and the signature or the end of the main part comes after it."""
    if not _ANNEX_LIST.fullmatch(blocks[start].text) or len(blocks[start].text) > _ANNEX_NAME_CHARS:
        return 0
    for index in range(start + 1, min(start + _ANNEX_LIST_LINES, len(blocks)) + 1):
        if index == len(blocks):
            return index
        block = blocks[index]
        marker = block.marker()
        if marker and marker.style is Style.ANNEX and not _ANNEX_LIST.fullmatch(block.text):
            return index
        if _signed(block) or metadata.is_organ(block.text) or _PUBLICITY.fullmatch(block.text):
            return index
        if len(block.text) > _ANNEX_NAME_CHARS or "。" in block.text:
            return 0
    return 0


def _read_annex_list(frame: Frame, blocks: list[Block]) -> list[Block]:
    """Take the list of annexes off the end; it is no part of the last section."""
    for start in range(max(1, len(blocks) - _ANNEX_LIST_LINES), len(blocks)):
        if _annex_list_end(blocks, start) == len(blocks):
            frame.notices.append(Notice("附件目录", tuple(blocks[start:])))
            return blocks[:start]
    return blocks


def _signed(block: Block) -> bool:
    if block.table:
        return False
    return metadata.is_date_line(block.text) or metadata.signature(block.text) is not None


def _sign(frame: Frame, blocks: list[Block]) -> None:
    organs: list[str] = []
    for block in blocks:
        both = metadata.signature(block.text)
        day = both[1] if both else metadata.find_date(block.text) if metadata.is_date_line(block.text) else None
        if day:
            frame.issue_date = day
            frame.note("issue_date", "落款", [block])
        organ = both[0] if both else block.text if metadata.is_organ(block.text) else None
        if organ:
            organs += [organ] if both else offices(block)
            frame.note("issuer", "落款", [block])
    frame.issuer = "、".join(organs) or frame.issuer
