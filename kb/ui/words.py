"""Sentences of the public page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

FAILED = "系统出错，未能作答。请稍后再试。"
WRITTEN_BY_MODEL = "由语言模型 {} 撰写，每句已与所引条款核对；请以文件原文为准。"
SEARCHING = "正在查找条款…"
OPENING = "知识库正在打开，打开后立即作答…"
RATED = "已记下，谢谢。"
ENQUIRY_SENT = "已提交，咨询编号 {}。工作人员审核后，同样的问题会得到答复。"
ENQUIRY_TWICE = "这个问题已经提交过。"
RATING_GONE = "这条答复已不在页面上，没有记下；请重新提问后再评价。"
GONE = "这一条款已不在知识库中，可能文件已更新或撤下。请重新提问。"
NOT_ON_PAGE = "引文没有在页面图像上标出（可能是扫描件，或跨行排列不同），请对照“文字”。"
MANY_DOCUMENTS = "一次最多限定 {} 份文件"
BAD_DAY = "“截至”日期超出范围，请填 1949 年 10 月 1 日以后的日期"


def searching(documents: int) -> str:
    return f"正在 {documents} 份文件中查找条款…" if documents else SEARCHING


def limited(titles: Sequence[str], as_of: date | None) -> str:
    """What an answer was limited to; "" where to nothing."""
    parts = []
    if titles:
        named = "、".join(f"《{title}》" for title in titles[:3])
        parts.append(f"只查{named}{f'等 {len(titles)} 份文件' if len(titles) > 3 else ''}")
    if as_of is not None:
        parts.append(f"截至{as_of.year}年{as_of.month}月{as_of.day}日")
    return "，".join(parts)


# --- interfaces for programs ----------------------------------------------------------------------

API_OPENING = "知识库正在打开，请几秒后重试。"
API_FAILED = "系统出错，未能完成。请稍后再试。"
API_MISSING = "没有找到：地址或编号不存在。"
API_METHOD = "这个地址不支持这种请求方法。"
NO_USER_MESSAGE = "messages 的最后一条应是 role 为 user 的问题。"
ONE_CHOICE = "每个问题只有一个答复，n 只能为 1。"
MCP_MISSING = "没有安装 MCP；请安装附加依赖：uv sync --extra mcp"
MCP_ABOUT = "中国政策文件知识库。答复逐句引用条款原文；文件没有写明的，会说明没有依据，请照实转告，不要补充。"
MCP_ASK = (
    "就政策文件提问，得到有条款依据的答复。abstained 为 true 表示文件没有写明，此时不要自行回答。"
    "history 是此前的问题；documents 限定文件编号；as_of 是截至日期（YYYY-MM-DD）。"
)
MCP_SEARCH = "查找与文字最接近的条款，返回条款原文、所在文件和编号。"
MCP_CLAUSE = "按编号读一个条款的全文。"
FIELD_PROBLEMS = {
    "missing": "没有填",
    "json_invalid": "不是有效的 JSON",
    "extra_forbidden": "不是可用的字段",
    "string_too_long": "太长，最多 {max_length} 字",
    "too_long": "项数太多，最多 {max_length} 项",
    "too_short": "项数太少，至少 {min_length} 项",
    "string_type": "应是文字",
    "list_type": "应是列表",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "bool_parsing": "应是 true 或 false",
    "greater_than_equal": "应不小于 {ge}",
    "less_than_equal": "应不大于 {le}",
    "date_from_datetime_parsing": "应是 YYYY-MM-DD 形式的日期",
    "date_parsing": "应是 YYYY-MM-DD 形式的日期",
    "literal_error": "不是可用的值",
    "model_attributes_type": "应是 JSON 对象",
    "other": "的值不对",
}


def bad_field(place: str, problem: str, limits: Mapping[str, object]) -> str:
    try:
        said = problem.format(**limits)
    except (KeyError, IndexError):
        said = FIELD_PROBLEMS["other"]
    return f"请求{f'的 {place} ' if place else '内容'}{said}。"


def other_model(name: str, known: str) -> str:
    return f"没有名为“{name}”的模型；可用的是“{known}”。"


def too_fast(per_minute: int) -> str:
    return f"请求太频繁：同一地址每分钟最多 {per_minute} 次，请稍后再试。"


def too_large(most: int) -> str:
    return f"请求太大，最多 {most // 1000} KB。"
