"""An article asked for by its number is that article, or said not to be there; a greeting is no question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.service import KnowledgeBase
from kb.settings import load

TEXT = """# 某省示例发展条例

第一条　为了促进示例发展，制定本条例。

第二条　示例企业每年奖励二十万元。

第三条　违反规定的，处五万元以上十万元以下罚款。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("named")
    (folder / "file.md").write_text(TEXT, "utf-8")
    with KnowledgeBase.open(load(home=folder / "home", embedding="none")) as opened:
        opened.ingest([folder / "file.md"])
        yield opened


@pytest.mark.parametrize("question", ["某省示例发展条例第三条说了什么", "《某省示例发展条例》第3条是什么内容？"])
def test_the_article_itself(base: KnowledgeBase, question: str) -> None:
    answer = base.ask(question)
    assert [citation.label for citation in answer.citations] == ["第三条"]
    assert "五万元以上十万元以下" in answer.text


def test_an_article_that_is_not_there(base: KnowledgeBase) -> None:
    answer = base.ask("某省示例发展条例第九十条说了什么")
    assert answer.abstained
    assert "第九十条" in answer.text


@pytest.mark.parametrize("said", ["你好", "谢谢你！"])
def test_a_greeting_is_no_question(base: KnowledgeBase, said: str) -> None:
    answer = base.ask(said, ["示例企业奖励多少"])
    assert answer.abstained
    assert "政策事项" in answer.text
