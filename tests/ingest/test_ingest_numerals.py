from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import from_int, to_int


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百", 100),
        ("一百零五", 105),
        ("一百二十", 120),
        ("一千二百六十", 1260),
    ],
)
def test_both_ways(numeral: str, value: int) -> None:
    assert to_int(numeral) == value
    assert from_int(value) == numeral


def test_digits_read_one_by_one() -> None:
    assert to_int("二〇三〇") == 2030
    assert to_int("一百〇五") == 105


@given(st.integers(0, 9999))
def test_round_trip(value: int) -> None:
    assert to_int(from_int(value)) == value


@pytest.mark.parametrize("text", ["", "甲", "1", "一a"])
def test_not_a_numeral(text: str) -> None:
    with pytest.raises(ValueError, match="numeral"):
        to_int(text)


@pytest.mark.parametrize("value", [-1, 10000])
def test_out_of_range(value: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        from_int(value)
