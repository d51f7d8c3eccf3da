"""Digests of the files that something is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from bot.content.load import ROOT

_KINDS = (".yml", ".py", ".txt")


def _files(sources: Iterable[str]) -> list[Path]:
    paths = [ROOT / s for s in sources]
    found = [p for path in paths for p in (path.rglob("*") if path.is_dir() else [path])]
    return sorted(p for p in found if p.suffix in _KINDS)


def digest_of(sources: Iterable[str]) -> str:
    """A digest of the names and contents of all files under `sources`, paths from the project's root."""
    digest = hashlib.sha256()
    for path in _files(sources):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
