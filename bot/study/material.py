"""What the study learns from and what it is measured on: lines of data/nlu, split so that twins stay together, and
the held-out messages of tests/recognition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

from bot.content import Content
from bot.content.checks.lines import read_lines
from bot.content.load import ROOT
from bot.hearing.classify import is_follow_up
from bot.hearing.encode import Floats
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise
from bot.study.embeddings import embed_cached
from bot.study.near import pairs_above

Ints = npt.NDArray[np.int64]
HELD_OUT = ROOT / "tests" / "recognition"
FILES = ("messages.jsonl", "messages2.jsonl")
_TWINS = 0.85  # cosine: above it two lines count as one for splitting
_SEED = 20261121


@dataclass(frozen=True)
class Texts:
    """Messages as typed, in plain words, and as unit vectors of shape (n, 512)."""

    typed: tuple[str, ...]
    plain: tuple[str, ...]
    vectors: Floats

    def take(self, rows: Ints) -> Texts:
        chosen = rows.tolist()
        return Texts(tuple(self.typed[i] for i in chosen), tuple(self.plain[i] for i in chosen), self.vectors[rows])


@dataclass(frozen=True)
class Labelled:
    """Texts and the situation of each, as an index into `names`."""

    texts: Texts
    y: Ints
    names: tuple[str, ...]

    def take(self, rows: Ints) -> Labelled:
        return Labelled(self.texts.take(rows), self.y[rows], self.names)


def as_texts(typed: Sequence[str]) -> Texts:
    """The messages read as the service reads them; embeddings come from the cache where it has them."""
    lexicon = load_lexicon()
    plain = [normalise(text, lexicon) for text in typed]
    return Texts(tuple(typed), tuple(plain), embed_cached(plain))


def all_lines() -> Labelled:
    """Every line that may open a conversation; what only follows on another message is left out."""
    lines = [line for line in read_lines() if not is_follow_up(line.situation)]
    names = tuple(sorted({line.situation for line in lines}))
    y = np.array([names.index(line.situation) for line in lines])
    return Labelled(as_texts([line.text for line in lines]), y, names)


def twins(vectors: Floats) -> Ints:
    """A group number for each line; lines that mean nearly the same share one."""
    pairs = [(i, j) for i, j, _ in pairs_above(vectors, _TWINS)]
    rows, columns = (np.array(side, dtype=np.int64) for side in (zip(*pairs) if pairs else ((), ())))
    links = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), (len(vectors), len(vectors)))
    groups: Ints = connected_components(links, directed=False)[1].astype(np.int64)
    return groups


def folds(lines: Labelled, number: int) -> list[tuple[Ints, Ints]]:
    """(learned from, held out) for each of `number` folds; near-twins never straddle."""
    splitter = StratifiedGroupKFold(number, shuffle=True, random_state=_SEED)
    return list(splitter.split(lines.texts.plain, lines.y, twins(lines.texts.vectors)))


def sample(lines: Labelled, size: int) -> Labelled:
    """A fixed sample, every situation in the share it has among all lines."""
    order = np.random.default_rng(_SEED).permutation(len(lines.y))
    rank = np.empty(len(order))
    for label in range(len(lines.names)):
        own = order[lines.y[order] == label]
        rank[own] = (np.arange(len(own)) + 0.5) / len(own)
    return lines.take(np.sort(np.argsort(rank, kind="stable")[:size]))


def held_out(*files: str) -> list[dict[str, Any]]:
    """The held-out messages of tests/recognition: all files, unless some are named."""
    paths = [HELD_OUT / name for name in files or FILES]
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def disclosures(messages: Sequence[dict[str, Any]], content: Content) -> list[dict[str, Any]]:
    """The messages that must lead somewhere: no small talk, no look-alikes."""
    return [m for m in messages if content.situations[m["situation"]].group != "conversation"]
