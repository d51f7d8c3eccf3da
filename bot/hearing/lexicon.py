"""Reads data/lexicon: spellings, urgent phrases, typed answers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.content.load import ROOT, read_yaml
from bot.hearing.normalise import Lexicon

_SECTIONS = ("algospeak", "abbreviations", "misspellings")
_LANGS = ("en",)


def lexicon_path(name: str) -> Path:
    """The path of data/lexicon/<name>.yml."""
    return ROOT / "data" / "lexicon" / f"{name}.yml"


def _merged(raws: list[dict[str, Any]]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for raw in raws:
        for section in _SECTIONS:
            pairs.update({str(k): str(v) for k, v in raw.get(section, {}).items()})
    return pairs


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The spellings of every language in one table.

    Raises:
        ValueError: when a file is no YAML.
    """
    raws = [read_yaml(lexicon_path(lang)) for lang in _LANGS]
    pairs = _merged(raws)
    return Lexicon(
        words={k: v for k, v in pairs.items() if " " not in k},
        phrases={k: v for k, v in pairs.items() if " " in k},
        emoji={k.strip("\ufe0f"): str(v) for raw in raws for k, v in raw.get("emoji", {}).items()},
        laughter=frozenset(word for raw in raws for word in raw.get("laughter", [])),
    )
