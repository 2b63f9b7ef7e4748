"""A small made-up knowledge base (某市, 示例) for looking at the page and for its unit tests."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ingest.types import Clause, ClauseKind, Document, Span
from kb.catalogue import catalogue
from kb.errors import QuestionError
from kb.facsimile import Facsimile
from kb.filters import Filter
from kb.types import Answer, Citation, Hit, Statement

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>\'"`${alert(1)}{{7*7}}'

FRAMED_BY = "https://www.example.gov.cn"

DOCUMENT = Document(
    id="demo",
    title="某市企业扶持办法（示例）",
    source_name="demo.txt",
    sha256="0" * 64,
    number="某政办发〔2030〕1号",
    issuer="某市人民政府办公室",
    issue_date=date(2030, 1, 2),
)
EVIL_DOCUMENT = Document(id="evil", title=f"示例{HOSTILE}", source_name="evil.txt", sha256="1" * 64)

TOP = "二、扶持标准"
SUB = "（一）示例企业"


def clause(
    ordinal: int,
    text: str,
    kind: ClauseKind = "paragraph",
    label: str = "",
    path: tuple[str, ...] = (),
    heading: str | None = None,
    document_id: str = "demo",
    cells: tuple[tuple[str, str], ...] = (),
) -> Clause:
    return Clause(
        id=f"{document_id}:{ordinal}",
        document_id=document_id,
        ordinal=ordinal,
        kind=kind,
        label=label,
        heading=heading,
        text=text,
        path=path,
        parent_id=None,
        span=Span(0, 0),
        cells=cells,
    )


GRANT = clause(
    4,
    "1.示例奖补。对首次认定的示例企业，给予12万元奖补；对再次认定的，给予6万元奖补。奖补资金由某市财政安排。",
    label="二（一）1",
    path=(TOP, SUB),
    heading="示例奖补",
)
ROW = clause(
    7,
    "示例指标甲（单位：家）：2030年10家，2035年20家。",
    kind="row",
    label="三表1行1",
    path=("三、示例目标",),
    cells=(("指标", "示例指标甲"), ("单位", "家"), ("2030年", "10"), ("2035年", "20")),
)
CLAUSES = (
    clause(0, "一、总则", "heading", "一", heading="总则"),
    clause(1, "为支持某市示例企业发展，制定本办法。" * 12, label="一1", path=("一、总则",)),
    clause(2, TOP, "heading", "二", heading="扶持标准"),
    clause(3, SUB, "heading", "二（一）", (TOP,), heading="示例企业"),
    GRANT,
    clause(
        5,
        "2.示例条件。申请单位应当在某市注册满三年。" * 8,
        label="二（一）2",
        path=(TOP, SUB),
        heading="示例条件",
    ),
    clause(6, "三、示例目标", "heading", "三", heading="示例目标"),
    ROW,
    *(clause(8 + i, f"{i + 3}.示例事项。示例单位做好第{i + 1}项示例工作。" * 6, label=f"三{i + 3}") for i in range(20)),
)
EVIL = clause(0, f"恶意示例{HOSTILE}结束。", label="<b>一</b>", path=(HOSTILE,), document_id="evil")


def citation(n: int, c: Clause, quote: str, document: Document = DOCUMENT) -> Citation:
    return Citation(n, document.title, document.number, document.id, c.id, c.label, c.path, c.page, quote, c.text)


def hit(c: Clause, document: Document = DOCUMENT) -> Hit:
    return Hit(c, document.title, document.number, 1.0)


def answer(question: str = "奖补多少？") -> Answer:
    statements = (
        Statement("首次认定的示例企业，给予12万元奖补。", (1,)),
        Statement("再次认定的，给予6万元奖补[2]；到2035年示例指标甲达到20家[3]。", (2, 3)),
    )
    return Answer(
        question=question,
        text="首次认定的示例企业，给予12万元奖补。[1]再次认定的，给予6万元奖补[2]；到2035年示例指标甲达到20家[3]。",
        abstained=False,
        statements=statements,
        citations=(
            citation(1, GRANT, "对首次认定的示例企业，给予12万元奖补"),
            citation(2, GRANT, "对再次认定的，给予6万元奖补"),
            citation(3, ROW, "示例指标甲（单位：家）：2030年10家，2035年20家。"),
        ),
        retrieved=(hit(GRANT),),
        notice="文件没有说明奖补的申请时间，可向某市示例局咨询。",
    )


def abstention(question: str) -> Answer:
    return Answer(
        question=question,
        text="所收录的文件没有写明这一事项，不能据此作答。可向某市示例局咨询。",
        abstained=True,
        statements=(),
        citations=(),
        retrieved=(hit(GRANT), hit(CLAUSES[5]), hit(CLAUSES[1]), hit(CLAUSES[9])),
    )


def hostile_answer(question: str) -> Answer:
    quote = EVIL.text[2:-1]
    return Answer(
        question=question,
        text=f"{HOSTILE}[1]",
        abstained=False,
        statements=(Statement(f"{HOSTILE}[1]", (1,)),),
        citations=(citation(1, EVIL, quote, EVIL_DOCUMENT),),
        retrieved=(hit(EVIL, EVIL_DOCUMENT),),
        notice=HOSTILE,
    )


class SampleBase:
    """恶意 gets hostile text, 天气 an abstention, 故障 a crash, 慢 a late answer, 前文 the history."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []  # questions with their history
        self.limited: list[tuple[tuple[str, ...], str]] = []  # to what documents, as of what day

    def ready(self) -> bool:
        return True

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filter: Filter | None = None,
        as_of: date | None = None,
    ) -> Iterator[Answer]:
        yield self.ask(question, history, filter, as_of)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filter: Filter | None = None,
        as_of: date | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history)))
        self.limited.append((filter.documents if filter else (), str(as_of or "")))
        if not question.strip() or len(question) > 1000:
            raise QuestionError(f"问题有 {len(question)} 字，请控制在 1000 字以内。")
        if "慢" in question:
            time.sleep(3)
        if "故障" in question:
            raise RuntimeError("secret detail")
        if "恶意" in question:
            return hostile_answer(question)
        if "天气" in question:
            return abstention(question)
        if "前文" in question:
            said = "、".join(history) or "无"
            return replace(answer(question), statements=(Statement(f"此前：{said}", (1,)),))
        return answer(question)

    def documents(self) -> tuple[Document, ...]:
        return (DOCUMENT, EVIL_DOCUMENT)

    def clauses(self, document_id: str) -> tuple[Clause, ...]:
        return (EVIL,) if document_id == "evil" else CLAUSES

    def search(self, text: str, k: int = 10, filter: Filter | None = None) -> tuple[Hit, ...]:
        return (hit(GRANT), hit(EVIL, EVIL_DOCUMENT))[:k]

    def catalogue(self, on: date | None = None) -> list[dict[str, Any]]:
        return catalogue(self.documents(), on or date.today())

    def has_pages(self, document_id: str) -> bool:
        return False

    def facsimile(
        self, document_id: str, page: int | None = None, clause: Clause | None = None, quote: str = ""
    ) -> Facsimile | None:
        return None

    def clause(self, clause_id: str) -> Clause | None:
        return next((c for c in (*CLAUSES, EVIL) if c.id == clause_id), None)


EXAMPLES = ("示例企业首次认定能拿多少奖补？", "申请示例奖补要满足什么条件？", f"恶意示例{HOSTILE}")
