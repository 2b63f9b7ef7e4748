"""The XLSX template of a question set: a sheet to fill in, and one that explains its columns."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from eval.sets.sheet import COLUMNS
from kb.errors import UsageError

_HELP = (
    ("编号", "否", "题号，不能重复；不填则用行号"),
    ("问题", "是", "群众会怎么问，就怎么写"),
    ("前文", "否", "追问题：此前问过的问题，一行一个，先问的在前"),
    ("题型", "否", "用于分组统计，自己定，如：金额、条件、期限、清单、不可回答；每种至少 5 题，结论才有参考价值"),
    ("可回答", "否", "是 / 否；文件里没有答案、系统应当拒答的题目填“否”。不填算“是”"),
    (
        "必含",
        "与参考答案至少填一项",
        "正确答案必须出现的内容，一行一项；同一项的不同写法用 / 隔开，如：500万元 / 五百万元",
    ),
    ("不得出现", "否", "答案里不允许出现的内容，一行一项"),
    ("依据", "否", "条款原文的一小段，照抄，一行一段；填了才能统计引用是否正确、检索是否找到"),
    ("参考答案", "与必含至少填一项", "一段标准答案；填了才能统计文字相似度。只填参考答案的题目不判对错"),
    ("相关条款编号", "否", "条款或文件的编号（policy-kb clauses 列出）；有依据时不必填"),
    ("已审核", "否", "是 / 否；填“否”的题目不计入评测"),
    ("备注", "否", "给人看的说明"),
)
_EXAMPLES = (
    {"编号": "示例1", "问题": "某市对首次认定的示例企业奖励多少钱？", "题型": "金额", "可回答": "是",
     "必含": "500万元 / 五百万元", "依据": "首次认定的示例企业，给予500万元奖励", "备注": "示例行，请删去"},
    {"编号": "示例2", "问题": "申请材料交到哪个窗口，电话是多少？", "题型": "不可回答", "可回答": "否", "备注": "示例行，请删去"},
)  # fmt: skip
_WIDE = {"问题": 44, "必含": 28, "依据": 44, "参考答案": 36, "不得出现": 20, "前文": 24, "备注": 20}


def write_template(path: Path) -> None:
    """Raises UsageError where a file is there already, or the name is of another type."""
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"模板是 .xlsx 文件，请把 {path.name} 改为以 .xlsx 结尾的文件名")
    if path.exists():
        raise UsageError(f"{path} 已经存在，没有覆盖；请换一个文件名")
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "题集"
    sheet.append(list(COLUMNS))
    for example in _EXAMPLES:
        sheet.append([example.get(name) for name in COLUMNS])
    _style(sheet, {name: _WIDE.get(name, 12) for name in COLUMNS})
    for name in ("可回答", "已审核"):
        letter = get_column_letter(list(COLUMNS).index(name) + 1)
        choice = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}5000")
    explained = book.create_sheet("填写说明")
    explained.append(["列", "必填", "怎么填"])
    for row in _HELP:
        explained.append(row)
    _style(explained, {"列": 16, "必填": 22, "怎么填": 90})
    book.save(path)


def _style(sheet: Worksheet, widths: dict[str, int]) -> None:
    for i, width in enumerate(widths.values(), 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF7")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
