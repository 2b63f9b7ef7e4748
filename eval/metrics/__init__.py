"""One file per family of measures. Each takes marked rows and returns estimates; none reads files."""
