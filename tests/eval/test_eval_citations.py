"""When citations say it, and whether quotes and figures are faithful."""

import pytest

from eval.metrics.citations import fidelity, mark, numbers, row_recall, summarise, violations
from eval.rows import CitedClause

HOLDS = "某市有企业 60 家，其中示例企业五家。"
OTHER = "某市鼓励创新。"


def _row(asked, given):
    return asked, given, mark(asked, given)


def test_a_citation_is_right_when_its_clause_holds_a_snippet(question, answer) -> None:
    marks = mark(question(evidence=("企业60家", "没有这句")), answer(cited=(OTHER, HOLDS)))
    assert marks.right == (False, True)
    assert marks.covered == (True, False)


def test_the_clause_counts_not_the_quote(question, answer) -> None:
    cited = CitedClause(1, "示例规划", "一1", quote="其中示例企业五家", text=HOLDS)
    assert mark(question(), answer(citations=(cited,))).right == (True,)


def test_recall_is_a_hit_for_alternatives_and_coverage_where_all_are_needed(question, answer) -> None:
    given = answer(cited=(HOLDS,))
    evidence = ("企业60家", "给予奖励")
    for kind, expected in (("fact", 1.0), ("everyday", 1.0), ("list", 0.5), ("support", 0.5), ("multi", 0.5)):
        asked = question(type=kind, evidence=evidence)
        assert row_recall(asked, given, mark(asked, given)) == expected, kind


def test_measures_over_rows(question, answer) -> None:
    rows = [
        _row(question(), answer(cited=(HOLDS,))),
        _row(question(), answer(cited=(OTHER, OTHER, HOLDS))),
        _row(question(), answer(cited=())),
        _row(question(), answer(cited=(HOLDS,), abstained=True)),  # abstained: no hit, and not in precision
        _row(question(answerable=False), answer(cited=(OTHER,))),  # unanswerable: in none of these
    ]
    measures = summarise(rows)
    assert measures["citation_precision"].value == pytest.approx(2 / 4)
    assert measures["citation_precision_macro"].value == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert measures["citation_hit"].value == pytest.approx(2 / 4)
    assert measures["citation_recall"].value == pytest.approx(2 / 4)
    assert measures["citation_hit"].n == 4


def test_hit_and_recall_differ_where_all_snippets_are_needed(question, answer) -> None:
    asked = question(type="talent", evidence=("企业60家", "给予奖励"))
    measures = summarise([_row(asked, answer(cited=(HOLDS,)))])
    assert (measures["citation_hit"].value, measures["citation_recall"].value) == (1.0, 0.5)


def test_nothing_answerable_gives_no_value(question, answer) -> None:
    rows = [_row(question(answerable=False), answer(abstained=True))]
    assert {e.value for e in summarise(rows).values()} == {None}


def test_numbers_are_read_whole_and_width_folded() -> None:
    assert numbers("2022年１.５％，共1,060家、三百人") == {"2022", "1.5", "1060"}
    assert numbers("1,2,3") == {"1", "2", "3"}


def test_faithful_answer_has_no_violations(answer) -> None:
    given = answer(cited=(HOLDS, "到2025年达到80家"), says=((HOLDS, [1]), ("从60家到2025年80家[2]", [1, 2])))
    assert violations(given) == ()
    assert fidelity([given]).value == 1.0


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (("企业61家", [1]), "数字 61"),
        (("企业6家", [1]), "数字 6 "),  # a part of 60 is not 60
        (("到2025年达到80家", [1]), "数字 2025、80"),  # stands in the other quote
        (("企业很多", []), "没有引用"),
        (("企业60家", [1, 3]), "不存在的[3]"),
    ],
)
def test_unsupported_statement(answer, says, why: str) -> None:
    given = answer(cited=(HOLDS, "到2025年达到80家"), says=(says,))
    (found,) = violations(given)
    assert why in found
    assert fidelity([given]).value == pytest.approx(2 / 3)


@pytest.mark.parametrize("quote", ["某市有企业60家", "某市有企业 61 家", ""])
def test_a_quote_must_be_verbatim(answer, quote: str) -> None:
    given = answer(citations=(CitedClause(1, "示例规划", "一1", quote, HOLDS),))
    assert violations(given) == ("引用[1]的引文不在条款原文中",)
    assert fidelity([given]).value == 0.0
