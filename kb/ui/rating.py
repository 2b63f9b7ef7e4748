"""有用 and 没用: which answers were shown, and what their askers say of them."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict

from kb.errors import PolicyKBError
from kb.feedback import Feedback, FeedbackBook, Rated
from kb.types import Answer
from kb.ui.words import RATED, RATING_GONE

_REMEMBERED = 5_000  # answers, of a few KB each; who speaks later than that is told so


class Ratings:
    """Remembers what was shown, so that nobody can put words on an answer that was never given."""

    def __init__(self, book: FeedbackBook) -> None:
        self._book = book
        self._shown: OrderedDict[str, Rated] = OrderedDict()
        self._sent: set[str] = set()  # keys of questions that were left for the staff
        self._lock = threading.Lock()

    def show(self, answer: Answer) -> str:
        """A key that only the page of this asker gets."""
        key = secrets.token_urlsafe(12)
        rated = Rated(key, answer.question, answer.text, answer.abstained, tuple(c.clause_id for c in answer.citations))
        with self._lock:
            self._shown[key] = rated
            if len(self._shown) > _REMEMBERED:
                self._sent.discard(self._shown.popitem(last=False)[0])
        return key

    def shown(self, key: str) -> Rated | None:
        """The answer that was shown under a key, while it is remembered."""
        with self._lock:
            return self._shown.get(key)

    def once(self, key: str) -> bool:
        """True for the first call with a key."""
        with self._lock:
            new = key not in self._sent
            self._sent.add(key)
            return new

    def again(self, key: str) -> None:
        with self._lock:
            self._sent.discard(key)

    def rate(self, said: object) -> dict[str, object]:
        """Keeps `{key, useful, reason?, note?}` as the page's script sends it; {done, text} for the page."""
        given = said if isinstance(said, dict) else {}
        key, reason, note = given.get("key"), given.get("reason", ""), given.get("note", "")
        about = self.shown(key) if isinstance(key, str) else None
        if about is None or not isinstance(reason, str) or not isinstance(note, str):
            return {"done": False, "text": RATING_GONE}
        try:
            self._book.put(Feedback(about, given.get("useful") is True, reason, note))
        except PolicyKBError as error:
            return {"done": False, "text": str(error)}
        return {"done": True, "text": RATED}
