"""The model: it learns, its confidences sum to one, and what is saved comes back the same without running code."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.hearing.classify import SituationModel
from bot.hearing.encode import embed

LINES = [
    ("he wants money or he posts my picture", "threat_money"),
    ("pay me or everyone sees it", "threat_money"),
    ("send money by tonight or i share it", "threat_money"),
    ("they demand cash for my photo", "threat_money"),
    ("what is the weather", "off_topic"),
    ("tell me a joke please", "off_topic"),
    ("help with my math homework", "off_topic"),
    ("who won the game last night", "off_topic"),
    ("thank you so much for the help", "thanks"),
    ("thanks that helped a lot", "thanks"),
    ("ok thank you for the help", "thanks"),
]


def fitted() -> SituationModel:
    texts, labels = zip(*LINES)
    return SituationModel().fit(texts, embed(texts), [[label] for label in labels])


def test_it_tells_what_it_learned_apart() -> None:
    model = fitted()

    text = "he says pay money or the picture goes out"
    ((likeliest, _), *_), _ = model.read([text], embed([text]))[0]

    assert likeliest == "threat_money"


def test_confidences_are_confidences() -> None:
    p = fitted().confidences(["a", "b c"], embed(["a", "b c"]))

    assert np.allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()


def test_a_saved_model_comes_back_the_same(tmp_path: Path) -> None:
    model, text = fitted(), "money for the photo"
    model.save(tmp_path)

    again = SituationModel.load(tmp_path)

    (before, _), (after, _) = (m.read([text], embed([text]))[0] for m in (model, again))
    assert [name for name, _ in after] == [name for name, _ in before]
    assert np.allclose([p for _, p in after], [p for _, p in before], atol=1e-5)
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".json", ".npz"]


def test_a_line_that_tells_two_things_speaks_for_both() -> None:
    texts, labels = zip(*LINES)
    both = ["pay or it goes out, and what is the weather", "he wants cash for the picture and i have math homework"]
    told = [*([label] for label in labels), *(["threat_money", "off_topic"] for _ in both)]
    model = SituationModel().fit([*texts, *both], embed([*texts, *both]), told)

    text = "they want money for my photo, also tell me a joke"
    _, margins = model.read([text], embed([text]))[0]

    assert {"threat_money", "off_topic"} <= {name for name, _ in margins}
