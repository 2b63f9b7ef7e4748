"""What a staff page is made of: views, which are HTML, and acts, which change something."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ingest.errors import IngestError
from kb.errors import PolicyKBError
from kb.office.accounts import Account, Role
from kb.ui.staff.access import current
from kb.ui.staff.desk import Desk
from kb.ui.staff.words import FAILED, UNKNOWN

logger = logging.getLogger(__name__)
_MOST_FIELD = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Done:
    """What the page does after an act: shows a sentence, goes to another view, or takes HTML where it asked for some."""

    say: str = ""
    go: str = ""  # "view?name=value"; "" stays and shows the view anew
    html: str | None = None


Fields = Mapping[str, str]
View = Callable[[Desk, Fields], str]
Act = Callable[[Desk, Account, Fields], Done]


@dataclass(frozen=True, slots=True)
class Section:
    """One page. `tabs` are the views in its navigation, in order, the first one the start."""

    name: str
    path: str
    roles: tuple[Role, ...]
    tabs: Mapping[str, str]
    views: Mapping[str, View]
    acts: Mapping[str, Act] = field(default_factory=dict)

    def show(self, desk: Desk, wanted: object) -> dict[str, object]:
        """The HTML of `{view, …}` as the page's script asks for it."""
        given = fields(wanted)
        view = self.views.get(given.get("view", "")) or self.views[next(iter(self.tabs))]
        return _guarded(lambda: {"html": view(desk, given)})

    def act(self, desk: Desk, wanted: object) -> dict[str, object]:
        """Does `{act, …}`: {say, go, html} or {error}."""
        given = fields(wanted)
        act = self.acts.get(given.get("act", ""))
        if act is None:
            return {"error": UNKNOWN}

        def run() -> dict[str, object]:
            done = act(desk, current(), given)
            return {"say": done.say, "go": done.go, "html": done.html}

        return _guarded(run)


def fields(wanted: object) -> dict[str, str]:
    """Names and texts; whatever else was sent is left out, and texts are cut to what a form can hold."""
    given = wanted if isinstance(wanted, dict) else {}
    return {str(name): value[:_MOST_FIELD] for name, value in given.items() if isinstance(value, str)}


def number(given: Fields, name: str = "id") -> int:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _guarded(run: Callable[[], dict[str, object]]) -> dict[str, object]:
    try:
        return run()
    except (PolicyKBError, IngestError) as error:
        return {"error": str(error)}
    except Exception:  # whatever it is, the page gets a line and keeps what was written
        logger.exception("staff page failed")
        return {"error": FAILED}
