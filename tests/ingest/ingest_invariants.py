"""What holds for every parsed document; used by several tests."""

from __future__ import annotations

from collections import Counter

from ingest.types import Parsed


def check_coverage(parsed: Parsed) -> None:
    """Every character that is not white space lies in exactly one clause or passage."""
    spans = [clause.span for clause in parsed.clauses] + [passage.span for passage in parsed.passages]
    counts = Counter(i for span in spans for i in range(span.start, span.end))
    text = parsed.source.text
    wrong = [(i, char, counts[i]) for i, char in enumerate(text) if not char.isspace() and counts[i] != 1]
    assert wrong == []


def check_clauses(parsed: Parsed) -> None:
    """Ids and labels are unique, order is that of the source, parents come first, no text is empty."""
    clauses = parsed.clauses
    assert [clause.ordinal for clause in clauses] == list(range(len(clauses)))
    assert len({clause.id for clause in clauses}) == len(clauses)
    labels = Counter(clause.label for clause in clauses)
    assert [label for label, count in labels.items() if count > 1] == []
    assert [c.span.start for c in clauses] == sorted(c.span.start for c in clauses)
    ordinals = {clause.id: clause.ordinal for clause in clauses}
    for clause in clauses:
        assert clause.text.strip()
        assert clause.document_id == parsed.document.id
        if clause.parent_id is not None:
            assert ordinals[clause.parent_id] < clause.ordinal
