"""The ways of typing that the robustness suite uses: the same at every run, and each of them does something."""

from __future__ import annotations

from bot.study.perturb import KINDS, perturbed

_NOISE = ("300 characters around", "300 characters before")


def test_every_kind_gives_the_same_text_at_every_run() -> None:
    text = "He said he will post my pictures on Instagram, i'm so scared"

    for kind in KINDS:
        assert perturbed(text, "en", kind) == perturbed(text, "en", kind)


def test_every_kind_changes_something() -> None:
    text = "this guy on instagram said he will post my picture if i dont pay him, please help!"

    assert [kind.name for kind in KINDS if perturbed(text, "en", kind) == text] == []


def test_the_noise_is_three_hundred_characters() -> None:
    noisy = {k.name: perturbed("help", "en", k) for k in KINDS}

    assert all(270 <= len(noisy[kind]) <= 330 for kind in _NOISE)
