"""The gate, statement by statement. All clauses are made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import from_int
from kb.gate.check import Ground, faults
from kb.gate.figures import values
from kb.gate.values import Amount, Day

PLACE = "某市示例企业扶持办法\n某政办发〔2030〕1号\n二、扶持标准\n第十七条"


def wrong(statement: str, clause: str, place: str = PLACE) -> tuple[str, ...]:
    return faults(statement, [Ground(clause, place)], "clauses")


GRANT = "首次认定的示例企业，一次性奖励最高500万元，比例不超过百分之十，自2030年6月30日起3年内有效。"
LONG = "示例企业2020年有494家，2025年达到1000家。"
RANGE = "按规模给予3万-5万元示例补助，注册资本不少于100万元，自受理之日起30个工作日内办结。"
DENY = "未按期申报的，不予奖励；已获同类资金的示例项目不得重复申报。"


@pytest.mark.parametrize(
    ("statement", "clause"),
    [
        ("最高奖励五百万元。", GRANT),
        ("奖励不超过5,000,000元。", GRANT),
        ("比例最高10%。", GRANT),
        ("从2030年6月30日起有效。", GRANT),
        ("2030年6月起，有效期3年。", GRANT),
        ("示例企业2025年为1000家。", LONG),
        ("示例企业由494家增加到1000家，增加1000家-494家=506家。", LONG),
        ("增长(1000-494)/494=102.4%。", LONG),
        ("补助3万元至5万元。", RANGE),
        ("补助30000-50000元。", RANGE),
        ("补助最低3万元。", RANGE),
        ("注册资本至少100万元。", RANGE),
        ("30个工作日办结。", RANGE),
        ("没有按期申报的，不奖励。", DENY),
        ("同类资金支持过的示例项目不能重复申报。", DENY),
        ("某政办发〔2030〕1号规定，最高奖励500万元。", GRANT),
        ("第17条：最高500万元。", GRANT),
        ("《某市示例企业扶持办法》给予最高500万元奖励。", GRANT),
        ("一个企业最高500万元。", GRANT),
        ("2030年举办示例大会。", "某市举办2030示例大会。"),
    ],
)
def test_what_the_clause_says_passes(statement: str, clause: str) -> None:
    assert not wrong(statement, clause)


@pytest.mark.parametrize(
    ("statement", "clause"),
    [
        ("奖励500万元。", GRANT),  # 最高 lost
        ("奖励不少于500万元。", GRANT),  # turned round
        ("最高奖励600万元。", GRANT),
        ("最高奖励500元。", GRANT),
        ("最高奖励500万美元。", GRANT),
        ("比例不超过百分之二十。", GRANT),
        ("比例不超过10‰。", GRANT),
        ("比例不超过10个百分点。", GRANT),
        ("3个月内有效。", GRANT),
        ("2031年6月30日起有效。", GRANT),
        ("2030年7月起有效。", GRANT),
        ("2030年6月30日前有效。", GRANT),
        ("2030年底前有效。", GRANT),
        ("两家示例企业最高奖励500万元。", GRANT),
        ("增加506家。", LONG),  # derived, without its formula
        ("增加1000家-494家=516家。", LONG),  # wrong arithmetic
        ("增加1000家-400家=600家。", LONG),  # an operand no clause has
        ("增长(1000-494)/494=112.4%。", LONG),
        ("占1000家÷494万元=2倍。", LONG),
        ("补助3万元。", RANGE),  # an end of a range
        ("补助2万-5万元。", RANGE),
        ("补助不超过3万元。", RANGE),
        ("注册资本不超过100万元。", RANGE),
        ("注册资本为100万元。", RANGE),
        ("30日内办结。", RANGE),
        ("未按期申报的，可以奖励。同类项目可以重复申报。", DENY),  # 不 lost
        ("示例企业不属于支持范围。", GRANT),  # 不 added
        ("某政办发〔2030〕2号规定最高500万元。", GRANT),
        ("第十八条：最高500万元。", GRANT),
        ("第二批最高500万元。", GRANT),
        ("“示例腾飞计划”最高500万元。", GRANT),
        ("《另一示例办法》最高500万元。", GRANT),
        ("请拨0532-12345678。", GRANT),
        ("见www.example.com。", GRANT),
        ("奖励翻一番。", GRANT),
        ("给予10万元奖励。", "未通过示例复审的不给予10万元奖励。"),  # word for word, but half a sentence
        ("一次性奖励5万元。", "企业可获最高一次性奖励5万元。"),
        ("最高奖励数百万元。", GRANT),
    ],
)
def test_what_it_does_not_say_is_stopped(statement: str, clause: str) -> None:
    assert wrong(statement, clause)


@pytest.mark.parametrize("statement", [GRANT, LONG, RANGE, DENY])
def test_a_clause_carries_itself(statement: str) -> None:
    assert not wrong(statement, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "示例企业可以免费使用办公场地。",
        "到某市示例服务中心办理营业执照。",
        "企业必须缴纳保证金。",
        "今天天气晴朗，适合出游。",
    ],
)
def test_a_model_brings_no_new_matter(statement: str) -> None:
    assert faults(statement, [Ground(GRANT, PLACE)], "model")


def test_a_model_may_shorten() -> None:
    assert not faults("首次认定的示例企业可获得最高500万元的一次性奖励。", [Ground(GRANT, PLACE)], "model")


def test_figures_may_come_from_two_cited_clauses() -> None:
    grounds = [Ground("2020年示例企业494家。", PLACE), Ground("2025年示例企业1000家。", PLACE)]
    assert not faults("示例企业增加1000家-494家=506家。", grounds, "clauses")
    assert faults("示例企业增加1000家-494家=506家。", grounds[:1], "clauses")


numbers = st.integers(min_value=1, max_value=9999)
units = st.sampled_from(["元", "家", "项", "%", "个月", "亩"])


@given(numbers, st.sampled_from(["元", "项", "亩", "个月"]))
def test_a_number_has_one_value_in_every_spelling(n: int, unit: str) -> None:
    spellings = {values(f"{n}{unit}"), values(f"{n:,}{unit}"), values(f"{from_int(n)}{unit}")}
    plain = {tuple(Amount(v.value, v.unit) for v in spelled if isinstance(v, Amount)) for spelled in spellings}
    assert plain == {(Amount(Decimal(n), unit),)}


@given(numbers)
def test_ten_thousands_and_percent(n: int) -> None:
    assert values(f"{n}万元") == values(f"{n * 10_000}元") == values(f"{n * 10_000:,}元")
    assert values(f"{n}%") == values(f"百分之{n}")
    assert values(f"{n}‰") == values(f"千分之{n}")


@given(st.integers(1950, 2099), st.integers(1, 12), st.integers(1, 28))
def test_a_date_has_one_value_in_every_spelling(y: int, m: int, d: int) -> None:
    chinese = "".join("〇一二三四五六七八九"[int(c)] for c in str(y))
    spellings = [f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{chinese}年{m}月{d}日"]
    assert {values(one) for one in spellings} == {(Day(y, m, d),)}


@given(numbers, numbers, units)
def test_another_number_is_never_carried(n: int, other: int, unit: str) -> None:
    assert bool(wrong(f"给予{other}{unit}。", f"某市给予{n}{unit}。")) == (n != other)


@given(numbers, numbers)
def test_a_difference_needs_the_right_arithmetic(a: int, b: int) -> None:
    clause = f"示例甲{a}亩，示例乙{b}亩。"
    assert not wrong(f"合计{a}亩+{b}亩={a + b}亩。", clause)
    assert wrong(f"合计{a}亩+{b}亩={a + b + 1}亩。", clause)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    values(text)
    faults(text, [Ground(GRANT, PLACE)], "model")


@pytest.mark.parametrize(
    "text", ["9" * 5_000 + "元", "1-" * 20_000, "(" * 20_000 + "1=1", "一" * 50_000, "不" * 50_000]
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    faults(text, [Ground(text[:-1], PLACE)], "clauses")
