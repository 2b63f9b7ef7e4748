"""One accent colour → the page's colours for light and dark, each legible (WCAG 2.2 AA)."""

from __future__ import annotations

import re

Rgb = tuple[int, int, int]

HEX = re.compile(r"#[0-9a-fA-F]{6}")
LEGIBLE = 4.5  # contrast of text of any size
_WHITE: Rgb = (255, 255, 255)
_PAGE: Rgb = (0xF5, 0xF6, 0xF8)
_DARK: Rgb = (0x1C, 0x20, 0x27)
_NIGHT_GOAL = 7.0  # contrast that the accent gets on dark paper


def is_legible(accent: str) -> bool:
    """Whether white on the accent, and the accent on the page and on its own wash, can be read."""
    colour = rgb(accent)
    return min(contrast(colour, ground) for ground in (_WHITE, _PAGE, mix(colour, _WHITE, 0.89))) >= LEGIBLE


def light(accent: str) -> dict[str, str]:
    colour = rgb(accent)
    return {
        "accent": accent.lower(),
        "accent-strong": text(mix(colour, (0, 0, 0), 0.2)),
        "accent-ink": "#ffffff",
        "accent-wash": text(mix(colour, _WHITE, 0.89)),
    }


def dark(accent: str) -> dict[str, str]:
    """The accent lightened until it reads well on dark paper."""
    colour = rgb(accent)
    share = 0.0
    while contrast(mix(colour, _WHITE, share), _DARK) < _NIGHT_GOAL and share < 1:
        share += 0.02
    bright = mix(colour, _WHITE, share)
    return {
        "accent": text(bright),
        "accent-strong": text(mix(bright, _WHITE, 0.35)),
        "accent-ink": text(mix(colour, (0, 0, 0), 0.75)),
        "accent-wash": text(mix(bright, _DARK, 0.85)),
    }


def rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def text(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`share` of b, the rest of a."""
    red, green, blue = (round(x * (1 - share) + y * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: Rgb, b: Rgb) -> float:
    """1 to 21."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
