"""Does it keep silent when, and only when, the documents do not say?

Positive class: abstaining. Over all rows:

- refusal_precision: unanswerable rows among those abstained;
- refusal_recall: abstained rows among the unanswerable;
- refused_answerable: abstained rows among the answerable (lower is better).
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.dataset import Question
from eval.metrics.stats import Estimate, proportion
from eval.rows import AnswerRow


def summarise(rows: Sequence[tuple[Question, AnswerRow]]) -> dict[str, Estimate]:
    return {
        "refusal_precision": proportion([not q.answerable for q, a in rows if a.abstained]),
        "refusal_recall": proportion([a.abstained for q, a in rows if not q.answerable]),
        "refused_answerable": proportion([a.abstained for q, a in rows if q.answerable]),
    }
