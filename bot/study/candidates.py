"""The ways to tell situations apart that are compared. Each learns from plain words and their embeddings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from scipy import sparse
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC, LinearSVC

from bot.hearing.classify import SituationModel, _vectorizer
from bot.hearing.encode import Floats
from bot.study.material import Labelled, Texts

_SEED = 20261121


def _logs(p: Floats) -> Floats:
    """Confidences as scores; a temperature of 1 gives them back."""
    logs: Floats = np.log(np.maximum(p, 1e-12)).astype(np.float32)
    return logs


class Candidate(Protocol):
    """Something that learns from lines and scores messages."""

    def fit(self, lines: Labelled) -> Candidate:
        """Learns."""

    def scores(self, texts: Texts) -> Floats:
        """Shape (n, labels), higher is likelier; any scale, a temperature makes confidences of them."""


class Present:
    """The model of bot/hearing/classify.py as the service uses it."""

    def fit(self, lines: Labelled) -> Present:
        names = [[lines.names[i]] for i in lines.y]
        self._model = SituationModel().fit(lines.texts.plain, lines.texts.vectors, names)
        self._columns = [self._model.labels.index(n) for n in lines.names]
        return self

    def scores(self, texts: Texts) -> Floats:
        return _logs(self._model.confidences(texts.plain, texts.vectors)[:, self._columns])


class Features:
    """Embedding, word and letter n-grams, or only some of them, side by side."""

    def __init__(self, *, vectors: bool, grams: bool) -> None:
        self._vectors = vectors
        self._vectorizers = [_vectorizer(kind) for kind in ("words", "letters")] if grams else []

    def fit(self, texts: Texts) -> Features:
        for vectorizer in self._vectorizers:
            vectorizer.fit(texts.plain)
        return self

    def of(self, texts: Texts) -> Any:
        if not self._vectorizers:
            return texts.vectors
        grams = [v.transform(texts.plain) for v in self._vectorizers]
        dense = [sparse.csr_matrix(texts.vectors)] if self._vectors else []
        return sparse.hstack([*dense, *grams]).tocsr()


class Learned:
    """A scikit-learn classifier over some features."""

    def __init__(self, features: Features, model: Any) -> None:
        self._features = features
        self._model = model

    def fit(self, lines: Labelled) -> Learned:
        self._model.fit(self._features.fit(lines.texts).of(lines.texts), lines.y)
        return self

    def scores(self, texts: Texts) -> Floats:
        x = self._features.of(texts)
        if hasattr(self._model, "decision_function"):
            return np.asarray(self._model.decision_function(x), np.float32)
        return _logs(self._model.predict_proba(x))


class NearestLines:
    """The lines nearest in meaning vote, the nearer the louder."""

    def __init__(self, neighbors: int = 15) -> None:
        self._neighbors = neighbors

    def fit(self, lines: Labelled) -> NearestLines:
        self._lines = lines
        return self

    def scores(self, texts: Texts) -> Floats:
        votes = np.zeros((len(texts.plain), len(self._lines.names)), np.float32)
        for start in range(0, len(votes), 512):
            likeness = texts.vectors[start : start + 512] @ self._lines.texts.vectors.T
            nearest = np.argpartition(-likeness, self._neighbors, axis=1)[:, : self._neighbors]
            for row, columns in enumerate(nearest, start):
                np.add.at(votes[row], self._lines.y[columns], np.exp(8 * likeness[row - start, columns]))
        return _logs(votes + 1e-3)


class Mean:
    """The mean of the confidences of several candidates, each at its own temperature."""

    def __init__(self, *members: Callable[[], Candidate], temperatures: Sequence[float]) -> None:
        self._makers = members
        self._temperatures = temperatures

    def fit(self, lines: Labelled) -> Mean:
        self._members = [make().fit(lines) for make in self._makers]
        return self

    def scores(self, texts: Texts) -> Floats:
        parts = [softmax(m.scores(texts) / t, axis=1) for m, t in zip(self._members, self._temperatures)]
        return _logs(np.mean(parts, axis=0))


class Stacked:
    """A logistic regression over what two candidates say of lines that they did not learn from."""

    def __init__(self, *members: Callable[[], Candidate]) -> None:
        self._makers = members

    def fit(self, lines: Labelled) -> Stacked:
        fold = np.random.default_rng(_SEED).integers(0, 3, len(lines.y))
        said = [np.zeros((len(lines.y), len(lines.names)), np.float32) for _ in self._makers]
        for k in range(3):
            learned, asked = lines.take(np.flatnonzero(fold != k)), np.flatnonzero(fold == k)
            for column, make in zip(said, self._makers):
                column[asked] = make().fit(learned).scores(lines.texts.take(asked))
        self._top = LogisticRegression(C=0.1, max_iter=200).fit(self._joined(said), lines.y)
        self._members = [make().fit(lines) for make in self._makers]
        return self

    def scores(self, texts: Texts) -> Floats:
        said = self._joined([m.scores(texts) for m in self._members])
        return np.asarray(self._top.decision_function(said), np.float32)

    @staticmethod
    def _joined(said: Sequence[Floats]) -> Floats:
        return np.hstack([log_softmax(s / max(float(s.std()), 1e-6), axis=1) for s in said])


def _linear(*, weighted: bool = False, cost: float = 0.2, vectors: bool = True, grams: bool = True) -> Learned:
    weights = "balanced" if weighted else None
    svm = LinearSVC(C=cost, class_weight=weights, random_state=_SEED)
    return Learned(Features(vectors=vectors, grams=grams), svm)


def _rbf() -> Learned:
    svm = SVC(C=6, gamma=1.5, decision_function_shape="ovr", random_state=_SEED)
    return Learned(Features(vectors=True, grams=False), svm)


def _logistic() -> Learned:
    return Learned(Features(vectors=True, grams=True), LogisticRegression(C=10, max_iter=60, tol=1e-3))


def _network() -> Learned:
    network = MLPClassifier((256,), alpha=1e-3, early_stopping=True, max_iter=60, random_state=_SEED)
    return Learned(Features(vectors=True, grams=False), network)


CANDIDATES: Mapping[str, Callable[[], Candidate]] = {
    "encoder + n-grams, linear SVM: as the service has it": Present,
    "encoder + n-grams, linear SVM, classes weighted alike": lambda: _linear(weighted=True, cost=0.7),
    "n-grams alone, linear SVM": lambda: _linear(vectors=False),
    "encoder alone, linear SVM": lambda: _linear(grams=False, cost=1.0),
    "encoder + n-grams, logistic regression": _logistic,
    "encoder alone, RBF SVM": _rbf,
    "encoder alone, nearest 15 lines": NearestLines,
    "encoder alone, network of 256": _network,
    "mean of linear and RBF SVM": lambda: Mean(_linear, _rbf, temperatures=(0.2, 0.5)),
    "linear and RBF SVM, stacked": lambda: Stacked(_linear, _rbf),
}
