"""The staff pages: which views and acts each has, and who may open it."""

from __future__ import annotations

from kb.ui.staff import admin, document, document_acts, documents, gaps, inbox, inbox_acts
from kb.ui.staff.section import Section

DESK = Section(
    name="工作台",
    path="/desk",
    roles=("staff", "administrator"),
    tabs={
        "inbox": "咨询",
        "gaps": "无依据问题",
        "answers": "人工答复",
        "documents": "文件",
        "calendar": "效力日历",
    },
    views={
        "inbox": inbox.inbox,
        "enquiry": inbox.enquiry,
        "gaps": gaps.gaps,
        "answers": gaps.answers,
        "documents": documents.documents,
        "calendar": documents.calendar,
        "document": document.document,
        "fields": document.fields,
        "versions": document.versions,
        "changes": document.changes,
        "delete": document.delete,
    },
    acts={
        "enquiry.enter": inbox_acts.enter,
        "enquiry.close": inbox_acts.close,
        "enquiry.reopen": inbox_acts.reopen,
        "clauses.find": inbox_acts.find,
        "draft.save": inbox_acts.save,
        "draft.suggest": inbox_acts.suggest,
        "draft.add": inbox_acts.add,
        "draft.drop": inbox_acts.drop,
        "draft.approve": inbox_acts.approve,
        "gap.answer": inbox_acts.from_gap,
        "gap.settle": inbox_acts.settle,
        "answer.retire": inbox_acts.retire,
        "document.correct": document_acts.correct,
        "document.retire": document_acts.retire,
        "document.restore": document_acts.restore,
        "document.delete": document_acts.delete,
    },
)
ADMINISTRATION = Section(
    name="管理",
    path="/desk/admin",
    roles=("administrator",),
    tabs={"accounts": "账号", "audit": "操作记录"},
    views={"accounts": admin.accounts, "account": admin.account, "audit": admin.audit},
    acts={
        "account.add": admin.add,
        "account.role": admin.set_role,
        "account.password": admin.set_password,
        "account.disable": admin.disable,
        "account.enable": admin.enable,
    },
)
SECTIONS = (ADMINISTRATION, DESK)  # in the order of their paths: what is inside another one first
