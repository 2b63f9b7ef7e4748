"""Files to and from the staff pages. Each route asks by itself who may use it.

What writes letters is imported with the first letter: fonts and PDF take long, and the first page must not wait for them.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import UploadFile

from kb.errors import DeskError, NotFound, PolicyKBError
from kb.office import audit, gaps
from kb.office.accounts import Account
from kb.office.drafts import answer
from kb.office.letter import Letter, letter
from kb.ui.staff.access import Allowed
from kb.ui.staff.desk import Desk
from kb.ui.staff.gaps import found

MOST_FILES, MOST_BYTES = 50, 300_000_000
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BOM = "\ufeff"  # a spreadsheet reads UTF-8 with it


def router(desk: Desk, signature: str) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    staff = Annotated[Account, Depends(Allowed(desk.sessions, "staff", "administrator"))]
    administrator = Annotated[Account, Depends(Allowed(desk.sessions, "administrator"))]

    @routes.post("/desk/files")
    async def upload(request: Request, who: staff) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return JSONResponse({"error": f"一次最多上传 {MOST_BYTES // 1_000_000} MB"}, 413)
        uploads = desk.home / "uploads"
        uploads.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(dir=uploads))
        try:
            async with request.form(max_files=MOST_FILES, max_fields=10) as form:
                files = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
                for part in files:
                    with (folder / _name(part.filename or "", folder)).open("wb") as out:
                        while chunk := await part.read(1 << 20):
                            out.write(chunk)
            if not files:
                raise DeskError("请先选择文件")
        except PolicyKBError as error:
            shutil.rmtree(folder, ignore_errors=True)
            return JSONResponse({"error": str(error)}, 400)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        desk.intake.start(folder, who.name)
        return JSONResponse({"files": len(files)})

    @routes.get("/desk/documents/{document_id}/original")
    def original(document_id: str, who: staff, version: int | None = None) -> Response:
        versions = desk.base.versions(document_id)
        number = version if version is not None else versions[-1].number
        data = desk.base.original(document_id, number)
        if data is None:
            raise NotFound("原始文件没有保存")
        desk.audit.note(who.name, "下载原始文件", f"《{versions[number - 1].document.title}》", f"第 {number} 版")
        return _file(data, Path(versions[number - 1].document.source_name).name, "application/octet-stream")

    @routes.get("/desk/replies/{number}.docx")
    def reply_docx(number: int, who: staff) -> Response:
        from kb.office.letter_docx import docx_of

        one = _letter(desk, number, signature)
        desk.audit.note(who.name, "导出答复", f"咨询 {number}", "DOCX")
        return _file(docx_of(one), f"答复{number}.docx", _DOCX)

    @routes.get("/desk/replies/{number}.pdf")
    def reply_pdf(number: int, who: staff) -> Response:
        from kb.office.letter_pdf import pdf_of

        one = _letter(desk, number, signature)
        desk.audit.note(who.name, "导出答复", f"咨询 {number}", "PDF")
        return _file(pdf_of(one), f"答复{number}.pdf", "application/pdf")

    @routes.get("/desk/gaps.csv")
    def gaps_csv(who: staff, days: int = 30) -> Response:
        desk.audit.note(who.name, "导出无依据问题", f"近 {days} 天")
        days = min(max(days, 1), 3_650)
        return _file((_BOM + gaps.to_csv(found(desk, days))).encode(), f"无依据问题-{date.today()}.csv", "text/csv")

    @routes.get("/desk/audit.csv")
    def audit_csv(who: administrator, text: str = "", since: str = "", until: str = "") -> Response:
        desk.audit.note(who.name, "导出操作记录", text[:100], f"{since[:10]} 至 {until[:10]}")
        entries = desk.audit.search(text[:200], since[:10], until[:10], 1_000_000)
        return _file((_BOM + audit.to_csv(entries)).encode(), f"操作记录-{date.today()}.csv", "text/csv")

    return routes


def _letter(desk: Desk, number: int, signature: str) -> Letter:
    base = desk.base
    one = desk.enquiries.get(number)
    approved = base.curated.of_enquiry(number)
    if one.state != "answered" or approved is None:
        raise DeskError("这条咨询还没有审核通过的答复")
    ids = [source.clause_id for source in approved.draft.sources]
    clauses = {clause.id: clause for clause in map(base.clause, ids) if clause is not None}
    documents = {document.id: document for document in base.documents(retired=True)}
    text = answer(approved.question, approved.draft, clauses, documents)
    day = datetime.fromisoformat(approved.approved).astimezone().date()
    return letter(number, approved.question, text, signature, day)


def _name(sent: str, folder: Path) -> str:
    """The name of a file without folders and without what a file system has a meaning for; none twice."""
    name = "".join(
        "_" if ord(char) < 32 or char in '\\/:*?"<>|' else char for char in sent.replace("\\", "/").split("/")[-1]
    )
    name = name.strip(". ")[-120:] or "文件"
    while (folder / name).exists():
        name = f"1-{name}"
    return name


def _file(data: bytes, name: str, kind: str) -> Response:
    """Always to be kept, never to be shown: what was uploaded is no page of this site."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type=kind, headers=headers)
