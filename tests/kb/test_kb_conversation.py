"""Follow-ups lean on what was said and do not drift; corrections replace; at most one question back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.conversation import listen
from kb.service import KnowledgeBase
from kb.settings import load
from kb.spelling import Speller
from kb.understanding import Understanding

MEASURES = """# 某市{kind}示例管理条例

第一条　为了管理示例，制定本条例。

第二条　示例企业的注册资本不低于{amount}万元。

第三条　示例许可的有效期为{years}年。

第四条　本条例自2023年5月1日起施行。
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Two places with a document of the same name."""
    folder = tmp_path_factory.mktemp("two")
    for place, amount, years in (("青岛市", "三百", "五"), ("烟台市", "二百", "三")):
        text = MEASURES.format(kind="", amount=amount, years=years).replace("某市", place)
        (folder / f"{place}.md").write_text(text, "utf-8")
    with KnowledgeBase.open(load(home=folder / "home", embedding="none")) as opened:
        opened.ingest([folder])
        yield opened


@pytest.mark.parametrize(
    ("said", "text", "corrects", "changes"),
    [
        ("不是,我问的是2020年的", "2020年的", True, False),
        ("不对,应该是甲类企业", "甲类企业", True, False),
        ("我问的是甲类企业", "甲类企业", True, False),
        ("换个话题,示例补贴怎么申请", "示例补贴怎么申请", False, True),
        ("另外问一下,示例补贴怎么申请", "示例补贴怎么申请", False, True),
        ("不是甲类企业可以申请吗", "不是甲类企业可以申请吗", False, False),
        ("是不是要交税", "是不是要交税", False, False),
        ("我想问一下示例补贴怎么申请", "我想问一下示例补贴怎么申请", False, False),
    ],
)
def test_turns_that_manage_the_conversation(said: str, text: str, corrects: bool, changes: bool) -> None:
    heard = listen(said)
    assert (heard.text, heard.corrects, heard.changes) == (text, corrects, changes)


def test_what_was_not_meant_is_told_apart() -> None:
    heard = listen("我不是问甲类企业,是问乙类企业")
    assert heard.corrects
    assert heard.dropped == "甲类企业"
    assert "乙类企业" in heard.text


def test_follow_ups_do_not_pile_up(plan_kb: KnowledgeBase) -> None:
    """Each follow-up names another thing; the question of the first turn stays, the things between do not."""
    turns = [
        "高新技术企业2020年底有多少家",
        "那2025年的目标呢",
        "“专精特新”企业呢",
        "科技孵化载体呢",
        "技术合同成交额呢",
    ]
    expected = ["494", "1000", "1500", "20家", "60亿元"]
    for i, figure in enumerate(expected):
        assert figure in plan_kb.ask(turns[i], turns[:i]).text
    question, _ = plan_kb.evidence(turns[-1], turns[:-1])
    assert "孵化" not in question.text


def test_another_topic_is_not_answered_by_the_former(plan_kb: KnowledgeBase) -> None:
    question = "企业上市有哪些支持"
    after = plan_kb.ask(question, ["技术合同成交额2020年是多少", "那2025年呢"])
    assert after.text == plan_kb.ask(question).text


def test_a_correction_takes_the_place_of_what_was_asked(plan_kb: KnowledgeBase) -> None:
    history = ["高新技术企业2020年底有多少家"]
    assert "1000" in plan_kb.ask("不是,我问的是2025年的目标", history).text
    assert "60亿元" in plan_kb.ask("不对,是技术合同成交额", [*history, "不是,我问的是2025年的目标"]).text


@pytest.mark.parametrize("question", ["它什么时候开始施行", "那2025年的目标呢", "多少钱"])
def test_a_pronoun_without_history_is_asked_about_once(plan_kb: KnowledgeBase, question: str) -> None:
    answer = plan_kb.ask(question)
    assert answer.abstained
    assert answer.asks == (answer.text,)
    assert plan_kb.ask(question, [question]).asks == ()


def test_the_reply_to_a_question_back_completes_the_question(plan_kb: KnowledgeBase) -> None:
    assert "1000" in plan_kb.ask("高新技术企业", ["那2025年的目标呢"]).text


@pytest.mark.parametrize("question", ["第二条说了什么", "示例管理条例从哪天开始施行"])
def test_several_documents_alike_are_asked_about(two: KnowledgeBase, question: str) -> None:
    answer = two.ask(question)
    assert len(answer.asks) == 1
    assert "青岛市示例管理条例" in answer.text
    assert "烟台市示例管理条例" in answer.text


def test_another_article_of_the_same_document(two: KnowledgeBase) -> None:
    answer = two.ask("那第三条呢", ["《青岛市示例管理条例》第二条说了什么"])
    assert [citation.label for citation in answer.citations] == ["第三条"]


@pytest.fixture(scope="module")
def speller(plan_kb: KnowledgeBase) -> Speller:
    understanding: Understanding = plan_kb._current().understanding
    return understanding._speller


@pytest.mark.parametrize(
    "right", ["请问发会议通知吗", "技术攻关里用的制度", "人才新政20条里补多少", "省内想做示例业务", "责令后还不付的"]
)
def test_right_words_stay(speller: Speller, right: str) -> None:
    assert speller.correct(right) == (right, ())


@pytest.mark.parametrize(("typed", "meant"), [("高薪技术企业", "高新技术企业"), ("揭帮制是什么", "揭榜制是什么")])
def test_errors_are_still_read_rightly(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed)[0] == meant
