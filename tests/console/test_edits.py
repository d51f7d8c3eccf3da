"""A change touches one value of one file, is held to every check, and leaves as a patch that git takes."""

from __future__ import annotations

import datetime
import subprocess
from typing import Any

import pytest
import yaml

from bot.console.edits import BadEdit, Edit, edited, new_files, patch, tried
from bot.content.load import ROOT

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FILE = "data/responses/threat_money.yml"
TEXT = ("texts", "utter_threat_money_believe", "en")
YAML = """# A comment that stays.
texts:
  one:
    en: Old words.
    buttons:
    - {en: Yes, es: 'Sí', means: {a: b}}
    services: [a, b]
  two:
    en: Two
  long: >-
    Folded words
    on two lines.
last: 1
"""


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        pytest.param(
            ("texts", "one", "en"), "New: words, here.", "    en: 'New: words, here.'\n", id="quoted as needed"
        ),
        pytest.param(("texts", "one", "buttons", 0, "es"), "Sí, a", "{en: Yes, es: 'Sí, a', means", id="in one line"),
        pytest.param(("texts", "one", "services"), ["a"], "    services: [a]\n", id="a list"),
        pytest.param(
            ("texts", "two", "reviewed_by"), "a nurse", "    en: Two\n    reviewed_by: a nurse\n  long", id="added"
        ),
        pytest.param(("texts", "long"), "Some: words", "  long: >-\n    Some: words\nlast", id="a folded block"),
        pytest.param(("last",), datetime.date(2026, 1, 2), "last: 2026-01-02\n", id="a date"),
    ],
)
def test_one_value_changes_and_the_rest_stays(path: tuple[Any, ...], value: Any, line: str) -> None:
    new = edited(YAML, path, value)

    assert line in new
    assert new.startswith("# A comment that stays.\n")
    found = yaml.safe_load(new)
    for step in path:
        found = found[step]
    assert found == value


def test_texts_of_the_files_can_be_changed_without_touching_a_neighbor() -> None:
    for path in sorted((ROOT / "data/responses").glob("*.yml"))[::6]:
        text = path.read_text(encoding="utf-8")
        before = yaml.load(text, Loader=LOADER)
        for name in list(before["texts"])[:: max(1, len(before["texts"]) // 3)]:
            after = yaml.load(edited(text, ("texts", name, "es"), "zebra"), Loader=LOADER)
            assert after["texts"][name]["es"] == "zebra"
            after["texts"][name]["es"] = before["texts"][name].get("es")
            assert after == before


@pytest.mark.parametrize("file", ["config.yml", "../secret.yml", "data/nlu/friend.yml", "/etc/passwd"])
def test_only_content_can_be_changed(file: str) -> None:
    with pytest.raises(BadEdit, match="is not a file of"):
        new_files([Edit(file, ("a",), "b")])


def test_a_place_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadEdit, match="nobody"):
        new_files([Edit(FILE, ("texts", "nobody", "en"), "b")])


def test_the_patch_is_one_that_git_takes() -> None:
    texts = new_files([Edit(FILE, TEXT, "Thank you for telling me. It is not your fault.")])

    done = subprocess.run(
        ["git", "apply", "--check", "-"], input=patch(texts).encode(), cwd=ROOT, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert patch(texts).count("\n-") == 1


def test_a_change_is_held_to_every_check() -> None:
    at = "texts", "utter_threat_money_believe"
    wrong = {
        "says 'calm down'": ((*at, "en"), "Calm down."),
        "is in no fact": (("texts", "utter_threat_money_steps", "en"), "Call 1-800-555-0199 now."),
        "characters": (("texts", "utter_threat_money_point", "en"), "word " * 80),
        "reads at grade": (
            ("texts", "utter_threat_money_again", "en"),
            "Institutional authorization necessitates documentation.",
        ),
        "names nobody": ((*at, "services"), ["nobody"]),
    }

    _, problems = tried(new_files([Edit(FILE, path, value) for path, value in wrong.values()]))

    for fact in wrong:
        assert any(fact in str(p) for p in problems), (fact, problems)


def test_a_good_change_has_no_problems_and_the_project_is_untouched() -> None:
    before = (ROOT / FILE).read_bytes()

    content, problems = tried(new_files([Edit(FILE, TEXT, "Thank you for telling me. It is not your fault.")]))

    assert problems == []
    assert content.responses["utter_threat_money_believe"].en.startswith("Thank you for telling me")
    assert (ROOT / FILE).read_bytes() == before
