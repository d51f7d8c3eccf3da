"""Takes names of people and places to find them out of a message before anything else sees it.

What the young person typed about who they are, or who someone else is, is not needed to help; and what
never reaches the bot can never leak from it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

REMOVED = "\u2588"
_URL = r"(?:https?://|www\.)\S+"
# Where a word begins only, or a long one would be tried at each of its letters.
_EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_HANDLE = r"(?<![\w@])@[A-Za-z_][\w.]{1,30}"
_PHONE = r"(?<![\w$])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\w)"
_LONG_NUMBER = r"(?<![\w$])\+?\d[\d .-]{8,}\d(?!\w)"
_ADDRESS = r"(?i:\b\d{1,5} (?:[nsew]\.? )?(?:[a-z]+ ){1,3}(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|blvd|way|place|pl|circle|terrace)\b\.?)"
_SCHOOL = r"\b(?:[A-Z][\w'.]+ ){1,3}(?:High|Middle|Elementary|Academy|Prep|HS|MS|High School|Middle School|Elementary School)\b(?: School)?"
_NAMED = r"(?i:\b(?:my name is|my names|my full name is|his name is|her name is|me llamo|mi nombre es|su nombre es)\s+)[A-Za-zÀ-ÿ'-]+(?:\s+[A-ZÀ-Ý][A-Za-zÀ-ÿ'-]+){0,2}"
_ACCOUNT = r"(?i:\b(?:snap|insta|ig|instagram|discord|tiktok|user ?name|usuario|handle|gamertag)(?: name| user)?(?: is|:| es)+ ?)(?=[\w.#-]*[\d_.#])[\w.#-]{3,30}"
_PATTERN = re.compile("|".join((_URL, _EMAIL, _HANDLE, _PHONE, _LONG_NUMBER, _ADDRESS, _SCHOOL, _NAMED, _ACCOUNT)))
# The lines we name ourselves: "i called 988" must stay readable.
_OURS = re.compile(r"\D")


class Redacted(NamedTuple):
    """A message without identifying parts, and whether any were there."""

    text: str
    removed: bool


def redact(text: str, keep: frozenset[str] = frozenset()) -> Redacted:
    """`text` with handles, numbers, addresses, links, schools and names masked.

    Args:
        keep: digits of public service numbers, which are left as they are.
    """
    removed = False

    def mask(match: re.Match[str]) -> str:
        nonlocal removed
        digits = _OURS.sub("", match.group())
        if digits and digits in keep:
            return match.group()
        removed = True
        return REMOVED

    once = _PATTERN.sub(mask, text)
    # What is masked may have hidden where the next part begins: "0000000000@name".
    return Redacted(_PATTERN.sub(mask, once) if removed else once, removed)
