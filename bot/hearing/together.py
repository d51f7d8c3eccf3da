"""Encodes the parts of one message together with the whole: what they share is worked out once.

A message is read as a whole and clause by clause, so the encoder would meet each of its words twice. What
it makes of a word depends on the four words on either side at most, and those are the same in the whole and in
the clause, but near the clause's ends. The numbers are those of the library (tests/hearing/test_together.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_CONVOLUTION = 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # of each branch: words in a window, how many of them come before
_REACH, _MIDDLE = 4, 4  # two layers of windows that reach two words to either side
_NEAR = slice(_MIDDLE - 2, _MIDDLE + 3)
_WIDE = slice(_MIDDLE - 2, _MIDDLE + 3, 2)  # what is near to these three is all that is within reach


class _Words(NamedTuple):
    """All words of all texts in one row.

    Attributes:
        ids: shape (words,); first: where each text begins; lengths: words of each text.
        around: for each word the positions of the nine around it; inside: which of those are of the same text.
    """

    ids: Integers
    first: Integers
    lengths: Integers
    around: Integers
    inside: npt.NDArray[np.bool_]


def _row(texts: Sequence[list[int]]) -> _Words:
    lengths = np.array([len(text) for text in texts])
    ids = np.concatenate([np.asarray(text, np.int64) for text in texts])
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    around = np.arange(len(ids))[:, None] + np.arange(-_REACH, _REACH + 1)
    inside = (around >= np.repeat(first, lengths)[:, None]) & (around < np.repeat(first + lengths, lengths)[:, None])
    return _Words(ids, first, lengths, np.clip(around, 0, len(ids) - 1), inside)


def _distinct(rows: Integers, values: int) -> tuple[Integers, Integers]:
    """Where each distinct row is first, and for every row which distinct one it is.

    Args:
        rows: numbers below `values`, few enough that a row of them is a number itself.
    """
    keys = rows @ values ** np.arange(rows.shape[1])
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return first, which


def _normed(rows: Floats, gain: Floats, shift: Floats, eps: float) -> Floats:
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + eps)[:, None]
    normed: Floats = rows * gain + shift
    return normed


def _with_nothing(rows: Floats) -> Floats:
    """The rows and one of zeros, which stands for every place outside the text."""
    return np.vstack([rows, np.zeros((1, rows.shape[1]), np.float32)])


def lay_out(net: Any) -> None:
    """Lays the weights of the library's NumPy backend out by column, once, as `_times` wants them."""
    for name in ("proj_W", "cnn_W", "p1", "p3", "d0", "d1", "d2", "d3"):
        setattr(net, name, np.asfortranarray(getattr(net, name)))
    net.w1, net.w2 = ([np.asfortranarray(weights) for weights in layer] for layer in (net.w1, net.w2))


def _times(rows: Floats, weights: Floats) -> Floats:
    """The matrix product, turned round: with few rows, BLAS is a third faster where the weights come first."""
    product: Floats = (weights.T @ rows.T).T
    return product


def _layer(windows: Floats, weights: Floats, bias: Floats, middle: Floats) -> Floats:
    made: Floats = np.maximum(_times(windows.reshape(len(windows), -1), weights) + bias, 0) + middle
    return made


def _features(words: _Words, net: Any) -> tuple[Floats, Integers]:
    """What the encoder makes of each distinct word in its surroundings, and which one each word is."""
    ids, of_id = np.unique(words.ids, return_inverse=True)
    chunk = ids % len(net.scale)
    embedded = net.table[ids] * net.scale[chunk, None] + net.lo[chunk, None]
    projected = _with_nothing(_normed(_times(embedded, net.proj_W) + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps))
    seen = np.where(words.inside, of_id[words.around], len(ids))
    near, of_near = _distinct(seen[:, _NEAR], len(ids) + 1)
    seen_near = np.where(words.inside, of_near[words.around], len(near))
    far, of_far = _distinct(seen_near[:, _WIDE], len(near) + 1)
    seen_near = seen_near[far]
    made = [embedded[of_id[far]]]
    for branch, (size, before) in enumerate(_ORDERS):
        window = slice(_MIDDLE - before, _MIDDLE - before + size)
        x = projected[:, branch * _CONVOLUTION : (branch + 1) * _CONVOLUTION]
        h = _with_nothing(_layer(x[seen[near][:, window]], net.w1[branch], net.b1[branch], x[of_id[near]]))
        made.append(_layer(h[seen_near[:, window]], net.w2[branch], net.b2[branch], h[of_near[far]]))
    return _normed(np.hstack(made), net.ln_g, net.ln_b, net.eps), of_far


def _vectors(sums: Floats, lengths: Integers, net: Any) -> Floats:
    """The last layers, from the sum over each text's words to its unit vector."""
    counts = lengths.astype(np.float32)[:, None]
    mean = (_times(sums, net.cnn_W) + counts * net.cnn_b) / np.sqrt(counts)
    first = np.maximum(_times(mean, net.p1) + _times(np.maximum(_times(mean, net.d0), 0), net.d1), 0)
    last = np.tanh(_times(first, net.p3) + _times(np.maximum(_times(first, net.d2), 0), net.d3))
    vectors: Floats = last / np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), net.eps))[:, None]
    return vectors


def pieces_of(texts: Sequence[str], tokenizer: Any) -> list[list[int]]:
    """The piece ids of each text, as the library's tokenizer gives them. No piece goes over the end of a word."""
    begin, end = tokenizer.encode("", add_bos=True, add_eos=False)[0], tokenizer.encode("", add_bos=False)[-1]
    words = dict.fromkeys(word for text in texts for word in text.split())
    known = {word: tokenizer.encode(word, add_bos=False, add_eos=False) for word in words}
    return [[begin, *(piece for word in text.split() for piece in known[word]), end] for text in texts]


def encode_together(texts: Sequence[list[int]], net: Any) -> Floats:
    """Unit vectors, shape (len(texts), 512), of texts given as piece ids.

    Args:
        net: the library's NumPy backend, which holds the weights.
    """
    words = _row(texts)
    features, which = _features(words, net)
    return _vectors(np.add.reduceat(features[which], words.first, axis=0), words.lengths, net)
