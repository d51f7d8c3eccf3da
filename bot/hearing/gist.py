"""What a long message is about: the clauses that tell most, in their order, to be read closely.

A young person may tell what happened in the middle of their day, and a reading of all of it hears the day.
What cannot wait is searched for in every word all the same (bot/hearing/urgency.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.hearing.clauses import pieces

CLOSELY = 60  # words; what is longer is read by the clauses that tell most
CORE = 30  # words; what they tell is read by itself as well, and heard where the rest is everyday talk
_TELLING = 1.0  # below it a clause is everyday talk


def gists(text: str, telling: Callable[[str], float], sizes: Sequence[int] = (CLOSELY, CORE)) -> list[str]:
    """For each size the clauses of `text` that tell most, at most so many words of them; all of a shorter text.

    Args:
        telling: how much a clause sounds like a disclosure rather than everyday talk, above 0 where it does.
    """
    words = len(text.split())
    parts = pieces(text) if words > min(sizes) else []
    told = [telling(part) for part in parts]
    return [text if words <= most else _gist(parts, told, most) for most in sizes]


def _gist(parts: Sequence[str], told: Sequence[float], most: int) -> str:
    kept = _kept(parts, told, most) or _first(parts, most)
    return "".join(parts[i] for i in sorted(kept))


def _kept(parts: Sequence[str], told: Sequence[float], most: int) -> list[int]:
    kept, words = [], 0
    for i in sorted(range(len(parts)), key=lambda i: -told[i]):
        size = len(parts[i].split())
        if told[i] >= _TELLING and words + size <= most:
            kept.append(i)
            words += size
    return kept


def _first(parts: Sequence[str], most: int) -> list[int]:
    """As many of the first pieces as are read closely: the message is everyday talk."""
    words, kept = 0, []
    for i, part in enumerate(parts):
        words += len(part.split())
        if words > most:
            break
        kept.append(i)
    return kept
