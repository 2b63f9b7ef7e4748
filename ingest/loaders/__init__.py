"""Loaders: from a file to the raw text in it, one module per kind of file."""
