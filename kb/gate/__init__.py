"""The gate: what a statement may say, given the words of the clauses it cites. `check.faults` is its door."""
