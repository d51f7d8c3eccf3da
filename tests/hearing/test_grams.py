"""Adding up the weights of a message and its clauses gives what the matrices give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from bot.hearing.classify import _KINDS, _vectorizer
from bot.hearing.grams import ByGram, GramWeights

_LINES = [
    "they will post my picture",
    "they want more pictures",
    "i feel so alone",
    "i feel alone at night",
    "thanks",
] * 3


@pytest.mark.parametrize("text", [*_LINES[:5], "", "zzz qqq", "they they they feel", "á ñ 12 :) they post", "a " * 400])
def test_one_message_scores_as_it_would_in_a_matrix(text: str) -> None:
    vectorizers = [_vectorizer(kind) for kind in _KINDS]
    terms = sum(v.fit_transform(_LINES).shape[1] for v in vectorizers)
    weights = np.random.default_rng(7).normal(scale=0.1, size=(terms, 9)).astype(np.float32)  # as large as learned ones
    matrix = sparse.hstack([v.transform([text]) for v in vectorizers]).tocsr()
    scores = GramWeights(vectorizers, ByGram.of(weights)).scores([text, "they feel alone", text])

    np.testing.assert_allclose(scores[0], (matrix @ weights)[0], atol=3e-3)  # a byte each
    np.testing.assert_allclose(scores[2], scores[0], atol=1e-5)
