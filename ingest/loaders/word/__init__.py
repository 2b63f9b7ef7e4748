"""Parts of the reader of Word documents."""
