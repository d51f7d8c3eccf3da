"""The n-gram half of the classifier for one message at a time.

A turn has one short message. Making matrices of it and multiplying them costs fifty times what adding up the few
weights it has does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = npt.NDArray[np.float32]


class _Kind(NamedTuple):
    """One vectorizer: how it splits, its terms, their weights by rarity, and where its rows begin."""

    split: Callable[[str], Iterable[str]]
    terms: dict[str, int]
    rarity: Floats
    first: int


class GramWeights:
    """What each n-gram of a message adds to each label, as the vectorizers would have it.

    Args:
        vectorizers: fitted, with `sublinear_tf` and the l2 norm, in the order of the rows.
        weights: shape (terms of all vectorizers, labels).
    """

    def __init__(self, vectorizers: Sequence[TfidfVectorizer], weights: Floats) -> None:
        self.weights = weights
        self._kinds: list[_Kind] = []
        first = 0
        for vectorizer in vectorizers:
            terms: dict[str, Any] = vectorizer.vocabulary_
            rarity = np.asarray(vectorizer.idf_, np.float32)
            self._kinds.append(_Kind(vectorizer.build_analyzer(), terms, rarity, first))
            first += len(terms)

    def scores(self, text: str) -> Floats:
        """The sum for each label, shape (labels,)."""
        total = np.zeros(self.weights.shape[1], np.float32)
        for kind in self._kinds:
            counts = Counter(term for term in kind.split(text) if term in kind.terms)
            if counts:
                rows = np.fromiter((kind.terms[term] for term in counts), np.int64, len(counts))
                values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * kind.rarity[rows]
                total += (values / np.linalg.norm(values)) @ self.weights[rows + kind.first]
        return total
