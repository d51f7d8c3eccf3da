"""The parts of a message that may each tell something of their own.

One reading of a whole message can name one thing. "He wants 500 and i want to die" tells two, and a
disclosure in the middle of chatter is drowned by it.
"""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"[.!?;,\n]+"
    r"|\b(?:and|but|also|so|because|bc|cuz|cause|then|now|plus|if|or|when|while|after|since|unless|until|anyways?|btw)\b"
    r"|\b(?:y|pero|porque|pq|tambien|entonces|ahora|si|o|cuando|mientras|despues|hasta|ademas|en fin|bueno)\b"
    r"|\b(?:can (?:i|u|you|we|they|a|someone)|could (?:i|u|you)|how do|how can|will (?:i|they|my|he|she)|am i|do i|do they|is it|is that|what if)\b"
    r"|\b(?:como (?:le|lo|puedo|hago)|puedo|que pasa si)\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 3  # fewer say nothing by themselves
_COURTESY = re.compile(
    r"\W*(?:ok(?:ay)? )?(?:thanks|thank (?:you|u)|ty(?:sm)?|thx|(?:muchas |mil )?gracias)\W*", re.IGNORECASE
)
_RUNS_ON = 12
_WORD_AND_SPACE = re.compile(r"\s*\S+\s*")
MOST = 8


def clauses(text: str) -> list[str]:
    """The clauses of `text` in order, at most `MOST`, the last one with all that is left; [] where it has one only."""
    found = _split(text)
    if len(found) > MOST:
        found[MOST - 1 :] = ["".join(found[MOST - 1 :])]
    return found if len(found) > 1 else []


def pieces(text: str) -> list[str]:
    """All of `text` in its clauses, those cut up that run on."""
    return [part for clause in _split(text) for part in _cut(clause)]


def _split(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        piece = text[start:end]
        if match and len(piece.split()) < _LEAST_WORDS and not _COURTESY.fullmatch(piece):
            continue  # goes on with what follows it
        found.append(piece)
        start = end
    if len(found) > 1 and len(found[-1].split()) < _LEAST_WORDS:
        found[-2:] = [found[-2] + found[-1]]
    return found


def _cut(clause: str) -> list[str]:
    """Spoken into a phone there is no comma for a hundred words."""
    words = _WORD_AND_SPACE.findall(clause)
    return ["".join(words[i : i + _RUNS_ON]) for i in range(0, len(words), _RUNS_ON)] or [clause]
