"""Reads the spellings of data/lexicon, one table a language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bot.content.load import read_yaml
from bot.hearing.common_words import Telling, common_words
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.mistyped import Mender, known_words
from bot.hearing.normalise import Lexicon, Spellings

_SECTIONS = ("algospeak", "abbreviations", "misspellings")


def _spellings(raw: dict[str, Any]) -> Spellings:
    pairs = {str(k): str(v) for section in _SECTIONS for k, v in (raw.get(section) or {}).items()}
    return Spellings(
        words={k: v for k, v in pairs.items() if " " not in k},
        phrases={k: v for k, v in pairs.items() if " " in k},
    )


def _named() -> set[str]:
    """The words of what can be asked about: "sexploitation" is no slip for "exploitation"."""
    terms = read_yaml(lexicon_path("terms"))
    phrases = (
        str(p) for kind in terms.values() if isinstance(kind, dict) for found in kind.values() for p in found or ()
    )
    return {word for phrase in phrases for word in phrase.split()}


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The spellings of both languages and the emoji.

    Raises:
        ValueError: when a file is no YAML.
    """
    raws = {lang: read_yaml(lexicon_path(lang)) for lang in ("en", "es")}
    emoji = {k.strip("\ufe0f"): str(v) for raw in raws.values() for k, v in (raw.get("emoji") or {}).items()}
    laughter = frozenset(str(word) for raw in raws.values() for word in raw.get("laughter") or ())
    en, es = _spellings(raws["en"]), _spellings(raws["es"])
    spelled = {word for spellings in (en, es) for key in (*spellings.words, *spellings.phrases) for word in key.split()}
    known = known_words() | spelled | laughter | _named()
    mender = Mender({word: use.lines for word, use in common_words().items()}, known)
    return Lexicon(en, es, emoji, laughter, mender, Telling(common_words()))
