"""Questions without an answer in groups, and the answers that people approved."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from kb.office.gaps import Gap
from kb.ui.staff.desk import Desk
from kb.ui.staff.html import button, link, options, shortened, table, tag
from kb.ui.staff.section import Fields
from kb.ui.staff.words import moment

PERIODS = {"7": "近 7 天", "30": "近 30 天", "90": "近 90 天", "365": "近一年"}


def days_of(given: Fields) -> int:
    return int(given.get("days", "30")) if given.get("days") in PERIODS else 30


def found(desk: Desk, days: int) -> tuple[Gap, ...]:
    return desk.unanswered.gaps(days, desk.base.question_vector)


def gaps(desk: Desk, given: Fields) -> str:
    days = days_of(given)
    listed = found(desk, days)
    rows = [_row(gap) for gap in listed]
    total = sum(gap.count for gap in listed)
    return (
        f"<h2>近 {days} 天没有依据的问题</h2>"
        f'<form class="pk-bar" data-go="gaps"><label>期间 <select name="days" data-auto>{options(PERIODS, str(days))}</select></label>'
        f'<a class="pk-plain" href="/desk/gaps.csv?days={days}" download>导出 CSV</a></form>'
        f'<p class="pk-note">问答页没有依据作答的提问自动记在这里，不记提问人。共 {total} 次，归为 {len(rows)} 类。</p>'
        + table(("次数", "问题", "最近一次", ""), rows, narrow=(0, 2, 3), empty="这段时间没有不能作答的问题。")
    )


def _row(gap: Gap) -> Sequence[str]:
    others = "".join(
        f"<br><span class=pk-quiet>{shortened(text)}（{count}）</span>" for text, count in gap.wordings[1:6]
    )
    forms = "\n".join(gap.forms)
    return (
        str(gap.count),
        f"{shortened(gap.question)}{others}",
        escape(moment(gap.last)),
        button("gap.answer", "起草答复", question=gap.question, forms=forms)
        + " "
        + button("gap.settle", "忽略", question=gap.question, forms=forms, confirm="从列表中移除这一类问题？"),
    )


def answers(desk: Desk, given: Fields) -> str:
    curated = desk.base.curated
    curated.review()
    text = given.get("text", "")
    rows = [
        (
            link("enquiry", " ".join(one.question.split())[:80], id=one.enquiry)
            if one.enquiry
            else shortened(one.question),
            tag("已停用", "alert") if one.retired else tag("使用中", "on"),
            escape(moment(one.approved)),
            escape(one.by),
            escape(f"{moment(one.retired)} {one.note}") if one.retired else "",
            "" if one.retired else button("answer.retire", "停用", id=one.id, confirm="停用后不再用这条答复。确定？"),
        )
        for one in curated.list(text=text)
    ]
    return (
        "<h2>人工答复</h2>"
        '<p class="pk-note">审核通过的答复，优先用于同样的问题。所引条款改动或撤下时自动停用，并注明原因。</p>'
        f'<form class="pk-bar" data-go="answers"><label>问题含 <input name="text" type="search" value="{escape(text)}" maxlength="100"></label>'
        '<button type="submit" class="pk-plain">查找</button></form>'
        + table(
            ("问题", "状态", "审核", "审核人", "停用原因", ""), rows, narrow=(1, 2, 5), empty="还没有审核通过的答复。"
        )
    )
