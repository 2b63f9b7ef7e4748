"""Whether the words of a statement are the clauses' own: a model may shorten and join them, not bring new matter."""

from __future__ import annotations

import re

from kb import lexicon
from kb.gate.reading import read
from kb.tokenize import tokenizer

MOST_FOREIGN = 0.34  # share of a statement's content characters that may stand nowhere in the cited clauses
_CONTENT = ("n", "v", "a", "j", "i", "l", "s", "t", "z", "b", "eng")
_NAME_TAGS = frozenset({"nr", "ns", "nt", "nrt"})
_BODY = re.compile(
    ".{2,}(?:局|委|委员会|办公室|中心|厅|部门|公司|银行|基金|基金会|大学|学院|研究院|计划|工程|行动|专项|条例|办法|政策|平台|窗口|园区)$"
)
# A statement's verbs and nouns of report; they say nothing of the matter.
_REPORT = frozenset(
    "包括 规定 明确 指出 根据 按照 提出 属于 具体 内容 情况 方面 主要 目标 数量 金额 条款 文件 问题 上述 以下 如下 相关 有关 其中 分别 进行 通过 "
    "达到 目前 截止 截至 时间 年份 预计 计划 总数 共有 共计 需要 可以 能够 要求 给予 提供 表示 说明 公布 成为 作为 用于 来自 位于 称为 是指 采取 实施 开展".split()
)
# Words that promise, oblige or widen: each needs one of its own kind in the clauses.
_STRONG: tuple[tuple[str, str], ...] = (
    ("应当|应该|必须|务必", "应|须|不得|必须"),
    ("一律|全部|所有|任何", "一律|全部|全体|全面|所有|任何|各|均|都"),
    ("免费|无偿", "免费|无偿|免收|免交|免缴"),
    ("全额", "全额|全部"),
    ("奖励|奖金|奖补", "奖"),
    ("补贴|补助|资助|补偿", "补|资助"),
    ("减免|免征|免税|减征|退税|返还", "免|减|退|返"),
    ("贴息|贴保", "贴"),
    ("罚款|处罚|没收|吊销", "罚|没收|吊销"),
    ("自动|无条件|直接拨付", "自动|无条件|直接"),
)  # fmt: skip


def faults(statement: str, given: str) -> list[str]:
    said, have = read(statement), read(given)
    wrong = [
        f"“{match.group()}”是所引条款没有的说法"
        for words, grounds in _STRONG
        if (match := re.search(words, said)) and not re.search(grounds, have)
    ]
    total = foreign = 0
    strange = []
    for word in tokenizer().words(said):
        if len(word.text) < 2 or not word.tag.startswith(_CONTENT) or re.fullmatch(r"[\d.%]+", word.text):
            continue
        if word.text in _REPORT:
            continue
        total += len(word.text)
        if not _known(word.text, have):
            foreign += len(word.text)
            strange.append(word.text)
            if word.tag in _NAME_TAGS or _BODY.fullmatch(word.text):
                wrong.append(f"“{word.text}”不在所引条款中")
    if total and foreign / total > MOST_FOREIGN:
        wrong.append(f"所引条款没有这些内容：{'、'.join(strange[:6])}")
    return wrong


def _known(word: str, have: str) -> bool:
    if word in have or any(other in have for other in lexicon.general().get(word, ())):
        return True
    # a compound of which both halves are there: 奖励资金 from 奖励 … 资金
    return len(word) >= 4 and word[: len(word) // 2] in have and word[len(word) // 2 :] in have
