"""What an operator sets of the page's look: title, logo, accent colour, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from kb import colours
from kb.settings import ACCENT, Settings


@dataclass(frozen=True, slots=True)
class Look:
    title: str = "政策问答"
    logo: str = ""
    accent: str = ACCENT
    contact: str = ""

    def css(self) -> str:
        """The accent in place of the stylesheet's own, where it is another."""
        if self.accent == ACCENT:
            return ""
        return f"body {{ {_variables(colours.light(self.accent))} }}\nbody.dark {{ {_variables(colours.dark(self.accent))} }}"


def look_of(settings: Settings) -> Look:
    return Look(settings.title, settings.logo, settings.accent, settings.contact)


def _variables(found: dict[str, str]) -> str:
    return " ".join(f"--pk-{name}: {value};" for name, value in found.items())
