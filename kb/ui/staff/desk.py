"""What the staff pages work on: the office, and the knowledge base once it is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kb.office.accounts import Accounts
from kb.office.audit import AuditLog
from kb.office.enquiries import Enquiries
from kb.office.gaps import Unanswered
from kb.office.sessions import Attempts, Sessions
from kb.office.tables import open_office
from kb.ui.staff.intake_jobs import IntakeJobs

if TYPE_CHECKING:
    from kb.service import KnowledgeBase


class Desk:
    """One office. `base` waits until the knowledge base is open."""

    def __init__(self, home: Path, base: Callable[[], KnowledgeBase]) -> None:
        database = open_office(home)
        self.home = home
        self.accounts = Accounts(database)
        self.sessions = Sessions(database)
        self.attempts = Attempts(database)
        self.audit = AuditLog(database)
        self.enquiries = Enquiries(database)
        self.unanswered = Unanswered(database)
        self.intake = IntakeJobs(base, self.audit)
        self._base = base

    @property
    def base(self) -> KnowledgeBase:
        return self._base()
