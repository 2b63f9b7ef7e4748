"""Sentences of the public page."""

from __future__ import annotations

FAILED = "系统出错，未能作答。请稍后再试。"
SEARCHING = "正在查找条款…"
OPENING = "知识库正在打开，打开后立即作答…"
RATED = "已记下，谢谢。"
RATING_GONE = "这条答复已不在页面上，没有记下；请重新提问后再评价。"
GONE = "这一条款已不在知识库中，可能文件已更新或撤下。请重新提问。"
NOT_ON_PAGE = "引文没有在页面图像上标出（可能是扫描件，或跨行排列不同），请对照“文字”。"
ANSWERED = "已作答。"


def searching(documents: int) -> str:
    return f"正在 {documents} 份文件中查找条款…" if documents else SEARCHING
