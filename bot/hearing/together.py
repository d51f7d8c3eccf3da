"""Encodes the parts of one message together with the whole: what they share is worked out once.

A message is read as a whole and clause by clause, so the encoder would meet each of its words twice. What
it makes of a word depends on the four words on either side at most, and those are the same in the whole and in
the clause, but near the clause's ends. Each layer sums over the places of a window, so a word's share in each place is
worked out once and added up wherever the word stands; of the commonest words the shares in the first layer are
worked out when the service starts. The numbers are those of the library (tests/hearing/test_together.py).
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_CONVOLUTION = 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # of each branch: words in a window, how many of them come before
_AT_ONCE = 128  # pieces
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


class Net:
    """The library's weights as they are used here, and what is worked out once of the commonest words.

    Args:
        net: the library's NumPy backend, for this object alone: its own `encode` does not work afterwards.
        words: the commonest words. Each of their pieces takes 13 kB; nothing that is typed is ever added.
    """

    def __init__(self, net: Any, words: Sequence[str] = ()) -> None:
        for name in ("proj_W", "cnn_W", "p1", "p3", "d0", "d1", "d2", "d3"):
            setattr(net, name, np.asfortranarray(getattr(net, name)))
        self.of_library = net
        first, second = ([_by_place(w) for w in layer] for layer in (net.w1, net.w2))
        net.w1 = net.w2 = None  # 5 MB that nothing here reads any more
        self._first: list[Floats] = first
        self.second: list[Floats] = second
        self._begin, self._end = net.sp.encode("", add_bos=True, add_eos=False)[0], net.sp.encode("", add_bos=False)[-1]
        self._pieces_of = {word: self._pieces(word) for word in words}
        ends = [self._begin, self._end]
        common = [*dict.fromkeys(piece for pieces in (ends, *self._pieces_of.values()) for piece in pieces)]
        self._row_of = np.full(len(net.table), -1)
        self._row_of[common] = np.arange(len(common))
        self._known = self._all_worked_out(np.array(common))

    @property
    def held(self) -> tuple[int, int]:
        """How many words and how many pieces are known."""
        return len(self._pieces_of), len(self._known)

    def _all_worked_out(self, ids: Integers) -> Floats:
        """`_worked_out` and a last row for what is outside a text, which adds nothing."""
        width = sum(weights.shape[1] for weights in (self.of_library.proj_W, *self._first))
        rows = np.zeros((len(ids) + 1, width), np.float32)
        for at in range(0, len(ids), _AT_ONCE):  # all at once would need thrice the memory, and the process keeps it
            rows[at : at + _AT_ONCE][: len(ids) - at] = self._worked_out(ids[at : at + _AT_ONCE])
        return rows

    def _pieces(self, word: str) -> list[int]:
        pieces: list[int] = self.of_library.sp.encode(word, add_bos=False, add_eos=False)
        return pieces

    def pieces_of(self, texts: Sequence[str]) -> list[list[int]]:
        """The piece ids of each text, as the library's tokenizer gives them. No piece goes over the end of a word."""
        new = {word: self._pieces(word) for text in texts for word in text.split() if word not in self._pieces_of}
        known = ChainMap(self._pieces_of, new)
        return [[self._begin, *(piece for word in text.split() for piece in known[word]), self._end] for text in texts]

    def embedded(self, ids: Integers) -> Floats:
        """What the encoder knows of each piece alone, shape (pieces, 512)."""
        net, chunk = self.of_library, ids % len(self.of_library.scale)
        rows: Floats = net.table[ids] * net.scale[chunk, None] + net.lo[chunk, None]
        return rows

    def _worked_out(self, ids: Integers) -> Floats:
        """Each piece as the three branches see it, and what it adds to their first layers from each place."""
        net = self.of_library
        x = _normed(_times(self.embedded(ids), net.proj_W) + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        shares = (_times(x[:, _of_branch(n)], weights) for n, weights in enumerate(self._first))
        return np.hstack([x, *shares])

    def first_layer(self, ids: Integers) -> Floats:
        """`_worked_out` for each of `ids`, the common ones looked up; the last row stands for what is outside a text."""
        row = self._row_of[ids]
        rows: Floats = self._known[np.append(row, -1)]
        new = np.flatnonzero(row < 0)
        if len(new):
            rows[new] = self._worked_out(ids[new])
        return rows


def _of_branch(n: int) -> slice:
    return slice(n * _CONVOLUTION, (n + 1) * _CONVOLUTION)


def _times(rows: Floats, weights: Floats) -> Floats:
    """The matrix product, turned round: with few rows, BLAS is a third faster where the weights come first."""
    product: Floats = (weights.T @ rows.T).T
    return product


def _by_place(weights: Floats) -> Floats:
    """The weights of a layer, the places of its window side by side: shape (256, places x 256)."""
    return np.asfortranarray(np.concatenate(np.split(weights, len(weights) // _CONVOLUTION), axis=1))


def _layer(shares: Floats, windows: Integers, bias: Floats, middle: Floats) -> Floats:
    """What a layer makes of each window.

    Args:
        shares: shape (words, places, 256), what each word adds from each place.
        windows: shape (windows, places), rows of `shares`.
    """
    summed = shares[windows[:, 0], 0] + bias
    for place in range(1, windows.shape[1]):
        summed += shares[windows[:, place], place]
    made: Floats = np.maximum(summed, 0, out=summed)
    made += middle
    return made


def _features(words: _Words, net: Net) -> tuple[Floats, Integers]:
    """What the encoder makes of each distinct word in its surroundings, and which one each word is."""
    ids, of_id = np.unique(words.ids, return_inverse=True)
    first = net.first_layer(ids)
    seen = np.where(words.inside, of_id[words.around], len(ids))
    near, of_near = _distinct(seen[:, _NEAR], len(ids) + 1)
    seen_near = np.where(words.inside, of_near[words.around], len(near))
    far, of_far = _distinct(seen_near[:, _WIDE], len(near) + 1)
    seen_near = seen_near[far]
    made = [net.embedded(ids)[of_id[far]]]
    start = len(_ORDERS) * _CONVOLUTION
    for branch, (size, before) in enumerate(_ORDERS):
        window = slice(_MIDDLE - before, _MIDDLE - before + size)
        shares = first[:, start : start + size * _CONVOLUTION].reshape(len(first), size, _CONVOLUTION)
        start += size * _CONVOLUTION
        library = net.of_library
        h = _layer(shares, seen[near][:, window], library.b1[branch], first[of_id[near], _of_branch(branch)])
        shares = _times(_with_nothing(h), net.second[branch]).reshape(len(h) + 1, size, _CONVOLUTION)
        made.append(_layer(shares, seen_near[:, window], library.b2[branch], h[of_near[far]]))
    return _normed(np.hstack(made), net.of_library.ln_g, net.of_library.ln_b, net.of_library.eps), of_far


def _vectors(sums: Floats, lengths: Integers, net: Any) -> Floats:
    """The last layers, from the sum over each text's words to its unit vector."""
    counts = lengths.astype(np.float32)[:, None]
    mean = (_times(sums, net.cnn_W) + counts * net.cnn_b) / np.sqrt(counts)
    first = np.maximum(_times(mean, net.p1) + _times(np.maximum(_times(mean, net.d0), 0), net.d1), 0)
    last = np.tanh(_times(first, net.p3) + _times(np.maximum(_times(first, net.d2), 0), net.d3))
    vectors: Floats = last / np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), net.eps))[:, None]
    return vectors


def encode_together(texts: Sequence[list[int]], net: Net) -> Floats:
    """Unit vectors, shape (len(texts), 512), of texts given as piece ids."""
    words = _row(texts)
    features, which = _features(words, net)
    return _vectors(np.add.reduceat(features[which], words.first, axis=0), words.lengths, net.of_library)
