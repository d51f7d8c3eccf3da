"""The figures of the study: right, near enough, honest about its doubts, and how often it cries wolf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from bot.content import Content
from bot.content.schema import HARM_GROUPS
from bot.hearing.encode import Floats
from bot.study.material import Ints

_BINS = 15
_RECALL = 0.97
LOOK_ALIKES = "off_topic"


class Labels(NamedTuple):
    """What is known of each label, arrays of one length."""

    names: tuple[str, ...]
    group: npt.NDArray[np.str_]
    harm: npt.NDArray[np.bool_]
    crisis: npt.NDArray[np.bool_]

    @property
    def calm(self) -> int:
        return self.names.index(LOOK_ALIKES)


def labels_of(names: Sequence[str], content: Content) -> Labels:
    group = np.array([content.situations[n].group for n in names])
    crisis = np.array([content.situations[n].urgency in ("crisis", "emergency") for n in names])
    return Labels(tuple(names), group, np.isin(group, HARM_GROUPS), crisis)


class OnLines(NamedTuple):
    """Shares in 0..1 on held-out lines of data/nlu."""

    exact: float
    group: float
    calibration_error: float
    false_disclosure: float
    false_crisis: float
    false_at_recall: float


def fit_temperature(scores: Floats, y: Ints) -> float:
    """The temperature at which confidences fit these labels best."""

    def surprise(temperature: float) -> float:
        return float(-log_softmax(scores / temperature, axis=1)[np.arange(len(y)), y].mean())

    return float(minimize_scalar(surprise, bounds=(0.02, 5.0), method="bounded").x)


def confidences(scores: Floats, temperature: float) -> Floats:
    """Shape of `scores`, each row summing to 1."""
    p: Floats = softmax(scores / temperature, axis=1)
    return p


def calibration(p: Floats, y: Ints, bins: int = _BINS) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, count) for each bin of confidence that holds anything."""
    sure, right = p.max(axis=1), p.argmax(axis=1) == y
    at = np.minimum((sure * bins).astype(int), bins - 1)
    return [
        (float(sure[at == b].mean()), float(right[at == b].mean()), int((at == b).sum()))
        for b in range(bins)
        if (at == b).any()
    ]


def calibration_error(p: Floats, y: Ints) -> float:
    """The expected calibration error: how far confidence is from the share right, on average."""
    return sum(abs(sure - right) * n for sure, right, n in calibration(p, y)) / len(y)


def alarm_curve(p: Floats, y: Ints, alarming: npt.NDArray[np.bool_], calm: int) -> tuple[Floats, Floats]:
    """(recall, false alarms) at every threshold on the summed confidence of the alarming labels."""
    sure = p[:, alarming].sum(axis=1)
    thresholds = np.unique(np.quantile(sure, np.linspace(0, 1, 400)))
    wanted, harmless = np.sort(sure[alarming[y]]), np.sort(sure[y == calm])
    recall = 1 - np.searchsorted(wanted, thresholds) / len(wanted)
    false = 1 - np.searchsorted(harmless, thresholds) / len(harmless)
    return recall.astype(np.float32), false.astype(np.float32)


def on_lines(p: Floats, y: Ints, labels: Labels) -> OnLines:
    """How confidences do on lines whose labels are known."""
    top, calm = p.argmax(axis=1), y == labels.calm
    recall, false = alarm_curve(p, y, labels.harm, labels.calm)
    return OnLines(
        exact=float((top == y).mean()),
        group=float((labels.group[top] == labels.group[y]).mean()),
        calibration_error=calibration_error(p, y),
        false_disclosure=float(labels.harm[top[calm]].mean()),
        false_crisis=float(labels.crisis[top[calm]].mean()),
        false_at_recall=float(false[recall >= _RECALL].min()),
    )


class OnMessages(NamedTuple):
    """Shares in 0..1 on held-out messages, after the urgency floor and the director had their say."""

    named: float
    first: float
    false_disclosure: float
    false_crisis: float
    both: float


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def on_messages(messages: Sequence[dict[str, Any]], heard: Sequence[Sequence[str]], content: Content) -> OnMessages:
    """How what was heard does on held-out messages.

    Args:
        heard: per message, the situation acted on and then the others heard.
    """
    pairs = [(m, h, content.situations[h[0]]) for m, h in zip(messages, heard)]
    calm = [(m, h, s) for m, h, s in pairs if m["situation"] == LOOK_ALIKES]
    rest = [(m, h, s) for m, h, s in pairs if m["situation"] != LOOK_ALIKES]
    return OnMessages(
        named=_share([bool({m["situation"], *m["also"]} & set(h)) for m, h, _ in rest]),
        first=_share([bool(set(m["must_first"]) & {*s.first, *s.then}) for m, _, s in rest if m["must_first"]]),
        false_disclosure=_share([s.group in HARM_GROUPS for *_, s in calm]),
        false_crisis=_share([s.urgency in ("crisis", "emergency") for *_, s in calm]),
        both=_share([all(set(c) & set(h) for c in m["concerns"]) for m, h, _ in rest if "concerns" in m]),
    )
