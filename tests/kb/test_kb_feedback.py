"""有用 and 没用: kept once an answer, within limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import FeedbackError
from kb.feedback import MOST_NOTE, Feedback, FeedbackBook, Rated

ABOUT = Rated("k1", "示例问题？", "示例答复。", False, ("c1", "c2"))


def test_the_last_word_counts(tmp_path: Path) -> None:
    book = FeedbackBook(tmp_path)
    book.put(Feedback(ABOUT, True))
    book.put(Feedback(ABOUT, False, "内容过时", " 说明 "))
    [kept] = FeedbackBook(tmp_path).all()
    assert (kept.about, kept.useful, kept.reason, kept.note) == (ABOUT, False, "内容过时", "说明")
    assert list(book.all(since="2999")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        Feedback(ABOUT, False, "别的原因"),
        Feedback(ABOUT, True, "内容过时"),
        Feedback(ABOUT, False, "其他", "长" * (MOST_NOTE + 1)),
    ],
)
def test_what_is_not_valid_is_not_kept(tmp_path: Path, wrong: Feedback) -> None:
    book = FeedbackBook(tmp_path)
    with pytest.raises(FeedbackError):
        book.put(wrong)
    assert list(book.all()) == []
