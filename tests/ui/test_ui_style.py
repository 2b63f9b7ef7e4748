"""Contrast of the page's colours, and that its styles and scripts name no other host."""

from __future__ import annotations

import re

import pytest

from kb.ui.theme import css, script, theme

TEXT_ON = [
    ("ink", "page"),
    ("ink", "paper"),
    ("ink", "sunk"),
    ("ink", "accent-wash"),
    ("soft", "page"),
    ("soft", "paper"),
    ("soft", "sunk"),
    ("accent", "page"),
    ("accent", "paper"),
    ("accent", "accent-wash"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("mark-ink", "mark"),
    ("alert", "alert-wash"),
]


def colours(block: str) -> dict[str, str]:
    [body] = re.findall(rf"^{re.escape(block)} \{{(.*?)^\}}", css(), re.DOTALL | re.MULTILINE)[:1]
    return dict(re.findall(r"--pk-([\w-]+): (#[0-9a-f]{6});", body))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """WCAG 2.1 contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("block", ["body", "body.dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_legible(block: str, text: str, ground: str) -> None:
    """AA for text of any size."""
    found = colours(block)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("block", ["body", "body.dark"])
def test_the_edge_of_the_question_box_is_visible(block: str) -> None:
    """AA for parts of a control."""
    found = colours(block)
    assert contrast(found["edge"], found["paper"]) >= 3


def test_nothing_names_another_host() -> None:
    for text in (css(), script(), str(theme()._get_theme_css())):  # type: ignore[no-untyped-call]
        assert set(re.findall(r"\w+://[^/'\"]*", text)) <= {"http://www.w3.org"}  # an XML namespace
        assert "@import" not in text
        assert "@font-face" not in text
    assert theme()._stylesheets == []
