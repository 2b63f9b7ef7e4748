"""Text → piece ids, as XLM-RoBERTa's SentencePiece model does it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tokenizers import Tokenizer
from tokenizers.models import Unigram

from kb.e5.weights import Vocabulary

_SPACE = "\u2581"  # how SentencePiece writes a space


class Pieces:
    """The tokenizer of the model; safe to use from several threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._characters = vocabulary.characters
        self._tokenizer = Tokenizer(Unigram(list(vocabulary.pieces), vocabulary.unknown, False))

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The pieces of each text, without marks of beginning and end."""
        normal = [self._normalise(text) for text in texts]
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(normal, add_special_tokens=False)]

    def _normalise(self, text: str) -> str:
        valid = text.encode("utf-8", "replace").decode("utf-8")  # half of a surrogate pair is no character
        spaced = re.sub(" {2,}", " ", valid.translate(self._characters))
        return (spaced if spaced.startswith(" ") else " " + spaced).replace(" ", _SPACE)
