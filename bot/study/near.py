"""Lines that say what another line says: `handrail check --near`.

Word pairs (bot/content/checks/lines.py) find a line with a word swapped; this finds the same thing said in other words,
one frame filled twice, and one saying with two labels, which no classifier can learn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.content.checks.lines import Line, read_lines
from bot.content.schema import Problem
from bot.hearing.encode import Floats
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise
from bot.study.embeddings import CACHE, embed_cached

_SAME = 0.93  # cosine: above it, two longer lines of one situation differ in spelling only
_CONFLICT = 0.95  # and two lines of different situations mean one thing
_LONG, _SHORT = 6, 3  # "help" and "help me" are short and alike on purpose
_FRAME = 0.8  # how much of a line may be another's beginning and end
_FRAME_WORDS = 8
_BLOCK = 1024
# Says by design what other situations say, in a language the bot does not speak.
_ELSEWHERE = "non_english"


def pairs_above(vectors: Floats, cosine: float) -> Iterator[tuple[int, int, float]]:
    """(i, j, cosine) with i < j for all pairs of unit vectors at least that alike."""
    for start in range(0, len(vectors), _BLOCK):
        likeness = vectors[start : start + _BLOCK] @ vectors[start:].T
        rows, columns = np.nonzero(likeness >= cosine)
        for row, column in zip(rows, columns):
            if column > row:
                yield int(start + row), int(start + column), float(likeness[row, column])


def _conflict(a: Line, b: Line) -> bool:
    return a.situation != b.situation and _ELSEWHERE not in (a.situation, b.situation)


def _alike(lines: Sequence[Line], plain: Sequence[str], vectors: Floats) -> Iterator[Problem]:
    for i, j, cosine in pairs_above(vectors, min(_SAME, _CONFLICT)):
        words = min(len(plain[i].split()), len(plain[j].split()))
        a, b = lines[i], lines[j]
        said = f"means what {a.text[:60]!r} of {a.path} means (cosine {cosine:.2f})"
        if a.situation == b.situation and words >= _LONG:
            yield Problem(b.path, repr(b.text[:60]), f"{said}.", "Keep one, or write it in another voice.")
        elif words >= _SHORT and cosine >= _CONFLICT and _conflict(a, b):
            yield Problem(b.path, repr(b.text[:60]), f"{said}, and is another situation.", "Keep it where it belongs.")


def _shared_ends(a: Sequence[str], b: Sequence[str]) -> float:
    """How much of the longer line is a beginning and an end that both share, 0..1."""
    shorter = min(len(a), len(b))
    head = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    tail = next((i for i in range(shorter - head) if a[-1 - i] != b[-1 - i]), shorter - head)
    return (head + tail) / max(len(a), len(b))


def _framed(lines: Sequence[Line], plain: Sequence[str]) -> Iterator[Problem]:
    """Lines of one situation that are one frame with another filling."""
    seen: dict[tuple[str, str, tuple[str, ...]], list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        words = plain[i].split()
        if len(words) < _FRAME_WORDS:
            continue
        ends = (("head", tuple(words[:3])), ("tail", tuple(words[-3:])))
        others = dict.fromkeys(j for end in ends for j in seen[line.situation, end[0], end[1]])
        twin = next((j for j in others if _shared_ends(words, plain[j].split()) >= _FRAME), None)
        if twin is not None:
            said = f"fills the frame of {lines[twin].text[:60]!r} anew."
            yield Problem(line.path, repr(line.text[:60]), said, "Write it in another voice.")
        for end in ends:
            seen[line.situation, end[0], end[1]].append(i)


def check_near(lines: Sequence[Line] | None = None, cache: Path = CACHE) -> list[Problem]:
    """Near-duplicates and label conflicts among the lines, those of data/nlu unless others are given."""
    lines = list(read_lines()) if lines is None else lines
    lexicon = load_lexicon()
    plain = [normalise(line.text, lexicon) for line in lines]
    return sorted({*_alike(lines, plain, embed_cached(plain, cache)), *_framed(lines, plain)})
