"""Tells the situations apart: sentence encoder and n-grams into one linear model, with calibrated confidence.

What it stores is numbers and words of written lines, read back without running any code.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import sparse
from scipy.linalg import eigh
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from bot.content.load import FOLLOW_UP
from bot.content.schema import ASKERS
from bot.hearing.grams import ByGram, GramWeights

Ranked = list[tuple[str, float]]
Floats = npt.NDArray[np.float32]
Weights = Optional[dict[int, float]]
_SEED = 20261121
_HELD_OUT = 0.2
_LEARNED_BLIND = 0.4  # of the lines, by the model whose confidence is measured on those held out
_AT_ONCE = 2
_KINDS = ("words", "letters")
# The temperature of situations is that of a model of two fifths of the lines. All of them make it this much surer:
# measured on 1,700 first messages of people who had seen no line (docs/recognition.md).
_SURER = 0.65
_WITH_TEMPERATURE = 2  # models of labels that exclude each other
_COST = 0.2  # of a line on the wrong side, against small weights
# Follow-ups have few lines each, so meaning says more of them than letters do, and the rare ones would never be found.
_MEANING_LATER = 3.0  # times the embedding
_COST_LATER = 0.1
# What a line of a follow-up weighs among the situations: more of them must take nothing from a first message.
_LINE_OF_A_FOLLOW_UP = 0.5
_FOR_THE_RARE = 0.5  # power of how much rarer than the commonest, as the weight of a line
# Of the embedding's 512, those along which lines differ most: 94% of it. Learning takes a quarter less time, and of 3,300
# messages of others as many are named (83.4 of 100, 83.5 with all of them; docs/performance.md).
_DIRECTIONS = 256
_PASSES = 8  # over the lines; as many again move no score by more than 0.02, and take a third longer
_OF_NO_FOLLOW_UP = -0.46  # scores below it are of a message like none of them; 98% of right ones are above
_TINY = 1e-9
_LEAST_MARGIN = -0.8  # below it nothing of a label is told


def is_follow_up(label: str) -> bool:
    """True for what is asked or told once a conversation has begun (data/follow_ups.yml)."""
    return label.startswith(FOLLOW_UP)


def _vectorizer(kind: str) -> TfidfVectorizer:
    if kind == "words":
        return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\S+", dtype=np.float32)
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, dtype=np.float32)


class _Learned(NamedTuple):
    """Linear models over the same features: one row of weights and a bias for each label, and their temperature."""

    weights: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]
    temperature: float = 1.0


class SituationModel:
    """Linear support-vector models over the embedding and tf-idf n-grams.

    One tells which of the situations a message is, or that it is a follow-up; another tells which follow-up. Both learned
    from lines that tell one thing. One for each of `besides` tells whether that is told, whatever else is; these learned
    from lines that tell several things as well. To the situations all follow-ups are one: more of them take nothing from
    a first message.

    Args to `fit` and `read` are messages in plain words and their embeddings, shape (n, 512).
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.besides: list[str] = []
        self._vectorizers = {kind: _vectorizer(kind) for kind in _KINDS}
        self._by_embedding: Floats = np.empty((0, 0), np.float32)
        self._bias: Floats = np.empty(0, np.float32)
        self._later: npt.NDArray[np.bool_] = np.empty(0, bool)
        self._temperatures: list[float] = []

    def fit(self, texts: Sequence[str], embeddings: Floats, labels: Sequence[Sequence[str]]) -> SituationModel:
        """Learns from written lines; the temperatures come from lines held out.

        Args:
            labels: what each line tells, the most urgent first.
        """
        known = sorted({told[0] for told in labels if len(told) == 1}, key=lambda label: (is_follow_up(label), label))
        self.labels = known
        self.besides = [label for label in known if not is_follow_up(label)]
        learned = Parallel(n_jobs=_AT_ONCE)(delayed(_counted)(v, texts) for v in self._vectorizers.values())
        self._vectorizers = {kind: vectorizer for kind, (vectorizer, _) in zip(_KINDS, learned)}
        grams = [gram for _, gram in learned]
        directions = _main_directions(embeddings)
        size = directions.shape[1]
        x = sparse.hstack([sparse.csr_matrix(embeddings @ directions), *grams]).tocsr().astype(np.float64)
        fitted = self._fitted(x, labels, size)
        of_situations, of_follow_ups = (one.temperature for one in fitted[:_WITH_TEMPERATURE])
        self._temperatures = [of_situations * _SURER, of_follow_ups]
        weights, biases = (np.concatenate([getattr(one, part) for one in fitted]) for part in ("weights", "bias"))
        self._take(directions @ weights[:, :size].T.astype(np.float32), ByGram.of(weights[:, size:].T))
        self._bias = biases.astype(np.float32)
        return self

    def _fitted(self, x: sparse.csr_matrix, labels: Sequence[Sequence[str]], size: int) -> list[_Learned]:
        """The models of the situations and of the follow-ups, and one for each of `besides`."""
        # Whoever asks for somebody else does, whatever happens to that one: an attempt of a friend is not the writer's.
        one_thing = np.flatnonzero([len(told) == 1 or told[0] in ASKERS for told in labels])
        alone, y = x[one_thing], np.array([self.labels.index(labels[i][0]) for i in one_thing])
        n = len(self.besides)
        later = y >= n
        told = MultiLabelBinarizer(classes=self.besides).fit_transform([set(t) & set(self.besides) for t in labels])
        few = {n: _LINE_OF_A_FOLLOW_UP} if later.any() else None
        one, other = (
            delayed(_fit)(alone, np.minimum(y, n), n, _COST, few),
            delayed(_fit_later)(alone[later], y[later], size),
        )
        fits = [one, other, *(delayed(_fit_beside)(x, column) for column in told.T)]
        learned: list[_Learned] = Parallel(n_jobs=_AT_ONCE)(fits)
        return learned

    def _take(self, by_embedding: Floats, by_gram: ByGram) -> None:
        """Keeps both halves of the weights as their products need them, each row for all labels."""
        self._later = np.array([is_follow_up(label) for label in self.labels])
        self._by_embedding = np.ascontiguousarray(by_embedding)
        self._grams = GramWeights([*self._vectorizers.values()], by_gram)

    def _scores(self, texts: Sequence[str], embeddings: Floats) -> Floats:
        """The readings of each text side by side, those that exclude each other first, shape (n, all of them)."""
        scores: Floats = embeddings @ self._by_embedding + self._grams.scores(texts) + self._bias
        return scores

    def confidences(self, texts: Sequence[str], embeddings: Floats) -> Floats:
        """How likely each label is, shape (n, labels), each row summing to 1."""
        return self._shares(self._scores(texts, embeddings))

    def _shares(self, scores: Floats) -> Floats:
        """How likely each label is: of what goes to follow-ups as a whole, each has its part.

        What is like none of the follow-ups that we know goes to the situations.
        """
        n, end = len(self.besides), len(self.labels)
        if n == end:
            return self._softmax(scores[:, :n], 0)
        first = self._softmax(scores[:, : n + 1], 0)
        of_none = np.full((len(scores), 1), _OF_NO_FOLLOW_UP, np.float32)
        later = self._softmax(np.hstack([scores[:, n + 1 : end + 1], of_none]), 1)[:, :-1] * first[:, n:]
        left = 1 - later.sum(axis=1, keepdims=True)
        return np.hstack([first[:, :n] * (left / np.maximum(first[:, :n].sum(axis=1, keepdims=True), _TINY)), later])

    def _softmax(self, scores: Floats, which: int) -> Floats:
        shares: Floats = softmax(scores / self._temperatures[which], axis=1)
        return shares

    def read(self, texts: Sequence[str], embeddings: Floats, top: int = 8) -> list[tuple[Ranked, Ranked]]:
        """For each text the `top` likeliest (label, confidence) of the situations and of the follow-ups, and the
        (situation, margin) of all that may be told in it, whatever else is.
        """
        scores = self._scores(texts, embeddings)
        margins = scores[:, -len(self.besides) :]
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
            "labels": self.labels,
            "besides": self.besides,
            "temperatures": self._temperatures,
            "vocabularies": vocabularies,
        }
        (folder / "head.json").write_text(json.dumps(head), encoding="utf-8")
        idfs = {f"idf_{kind}": v.idf_ for kind, v in self._vectorizers.items()}
        # As they are used: a copy made while loading would stay with the process for good.
        by_gram = self._grams.weights._asdict()
        np.savez(folder / "weights.npz", by_embedding=self._by_embedding, bias=self._bias, **by_gram, **idfs)

    @classmethod
    def load(cls, folder: Path) -> SituationModel:
        """The model saved in `folder`."""
        model = cls()
        head = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "weights.npz", allow_pickle=False)
        model.labels, model.besides, model._temperatures = head["labels"], head["besides"], head["temperatures"]
        model._bias = arrays["bias"]
        for kind, vectorizer in model._vectorizers.items():
            vectorizer.vocabulary_ = head["vocabularies"][kind]
            vectorizer.idf_ = arrays[f"idf_{kind}"].astype(np.float32)
        model._take(arrays["by_embedding"], ByGram(arrays["steps"], arrays["step"]))
        return model


def _counted(vectorizer: TfidfVectorizer, texts: Sequence[str]) -> tuple[TfidfVectorizer, sparse.csr_matrix]:
    """The vectorizer with what it learned, which another process does not hand back by itself, and its n-grams."""
    return vectorizer, vectorizer.fit_transform(texts)


def _main_directions(embeddings: Floats) -> Floats:
    """Unit vectors along which the embeddings reach farthest, shape (their size, at most that or `_DIRECTIONS`)."""
    size = embeddings.shape[1]
    _, directions = eigh(embeddings.T @ embeddings, subset_by_index=(max(size - _DIRECTIONS, 0), size - 1))
    return np.asarray(directions, np.float32)


def _svm(x: sparse.csr_matrix, y: npt.NDArray[np.int64], cost: float = _COST, weights: Weights = None) -> LinearSVC:
    """
    Args:
        weights: of the lines of each label; all alike without.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # meant so: see _PASSES
        return LinearSVC(C=cost, class_weight=weights, max_iter=_PASSES, random_state=_SEED).fit(x, y)


def _fit_later(x: sparse.csr_matrix, y: npt.NDArray[np.int64], size: int) -> _Learned:
    """The model of the follow-ups among themselves; `size` is that of the embedding, which comes first in `x`."""
    scale = np.ones(x.shape[1])
    scale[:size] = _MEANING_LATER
    labels, counts = np.unique(y, return_counts=True)
    weights = dict(zip(labels, (counts.max(initial=1) / counts) ** _FOR_THE_RARE))
    learned = _fit(x @ sparse.diags(scale), y, int(y.max(initial=0)) + 1, _COST_LATER, weights)
    return learned._replace(weights=learned.weights * scale)


def _fit_beside(x: sparse.csr_matrix, y: npt.NDArray[np.int64]) -> _Learned:
    """The model of one label that is told or not, whatever else is: its score is a margin."""
    svm = _svm(x, y)
    return _Learned(svm.coef_, svm.intercept_)


def _fit(
    x: sparse.csr_matrix, y: npt.NDArray[np.int64], below: int, cost: float = _COST, weights: Weights = None
) -> _Learned:
    """The model of the labels in `y`, which exclude each other, with the temperature that makes its confidences true.

    Args:
        below: labels from this one on don't count for the temperature: a first message is no follow-up.
        cost, weights: as in `_svm`.
    """
    labels, counts = np.unique(y, return_counts=True)
    if len(labels) < 2:
        return _Learned(np.zeros((len(labels), x.shape[1])), np.zeros(len(labels)))
    svm = _svm(x, y, cost, weights)
    shares = y if counts.min() > 1 else None  # a label with one line cannot be on both sides
    train, held_out = train_test_split(
        np.arange(len(y)), train_size=_LEARNED_BLIND, test_size=_HELD_OUT, stratify=shares, random_state=_SEED
    )
    held_out = held_out[y[held_out] < below]
    blind = _svm(x[train], y[train], cost, weights)
    scores = _for_each(np.atleast_2d(blind.decision_function(x[held_out]).T)).T
    temperature = _fit_temperature(scores, np.searchsorted(blind.classes_, y[held_out]))
    return _Learned(_for_each(svm.coef_), _for_each(svm.intercept_), temperature)


def _for_each(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """One row for each label; of two the library has the second one's only, which is the first one's turned round."""
    return np.concatenate([-rows / 2, rows / 2]) if len(rows) == 1 else rows


def _fit_temperature(scores: npt.NDArray[np.float64], y: npt.NDArray[np.int64]) -> float:
    """The temperature at which confidences are as high as accuracy, on lines the scores were not learned from."""

    def surprise(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(y)), y].mean())

    return float(minimize_scalar(surprise, bounds=(0.05, 2.0), method="bounded").x)
