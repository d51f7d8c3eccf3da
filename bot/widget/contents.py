"""What is compiled into the widget: its words, the people who answer, and the opening.

All of it comes from data/ and words.yml, so that help shows when this server is gone. `problems` says where the
committed file no longer holds what they hold. The words of the pages are read here too, and are not compiled in.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

from pydantic import Field, ValidationError

from bot.content import Content
from bot.content.directory import cards
from bot.content.load import ROOT, read_yaml
from bot.content.schema import LANGS, Entry, Problem
from bot.hearing.language import counts_of

HERE = Path(__file__).resolve().parent
BUILT = HERE / "built" / "widget.js"
_WORDS_AT = "bot/widget/words.yml"
WORDS = ROOT / _WORDS_AT
# In this order: the first three are always in sight; all of them when the chat fails.
PEOPLE = ("lifeline_988", "crisis_text_line", "emergency_911", "cybertipline", "take_it_down")
_OTHER_LANGUAGE = "lang"  # called in the words of that language
_NEVER_WITHOUT = PEOPLE[:3]
_DIGEST_DIGITS = 12
_SOURCES = ("build.mjs", "package-lock.json", "src/*")
_COMPILED = re.compile(r"JSON\.parse\('((?:[^'\\]|\\.)*)'\)")
_WORD = re.compile(r"[^\W\d_]+")
_REMEDY = "Run: scripts/build_widget"


class NoHelp(Exception):
    """The facts no longer let one of the lines be shown that the widget must never be without."""


class Wording(Entry):
    """One thing we say, in each language."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)


Wordings = dict[str, Wording]


class WordsFile(Entry):
    """words.yml: the words of the widget, of each page, and of the preflight's scripts."""

    reviewed_by: str
    reviewed_on: Optional[datetime.date]
    words: Wordings
    pages: dict[str, Wordings]
    preflight: Wordings


@lru_cache(maxsize=1)
def _words_file() -> WordsFile:
    return WordsFile.parse_obj(read_yaml(WORDS))


def _in(lang: str, wordings: Wordings) -> dict[str, str]:
    return {name: wording.es if lang == "es" else wording.en for name, wording in wordings.items()}


def words(lang: str) -> dict[str, str]:
    """The widget's own words in a language, by name."""
    return _in(lang, _words_file().words)


def words_of_the_page(name: str, lang: str) -> dict[str, str]:
    """The words of a page as it is sent, by name; those it shares with other pages and with the widget among them."""
    pages, shared = _words_file().pages, words(lang)
    own = _in(lang, {**pages["every"], **pages.get(name, {})})
    return {**own, "title": shared["title"], "leave": shared["leave"], "other_language": shared[_OTHER_LANGUAGE]}


def words_of_the_preflight(lang: str) -> dict[str, str]:
    """What the scripts of the preflight say, by name."""
    return _in(lang, _words_file().preflight)


def taps(content: Content, lang: str) -> list[str]:
    """What can be said by tapping where the bot asks for words."""
    return [tap.title(lang) for tap in content.taps]


def people(content: Content, lang: str) -> list[dict[str, Any]]:
    """The people who answer: name and ways (label and link), as the widget keeps them.

    Raises:
        NoHelp: when one of the lines it must never be without may not be shown.
    """
    found = cards(content, PEOPLE, lang)
    missing = set(_NEVER_WITHOUT) - {card["id"] for card in found}
    if missing:
        raise NoHelp(f"data/facts: {', '.join(sorted(missing))}: may not be shown, and the widget needs it.")
    return [
        {"name": card["name"], "ways": [{"label": w["label"], "href": w["href"]} for w in card["ways"]]}
        for card in found
    ]


def opening(content: Content, lang: str) -> dict[str, Any]:
    """The opening: its text, and its buttons, which are chosen by their place (contract, section 3)."""
    response = content.responses["utter_opening"]
    buttons = [{"id": str(at), "title": b.title(lang)} for at, b in enumerate(response.buttons)]
    return {"text": response.text(lang), "buttons": buttons}


def compiled(content: Content) -> dict[str, Any]:
    """All that is compiled in, by language and kind."""
    return {
        lang: {
            "words": words(lang),
            "taps": taps(content, lang),
            "people": people(content, lang),
            "opening": opening(content, lang),
        }
        for lang in LANGS
    }


def source_digest() -> str:
    """The first digits of the SHA-256 of everything the script is built from, but for what is compiled in."""
    found = hashlib.sha256()
    for path in sorted(p for pattern in _SOURCES for p in HERE.glob(pattern)):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:_DIGEST_DIGITS]


def as_literal(data: dict[str, Any]) -> str:
    """`data` as a JavaScript string in single quotes that holds its JSON."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def in_script(script: str) -> dict[str, Any]:
    """What is compiled into a built script; {} where there is nothing."""
    found = _COMPILED.search(script)
    if not found:
        return {}
    data: dict[str, Any] = json.loads(re.sub(r"\\(.)", r"\1", found[1]))
    return data


def _english(file: WordsFile) -> Iterator[Problem]:
    for wordings in (file.words, *file.pages.values(), file.preflight):
        for name, text in _in("es", wordings).items():
            if name != _OTHER_LANGUAGE and counts_of(_WORD.findall(text.lower()))["en"]:
                yield Problem(_WORDS_AT, f"{name}.es", "has English under Spanish.", "Say it in Spanish.")


def words_problems() -> list[Problem]:
    """Where words.yml misses a language, names what nobody declared, or has English under Spanish."""
    try:
        return list(_english(WordsFile.parse_obj(read_yaml(WORDS))))
    except ValidationError as wrong:
        return [
            Problem(_WORDS_AT, ".".join(map(str, error["loc"])), f"{error['msg']}.", "Mend this key.")
            for error in wrong.errors()
        ]


def problems(content: Content) -> list[Problem]:
    """What is wrong with the words, else where the committed script differs from what it is built from."""
    if wrong := words_problems():
        return wrong
    where = str(BUILT.relative_to(ROOT))
    if not BUILT.is_file():
        return [Problem(where, "widget", "is missing", _REMEDY)]
    script = BUILT.read_text(encoding="utf-8")
    found, wanted = in_script(script), compiled(content)
    differ = {k for lang, kinds in wanted.items() for k in kinds if found.get(lang, {}).get(k) != kinds[k]}
    out = [Problem(where, kind, "differs from data/ and words.yml", _REMEDY) for kind in sorted(differ)]
    if not script.startswith(f"/* Handrail {source_digest()} */"):
        out.append(Problem(where, "source", "was built from other sources", _REMEDY))
    return out
