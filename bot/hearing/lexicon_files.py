"""Where the lexicon's files are."""

from __future__ import annotations

from pathlib import Path

from bot.content.load import ROOT


def lexicon_path(name: str) -> Path:
    """The path of data/lexicon/<name>.yml."""
    return ROOT / "data" / "lexicon" / f"{name}.yml"
