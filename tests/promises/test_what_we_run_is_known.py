"""What the service is made of is known: each package by its hash, and no way in for what nobody listed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re

import pytest

from bot.content.load import ROOT


def requirements(name: str = "requirements.txt") -> list[str]:
    """The requirements of a lock file, one a line."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_and_has_hashes(name: str) -> None:
    loose = [line[:40] for line in requirements(name) if "==" not in line or "--hash=sha256:" not in line]

    assert loose == []


def test_no_lock_names_a_host_to_fetch_from() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert not re.search(r"--(extra-)?index-url|--find-links|https?://", (ROOT / name).read_text())


def test_no_plugin_of_rasa_runs_unasked() -> None:
    """Rasa imports any `rasa_plus` it finds, and any entry point of its plugin group."""
    assert importlib.util.find_spec("rasa_plus") is None
    assert not importlib.metadata.entry_points().get("rasa", ())


def test_what_keeps_conversations_sealed_and_shared_is_in_the_lock() -> None:
    names = {re.split(r"[=\[; ]", line)[0].lower() for line in requirements()}

    assert {"cryptography", "redis"} <= names


def test_the_ends_of_life_are_told() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")

    for part in ("Python 3.10", "Rasa Open Source 3.6.21", "TensorFlow 2.12", "Sanic 21.12.2"):
        assert part in text


def test_an_audit_that_could_ask_nobody_does_not_pass() -> None:
    """Through a mirror pip-audit skips every package, and would say that nothing is known against any."""
    assert 'pip-audit" --strict' in (ROOT / "scripts" / "audit").read_text(encoding="utf-8")
