"""Settings of the page's look and of who may embed it."""

from __future__ import annotations

import pytest

from kb import colours
from kb.errors import SettingsError
from kb.settings import load


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "blue"),
        ("accent", "#ffee00"),
        ("title", ""),
        ("title", "一\n二"),
        ("title", "长" * 41),
        ("logo", "五个字太长"),
        ("contact", "x" * 121),
        ("embed_origins", "https://www.example.gov.cn/path"),
        ("embed_origins", "https://a.example.gov.cn; script-src *"),
        ("embed_origins", "*"),
        ("api_rate", -1),
    ],
)
def test_a_bad_value_is_named(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=f"POLICY_KB_{name.upper()}"):
        load(**{name: value})


def test_origins_are_put_in_one_form() -> None:
    found = load(embed_origins="https://a.example.gov.cn, https://*.example.gov.cn:8443  https://a.example.gov.cn")
    assert found.embed_origins == "https://a.example.gov.cn https://*.example.gov.cn:8443"


@pytest.mark.parametrize("accent", ["#1f5796", "#8c1d18", "#0b6b4f", "#000000", "#5b3a8e"])
def test_colours_of_an_accent_are_legible_by_day_and_night(accent: str) -> None:
    assert colours.is_legible(accent)
    for found, paper in ((colours.light(accent), "#ffffff"), (colours.dark(accent), "#1c2027")):
        shown = {name: colours.rgb(value) for name, value in found.items()}
        for text, ground in (("accent", "accent-wash"), ("accent-ink", "accent"), ("accent-ink", "accent-strong")):
            assert colours.contrast(shown[text], shown[ground]) >= colours.LEGIBLE, (accent, text, ground)
        assert colours.contrast(shown["accent"], colours.rgb(paper)) >= colours.LEGIBLE
