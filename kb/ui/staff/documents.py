"""The documents: what is there, what was taken in last, what expires soon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any

from ingest.types import Document
from kb.ui.staff.desk import Desk
from kb.ui.staff.html import link, options, shortened, table, tag, warnings
from kb.ui.staff.intake_jobs import Batch
from kb.ui.staff.section import Fields
from kb.ui.staff.words import day

STATES = {
    "in_force": ("现行", "on"),
    "not_yet_effective": ("尚未施行", "alert"),
    "expired": ("已过有效期", "alert"),
    "repealed": ("已废止", "alert"),
    "replaced": ("已被代替", "alert"),
    "unknown": ("未写明", ""),
}
SHOWN = 100
PERIODS = {"30": "30 天内", "90": "90 天内", "180": "半年内", "365": "一年内"}
ACCEPTED = (
    ".pdf,.docx,.docm,.doc,.wps,.rtf,.odt,.txt,.md,.markdown,.html,.htm,.shtml,.xhtml,.mht,.mhtml,.xlsx,.xlsm,.xls,"
    ".et,.csv,.tsv,.png,.jpg,.jpeg,.bmp,.tif,.tiff,.webp,.zip,.jsonl,.gz"
)


def documents(desk: Desk, given: Fields) -> str:
    text = given.get("text", "")
    base = desk.base
    out = base.retired()
    numbers = base.version_numbers()
    states = _states(desk)
    held = [d for d in base.documents(retired=True) if text in f"{d.title} {d.number or ''} {d.issuer or ''}"]
    rows = [
        (
            link("document", d.title, id=d.id),
            escape(d.number or ""),
            escape(d.issuer or ""),
            _state_html(states.get(d.id), retired=d.id in out),
            str(numbers.get(d.id, 1)),
        )
        for d in held[:SHOWN]
    ]
    more = f"，列出前 {SHOWN} 份，请用上面的查找缩小范围" if len(held) > SHOWN else ""
    return (
        f"<h2>文件</h2>{_upload(desk.intake.last)}"
        f'<form class="pk-bar" data-go="documents"><label>标题、文号或机关含 <input name="text" type="search" value="{escape(text)}" maxlength="100"></label>'
        f'<button type="submit" class="pk-plain">查找</button></form><p class="pk-note">共 {len(held)} 份{more}</p>'
        + table(("标题", "文号", "发文机关", "效力", "版本"), rows, narrow=(3, 4), empty="没有这样的文件。")
    )


def _upload(batch: Batch | None) -> str:
    form = (
        '<form class="pk-bar" data-upload="/desk/files"><label>选择文件（可多选）'
        f'<input type="file" name="files" multiple required accept="{ACCEPTED}"></label>'
        '<button type="submit" class="pk-do">上传</button><progress max="1" value="0" hidden></progress>'
        '<span data-progress class="pk-quiet" role="status"></span></form>'
        '<p class="pk-quiet">标题、文号和发文机关相同的文件，作为新版本取代原有版本，原版本仍可查看和比较。</p>'
    )
    return f'<section class="pk-panel"><h3>上传</h3>{form}{_batch(batch) if batch else ""}</section>'


def _batch(batch: Batch) -> str:
    """How the last upload goes on; the page's script asks again while it runs."""
    lines = "".join(
        f"<tr><td>{shortened(one.source)}</td><td>"
        + (
            f"{tag('未导入', 'alert')} {escape(one.error)}"
            if one.error
            else f"{tag(f'第 {one.version} 版' if one.changed else '无变化', 'on' if one.changed else '')} "
            f"{link('document', one.title or '', id=one.document_id or '')} {one.clauses} 条"
            + (
                f" {link('changes', '与上一版比较', id=one.document_id)}"
                if one.changed and (one.version or 1) > 1
                else ""
            )
            + warnings(one.warnings)
        )
        + "</td></tr>"
        for one in batch.results
    )
    head = f"{escape(batch.by)} 上传 {len(batch.names)} 个文件："
    if batch.stage:
        share = f' value="{batch.done}" max="{batch.total}"' if batch.total else ""
        counted = f" {batch.done} / {batch.total}" if batch.total else ""
        state = f'<span data-running="documents">{escape(batch.stage)}{counted}</span> <progress{share}></progress>'
    else:
        state = "处理完毕"
    wrong = warnings([batch.error] if batch.error else [])
    body = f'<div class="pk-scroll"><table><tbody>{lines}</tbody></table></div>' if lines else ""
    return f'<p class="pk-note" role="status">{head}{state}</p>{wrong}{body}'


def calendar(desk: Desk, given: Fields) -> str:
    """What ends or begins to be in force soon, and what has ended but is still answered from."""
    within = int(given["within"]) if given.get("within") in PERIODS else 90
    today = date.today()
    last = today + timedelta(days=within)
    states = _states(desk)
    dated: list[tuple[date, Document, str]] = []
    ended: list[tuple[date | None, Document]] = []
    for one in desk.base.documents():
        if one.expiry_date and today <= one.expiry_date <= last:
            dated.append(
                (one.expiry_date, one, f"{day(one.expiry_date)}到期，还有 {(one.expiry_date - today).days} 天")
            )
        if one.effective_date and today < one.effective_date <= last:
            dated.append((one.effective_date, one, f"{day(one.effective_date)}起施行"))
        if one.period_end in (today.year, last.year) and not one.expiry_date:
            end = date(one.period_end or 0, 12, 31)
            if today <= end <= last:
                dated.append((end, one, f"规划期到 {one.period_end} 年底"))
        if states.get(one.id) in ("expired", "repealed", "replaced"):
            ended.append((one.expiry_date, one))
    dated.sort(key=lambda row: (row[0], row[1].title))
    ended.sort(key=lambda row: (row[0] or date.min, row[1].title), reverse=True)
    soon = [
        (escape(when.isoformat()), link("document", one.title, id=one.id), escape(what)) for when, one, what in dated
    ]
    over = [
        (_state_html(states[one.id]), link("document", one.title, id=one.id), escape(day(one.expiry_date)))
        for _, one in ended
    ]
    return (
        '<h2>效力日历</h2><form class="pk-bar" data-go="calendar">'
        f'<label>期间 <select name="within" data-auto>{options(PERIODS, str(within))}</select></label></form>'
        + table(("日期", "文件", "事项"), soon, narrow=(0,), empty="这段时间没有文件到期或开始施行。")
        + "<h3>已失效而仍在库的文件</h3>"
        + '<p class="pk-note">答复引用它们时会注明失效；不再用于答复的，请在文件页停用。</p>'
        + table(("效力", "文件", "有效期至"), over, narrow=(0, 2), empty="没有。")
    )


def _states(desk: Desk) -> Mapping[str, str]:
    rows: list[dict[str, Any]] = desk.base.catalogue()
    return {str(row["id"]): str(row["status"]["state"]) for row in rows}


def _state_html(state: str | None, *, retired: bool = False) -> str:
    if retired:
        return tag("已停用", "alert")
    name, kind = STATES[state or "unknown"]
    return tag(name, kind)
