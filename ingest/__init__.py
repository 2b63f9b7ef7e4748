"""From a file to a Document and its Clauses. Knows nothing of indexes, questions or pages."""
