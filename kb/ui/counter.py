"""The counter: where someone who got no answer leaves the question for the staff."""

from __future__ import annotations

from kb.errors import PolicyKBError
from kb.office.enquiries import Enquiries
from kb.ui.rating import Ratings
from kb.ui.words import ENQUIRY_SENT, ENQUIRY_TWICE, RATING_GONE


class Counter:
    """Takes only questions that this page refused, each of them once."""

    def __init__(self, ratings: Ratings, enquiries: Enquiries) -> None:
        self._ratings = ratings
        self._enquiries = enquiries

    def leave(self, said: object) -> dict[str, object]:
        """Keeps `{key, contact?}` as the page's script sends it; {done, text} for the page."""
        given = said if isinstance(said, dict) else {}
        key, contact = given.get("key"), given.get("contact", "")
        about = self._ratings.shown(key) if isinstance(key, str) else None
        if about is None or not about.abstained or not isinstance(contact, str):
            return {"done": False, "text": RATING_GONE}
        if not self._ratings.once(about.key):
            return {"done": False, "text": ENQUIRY_TWICE}
        try:
            number = self._enquiries.receive(about.question, contact, "public")
        except PolicyKBError as error:
            self._ratings.again(about.key)
            return {"done": False, "text": str(error)}
        return {"done": True, "text": ENQUIRY_SENT.format(number)}
