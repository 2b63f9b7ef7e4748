"""Errors of reading files.

IngestError
├── SourceMissing      the path does not exist
├── SourceUnsupported  no loader for this type of file
├── SourceEmpty        the file holds no text
└── SourceBroken       the file cannot be read as what it claims to be
"""

from __future__ import annotations


class IngestError(Exception):
    """A file could not be taken in. The message says which, why, and what to do, in Chinese."""


class SourceMissing(IngestError):
    pass


class SourceUnsupported(IngestError):
    pass


class SourceEmpty(IngestError):
    pass


class SourceBroken(IngestError):
    pass
