"""What a long message is about: the clauses that tell most, in their order, to be read closely.

A young person may tell what happened in the middle of their day, and a reading of all of it hears the day.
What cannot wait is searched for in every word all the same (bot/hearing/urgency.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from bot.hearing.clauses import pieces

CLOSELY = 60  # words; what is longer is read by the clauses that tell most
CORE = 40  # words; what they tell is read by itself as well, and heard where the rest is everyday talk
_TELLING = 1.0  # below it a clause is everyday talk
# A clause beside one that tells belongs to it, if nothing speaks against it: "my sister is 12" sounds like any day. Of
# two kinds of everyday talk around 348 messages, 137 of 1,392 were led elsewhere with such clauses kept, 160 without.
_BESIDE = -1.0


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
    sizes = [len(part.split()) for part in parts]
    kept = _kept(told, sizes, most) or _first(sizes, most)
    return "".join(parts[i] for i in sorted(kept))


def _kept(told: Sequence[float], sizes: Sequence[int], most: int) -> list[int]:
    """The clauses that tell, the most telling first, and then those beside them, as far as there is room."""
    telling = [i for i in sorted(range(len(told)), key=lambda i: -told[i]) if told[i] >= _TELLING]
    kept = _within(telling, sizes, most)
    near = [j for i in kept for j in (i - 1, i + 1) if 0 <= j < len(told) and told[j] >= _BESIDE]
    return _within(dict.fromkeys((*kept, *near)), sizes, most)


def _within(chosen: Iterable[int], sizes: Sequence[int], most: int) -> list[int]:
    """Of the chosen clauses, in their order, those that leave the sum of the words at `most`."""
    kept, words = [], 0
    for i in chosen:
        if words + sizes[i] <= most:
            kept.append(i)
            words += sizes[i]
    return kept


def _first(sizes: Sequence[int], most: int) -> list[int]:
    """As many of the first pieces as are read closely: the message is everyday talk."""
    return [i for i, words in enumerate(accumulate(sizes)) if words <= most]
