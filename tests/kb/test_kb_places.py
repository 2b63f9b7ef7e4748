"""Places named in a text, and which lies in which."""

from __future__ import annotations

import pytest

from kb.places import places, related


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("即墨区的企业有几家", ("即墨",)),
        ("潍坊有没有这种补贴", ("潍坊",)),
        ("北京、上海、深圳3个基地", ("北京", "上海", "深圳")),
        ("山东省青岛市示例条例", ("山东", "青岛")),
        ("市区里和平发展,市人民医院", ()),
        ("高新技术产业开发区", ()),
        ("我市区县联动", ()),
        ("", ()),
    ],
)
def test_places(text: str, found: tuple[str, ...]) -> None:
    assert places(text) == found


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ("胶州", "青岛", True),
        ("山东", "胶州", True),
        ("胶州", "即墨", False),
        ("青岛", "烟台", False),
        ("某", "青岛", False),
    ],
)
def test_related(one: str, other: str, holds: bool) -> None:
    assert related(one, other) is holds
    assert related(other, one) is holds
