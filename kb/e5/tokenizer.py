"""Text → piece ids, as XLM-RoBERTa's SentencePiece model does it.

By SentencePiece itself: its table of 250,002 pieces takes 60 MB, where that of `tokenizers` takes 250.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

from sentencepiece import SentencePieceProcessor

from kb.e5.weights import Vocabulary

_SPACE = "\u2581"  # how SentencePiece writes a space


class Pieces:
    """The tokenizer of the model; safe to use from several threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._characters = vocabulary.characters
        self._processor = SentencePieceProcessor(model_proto=_model(vocabulary))

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The pieces of each text, without marks of beginning and end."""
        found: list[list[int]] = self._processor.encode([self._normalise(text) for text in texts], out_type=int)
        return found

    def _normalise(self, text: str) -> str:
        valid = text.encode("utf-8", "replace").decode("utf-8")  # half of a surrogate pair is no character
        spaced = re.sub(" {2,}", " ", valid.translate(self._characters))
        return (spaced if spaced.startswith(" ") else " " + spaced).replace(" ", _SPACE)


def _model(vocabulary: Vocabulary) -> bytes:
    """The vocabulary as a SentencePiece model that leaves its text as it is. Marks are not read out of a text.

    Written byte by byte: the classes that SentencePiece ships for it want the newest protobuf.
    """
    kinds = {vocabulary.unknown: 2, vocabulary.begin: 3, vocabulary.end: 3}  # unknown, control; others are normal
    pieces = [
        _field(1, _field(1, piece.encode()) + _field(2, score) + _field(3, kinds.get(i, 1)))
        for i, (piece, score) in enumerate(vocabulary.pieces)
    ]
    unigram, no_padding = 1, (1 << 64) - 1
    ids = zip((40, 41, 42, 43), (vocabulary.unknown, vocabulary.begin, vocabulary.end, no_padding), strict=True)
    trainer = _field(3, unigram) + b"".join(_field(number, value) for number, value in ids)
    normaliser = _field(1, b"identity") + b"".join(_field(number, 0) for number in (3, 4, 5))  # all its rules off
    return b"".join([*pieces, _field(2, trainer), _field(3, normaliser)])


def _field(number: int, value: bytes | float | int) -> bytes:
    """One field of a protobuf message."""
    if isinstance(value, bytes):
        return _varint(number << 3 | 2) + _varint(len(value)) + value
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
