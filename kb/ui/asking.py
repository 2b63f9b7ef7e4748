"""One place where a question is put: by the page and by every interface, with what it is limited to."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kb.errors import PolicyKBError, QuestionError
from kb.filters import Filter
from kb.office.gaps import Unanswered
from kb.types import Answer
from kb.ui.contract import PolicyBase
from kb.ui.measures import Measures
from kb.ui.words import BAD_DAY, MANY_DOCUMENTS

logger = logging.getLogger(__name__)

MOST_DOCUMENTS = 50  # a question may be limited to
MOST_HISTORY = 40  # earlier questions
_FIRST, _LAST = date(1949, 10, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    question: str
    history: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()  # ids of the only documents to answer from
    as_of: date | None = None  # the day whose law is asked for; today for None


class Asker:
    """Puts questions to a knowledge base and measures what comes of them."""

    def __init__(self, base: PolicyBase, measures: Measures, unanswered: Unanswered | None = None) -> None:
        self.base = base
        self._unanswered = unanswered
        self._measures = measures

    def ask(self, asked: Asked) -> Answer:
        """The whole answer. Raises QuestionError, FilterError and what else a knowledge base may raise."""
        *_, answer = self.stream(asked)
        return answer

    def stream(self, asked: Asked) -> Iterator[Answer]:
        """The answer as it grows, where a language model writes it; the last one counts. Raises as `ask`."""
        start = time.perf_counter()
        answer: Answer | None = None
        try:
            for answer in self._answers(asked):
                yield answer
        except PolicyKBError:
            self._measures.asked("rejected", time.perf_counter() - start)
            raise
        except Exception:
            self._measures.asked("failed", time.perf_counter() - start)
            raise
        if answer is not None:
            if answer.abstained and not answer.asks:
                self._note(asked, answer)
            self._measures.asked("refused" if answer.abstained else "answered", time.perf_counter() - start)

    def _note(self, asked: Asked, answer: Answer) -> None:
        """Keeps for the staff what all documents together did not answer."""
        if self._unanswered is None or asked.documents or asked.as_of is not None:
            return
        try:
            self._unanswered.note(asked.question, answer.text)
        except PolicyKBError:  # the asker gets the answer all the same
            logger.exception("an unanswered question was not kept")

    def _answers(self, asked: Asked) -> Iterator[Answer]:
        if len(asked.documents) > MOST_DOCUMENTS:
            raise QuestionError(MANY_DOCUMENTS.format(MOST_DOCUMENTS))
        if asked.as_of is not None and not _FIRST <= asked.as_of <= _LAST:
            raise QuestionError(BAD_DAY)
        limit = Filter(documents=asked.documents) if asked.documents else None
        return self.base.stream(asked.question, asked.history[-MOST_HISTORY:], limit, asked.as_of)
