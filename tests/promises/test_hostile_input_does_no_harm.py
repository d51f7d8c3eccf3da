"""Whatever is sent, nobody is harmed by it: no crash, no silence, no long wait, no memory that grows.

The door is tried with what its own description allows and with what it forbids; the pure functions behind it
with everything that text can be.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.bench import hostile
from bot.content.load import ROOT
from bot.hearing.language import language_of
from bot.hearing.normalise import MAX_CHARACTERS, Lexicon, clean, normalise, typed_words
from bot.hearing.urgency import load_urgency
from bot.redaction import _PATTERN, redact

ANYTHING = st.text(st.characters(), max_size=1200)
NASTY = st.lists(
    st.sampled_from(
        ["a", "k.m.s ", "\u200b", "\u202e", "💀", "\u0301", "@x", "911 ", "http://", "(", "5" * 30, "ＡＢ", "/"]
    ),
    max_size=300,
).map("".join)
THOROUGH = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@THOROUGH
@given(ANYTHING | NASTY)
@example("\ud800")
@example("k" * 1000)
@example("1-" * 500)
def test_any_text_becomes_few_plain_words(lexicon: Lexicon, text: str) -> None:
    plain = normalise(text, lexicon)

    assert len(clean(text)) <= MAX_CHARACTERS
    assert "\u200b" not in plain
    assert plain == plain.strip()
    assert not re.search(r"\s\s|[\x00-\x1f]", plain)


@THOROUGH
@given(ANYTHING | NASTY)
def test_redacting_twice_takes_out_no_more(text: str) -> None:
    once = redact(text).text

    assert redact(once).text == once


@THOROUGH
@given(ANYTHING, st.from_regex(r"[a-z]{3,9}\.[a-z]{2,5}@[a-z]{3,8}\.com", fullmatch=True))
def test_an_address_for_mail_never_gets_through(text: str, address: str) -> None:
    assert address not in redact(f"{text} {address}").text


@THOROUGH
@given(ANYTHING | NASTY)
def test_no_text_makes_the_vocabulary_grow(lexicon: Lexicon, text: str) -> None:
    rules = load_urgency()
    before = rules.vocabulary_size

    rules.find(normalise(text, lexicon))

    assert rules.vocabulary_size == before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 1000, id="one letter"),
        pytest.param("a " * 500, id="spaced letters"),
        pytest.param("a.b_c-" * 166, id="dotted letters"),
        pytest.param("1 " * 500, id="digits"),
        pytest.param("(1-1." * 200, id="half phone numbers"),
        pytest.param("a@" * 500, id="half mail addresses"),
        pytest.param("a.a" * 333 + "@", id="a long local part"),
        pytest.param("1 a a a " * 125, id="half street addresses"),
        pytest.param("A a A a " * 125, id="half school names"),
        pytest.param("my name is " * 90, id="half names"),
        pytest.param("snap is " * 125, id="half accounts"),
        pytest.param("a*b$c@d!" * 125, id="leetspeak"),
        pytest.param("\u0301" * 1000, id="marks"),
        pytest.param("💀" * 1000, id="emoji"),
        pytest.param("www." * 250, id="links"),
    ],
)
def test_no_text_makes_a_pattern_slow(lexicon: Lexicon, text: str) -> None:
    text = text[:MAX_CHARACTERS]
    for work in (redact, clean, lambda t: typed_words(t, lexicon), lambda t: language_of(t.split()), _PATTERN.findall):
        took = min(_seconds(work, text) for _ in range(3))
        assert took < 0.02


def _seconds(work: Any, text: str) -> float:
    """Time of this thread's own work, whatever else the machine does."""
    began = time.thread_time()
    work(text)
    return time.thread_time() - began


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "openapi.yml").read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_the_door_keeps_to_its_description_whatever_is_sent(address: str, described: dict[str, Any]) -> None:
    result = hostile.run(address, described, bodies=600, seed=7)

    assert result.broken == []
    assert result.crossed == 0
    assert result.slowest < 1.0
    assert set(result.statuses) <= {200, 201, 204, 400, 401, 404, 413, 415, 422, 429}
    assert result.statuses[200] > 20


def test_the_description_and_the_door_know_the_same_errors(described: dict[str, Any]) -> None:
    def statuses() -> Iterator[str]:
        for path in described["paths"].values():
            for call in path.values():
                yield from call["responses"]

    assert {"400", "401", "413", "415", "422", "429", "500", "503"} <= set(statuses())
    assert json.dumps(described)
