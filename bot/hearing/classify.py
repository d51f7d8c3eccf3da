"""Tells the situations apart: sentence encoder and n-grams into one linear model, with calibrated confidence.

What it stores is numbers and words of written lines, read back without running any code.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from bot.content.load import FOLLOW_UP
from bot.hearing.grams import GramWeights

Ranked = list[tuple[str, float]]
Floats = npt.NDArray[np.float32]
_SEED = 20261121
_HELD_OUT = 0.2
_LEARNED_BLIND = 0.4  # of the lines, by the model whose confidence is measured on those held out
_AT_ONCE = 2
_KINDS = ("words", "letters")
_PASSES = 8  # over the lines; as many again move no score by more than 0.02, and take a third longer
_LEAST_MARGIN = -0.8  # below it nothing of a label is told


def is_follow_up(label: str) -> bool:
    """True for what is asked or told once a conversation has begun (data/follow_ups.yml)."""
    return label.startswith(FOLLOW_UP)


def _vectorizer(kind: str) -> TfidfVectorizer:
    if kind == "words":
        return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\S+", dtype=np.float32)
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, dtype=np.float32)


class SituationModel:
    """Linear support-vector models over the embedding and tf-idf n-grams.

    One tells which of all `labels` a message is; it learned from lines that tell one thing. One for each of `besides`
    tells whether that is told, whatever else is; these learned from lines that tell several things as well.

    Args to `fit` and `read` are messages in plain words and their embeddings, shape (n, 512).
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.besides: list[str] = []
        self._vectorizers = {kind: _vectorizer(kind) for kind in _KINDS}
        self._by_embedding: Floats = np.empty((0, 0), np.float32)
        self._bias: Floats = np.empty(0, np.float32)
        self._later: npt.NDArray[np.bool_] = np.empty(0, bool)
        self._temperature = 1.0

    def fit(self, texts: Sequence[str], embeddings: Floats, labels: Sequence[Sequence[str]]) -> SituationModel:
        """Learns from written lines; the temperature comes from lines held out.

        Args:
            labels: what each line tells, the most urgent first.
        """
        self.labels = sorted({told[0] for told in labels if len(told) == 1})
        self.besides = [label for label in self.labels if not is_follow_up(label)]
        learned = Parallel(n_jobs=_AT_ONCE)(delayed(_counted)(v, texts) for v in self._vectorizers.values())
        self._vectorizers = {kind: vectorizer for kind, (vectorizer, _) in zip(_KINDS, learned)}
        grams = [gram for _, gram in learned]
        x = sparse.hstack([sparse.csr_matrix(embeddings), *grams]).tocsr().astype(np.float64)
        fitted = self._fitted(x, labels)
        weights, biases = (np.concatenate([getattr(one, part) for one in fitted]) for part in ("coef_", "intercept_"))
        self._take(weights.astype(np.float32), embeddings.shape[1])
        self._bias = biases.astype(np.float32)
        return self

    def _fitted(self, x: sparse.csr_matrix, labels: Sequence[Sequence[str]]) -> list[LinearSVC]:
        """The model of all labels and one for each of `besides`; sets the temperature on lines held out of the first."""
        one_thing = np.flatnonzero([len(told) == 1 for told in labels])
        alone, y = x[one_thing], np.array([self.labels.index(labels[i][0]) for i in one_thing])
        shares = y if np.bincount(y).min() > 1 else None  # a label with one line cannot be on both sides
        train, held_out = train_test_split(
            np.arange(len(y)), train_size=_LEARNED_BLIND, test_size=_HELD_OUT, stratify=shares, random_state=_SEED
        )
        told = MultiLabelBinarizer(classes=self.besides).fit_transform([set(t) & set(self.besides) for t in labels])
        fits = [(alone, y), (alone[train], y[train]), *((x, column) for column in told.T)]
        main, blind, *each = Parallel(n_jobs=_AT_ONCE)(delayed(_fit)(lines, of) for lines, of in fits)
        self._temperature = _fit_temperature(blind.decision_function(alone[held_out]), y[held_out])
        return [main, *each]

    def _take(self, weights: Floats, dimensions: int) -> None:
        """Keeps both halves of the weights, laid out as their products need them. Labels and vectorizers are known."""
        self._later = np.array([is_follow_up(label) for label in self.labels])
        self._by_embedding = np.ascontiguousarray(weights[:, :dimensions].T)
        self._grams = GramWeights([*self._vectorizers.values()], np.ascontiguousarray(weights[:, dimensions:].T))

    def _scores(self, texts: Sequence[str], embeddings: Floats) -> Floats:
        """The readings of each text side by side, those that exclude each other first, shape (n, all of them)."""
        scores: Floats = embeddings @ self._by_embedding + self._grams.scores(texts) + self._bias
        return scores

    def confidences(self, texts: Sequence[str], embeddings: Floats) -> Floats:
        """How likely each label is, shape (n, labels), each row summing to 1."""
        return self._shares(self._scores(texts, embeddings))

    def _shares(self, scores: Floats) -> Floats:
        shares: Floats = softmax(scores[:, : len(self.labels)] / self._temperature, axis=1)
        return shares

    def read(self, texts: Sequence[str], embeddings: Floats, top: int = 8) -> list[tuple[Ranked, Ranked]]:
        """For each text the `top` likeliest (label, confidence) of the situations and of the follow-ups, and the
        (situation, margin) of all that may be told in it, whatever else is.
        """
        scores = self._scores(texts, embeddings)
        margins = scores[:, len(self.labels) :]
        return [(self._likeliest(p, top), self._told(m)) for p, m in zip(self._shares(scores), margins)]

    def _told(self, margins: Floats) -> Ranked:
        return [(self.besides[i], float(margins[i])) for i in np.flatnonzero(margins >= _LEAST_MARGIN)]

    def _likeliest(self, p: Floats, top: int) -> Ranked:
        likeliest = np.argsort(-p)
        kinds = self._later[likeliest], ~self._later[likeliest]
        first = np.sort(np.concatenate([np.flatnonzero(kind)[:top] for kind in kinds]))
        return [(self.labels[i], float(p[i])) for i in likeliest[first]]

    def save(self, folder: Path) -> None:
        """Writes numbers and vocabularies; nothing that loading would execute."""
        vocabularies = {
            kind: {term: int(index) for term, index in v.vocabulary_.items()} for kind, v in self._vectorizers.items()
        }
        head = {
            "dimensions": len(self._by_embedding),
            "labels": self.labels,
            "besides": self.besides,
            "temperature": self._temperature,
            "vocabularies": vocabularies,
        }
        (folder / "head.json").write_text(json.dumps(head), encoding="utf-8")
        idfs = {f"idf_{kind}": v.idf_ for kind, v in self._vectorizers.items()}
        weights = np.vstack([self._by_embedding, self._grams.weights]).T
        np.savez(folder / "weights.npz", weights=weights, bias=self._bias, **idfs)

    @classmethod
    def load(cls, folder: Path) -> SituationModel:
        """The model saved in `folder`."""
        model = cls()
        head = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "weights.npz", allow_pickle=False)
        model.labels, model.besides, model._temperature = head["labels"], head["besides"], head["temperature"]
        model._bias = arrays["bias"]
        for kind, vectorizer in model._vectorizers.items():
            vectorizer.vocabulary_ = head["vocabularies"][kind]
            vectorizer.idf_ = arrays[f"idf_{kind}"].astype(np.float32)
        model._take(arrays["weights"], head["dimensions"])
        return model


def _counted(vectorizer: TfidfVectorizer, texts: Sequence[str]) -> tuple[TfidfVectorizer, sparse.csr_matrix]:
    """The vectorizer with what it learned, which another process does not hand back by itself, and its n-grams."""
    return vectorizer, vectorizer.fit_transform(texts)


def _fit(x: sparse.csr_matrix, y: npt.NDArray[np.int64]) -> LinearSVC:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # meant so: see _PASSES
        return LinearSVC(C=0.2, max_iter=_PASSES, random_state=_SEED).fit(x, y)


def _fit_temperature(scores: Floats, y: npt.NDArray[np.int64]) -> float:
    """The temperature at which confidences are as high as accuracy, on lines the scores were not learned from."""

    def surprise(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(y)), y].mean())

    return float(minimize_scalar(surprise, bounds=(0.05, 2.0), method="bounded").x)
