"""How a document speaks of itself: 本办法, 本通知, 本政策措施."""

from __future__ import annotations

DOCUMENT_NOUN = (
    "(?:条例|办法|规定|细则|规则|通知|通告|公告|意见|方案|规划|计划|决定|决议|措施|政策|标准|指引|指南|章程|解释|文件|制度|规程|预案"
    "|清单|目录|准则|批复|纲要|要点|公约|协定|法典|法)"
)
"""The nouns that name kinds of documents (《党政机关公文处理工作条例》第八条, 立法技术规范). For regular expressions."""

SELF = rf"本(?!法院|法人|法定)(?:[\u4e00-\u9fff]{{0,6}}?{DOCUMENT_NOUN})"
"""本办法, 本实施细则. For regular expressions."""
