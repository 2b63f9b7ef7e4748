"""Question sets as people keep them: sheets, a template, checks, proposals."""
