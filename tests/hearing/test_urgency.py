"""The urgency floor: what each rule must catch, what it must leave alone, and that it keeps no word."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest

from bot.content.load import read_yaml
from bot.hearing.clauses import clauses
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import normalise
from bot.hearing.urgency import Hit, Rule, find_urgent, load_urgency
from bot.hearing.watched import ClosedVocabulary

RULES = load_urgency().rules


def hard(text: str) -> list[str]:
    return [h.rule for h in find_urgent([text])[0] if h.strength == "hard"]


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=f"{r.id}: {t}") for r in RULES for t in r.catches])
def test_it_catches(rule: Rule, text: str) -> None:
    assert rule.id in hard(text)


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=f"{r.id}: {t}") for r in RULES for t in r.leaves])
def test_it_leaves_alone(rule: Rule, text: str) -> None:
    assert rule.id not in hard(text)


def test_every_rule_says_what_it_catches_and_what_it_leaves() -> None:
    assert [r.id for r in RULES if not (r.catches and r.leaves)] == []


@pytest.mark.parametrize(
    ("text", "strength", "other"),
    [
        pytest.param("im not suicidal just really scared", "negated", False, id="negation keeps help visible"),
        pytest.param("kms this essay is so long lol", "soft", False, id="an idiom is asked about gently"),
        pytest.param("my friend said she wants to die", "hard", True, id="somebody else's life"),
        pytest.param("i used to be suicidal in 6th grade", "soft", False, id="the past is asked about gently"),
    ],
)
def test_guards_turn_it_down_and_never_off(text: str, strength: str, other: bool) -> None:
    hits = [h for h in find_urgent([text])[0] if h.situation == "suicidal_thoughts"]

    assert [(h.strength, h.other) for h in hits] == [(strength, other)]


def test_ten_thousand_unseen_words_leave_no_trace_in_the_vocabulary() -> None:
    rules, lexicon, rand = load_urgency(), load_lexicon(), random.Random(7)
    before = rules.vocabulary_size

    for _ in range(10_000):
        word = "".join(rand.choices(string.ascii_lowercase, k=9))
        rules.find(normalise(f"{word} wants to die", lexicon))

    assert rules.vocabulary_size == before


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("he posts my pics if i dont pay, i want to die", "hard"),
        ("i dont want to die, im just so tired of this", "negated"),
        ("no im not suicidal, just scared of what he does", "negated"),
    ],
)
def test_a_denial_reaches_no_further_than_its_clause(text: str, strength: str) -> None:
    lexicon = load_lexicon()
    parts = [normalise(clause, lexicon) for clause in clauses(text)]

    hits = load_urgency().find_in_clauses(normalise(text, lexicon), parts)

    assert {hit.strength for hit in hits if hit.situation == "suicidal_thoughts"} == {strength}


SPANISH = read_yaml(Path(__file__).with_name("urgent_es.yml"))
CAUGHT = [(line, group["means"], group.get("other", False)) for group in SPANISH["catch"] for line in group["lines"]]


def heard(text: str) -> list[Hit]:
    """The hard hits as the service finds them: in the whole message and in its clauses."""
    lexicon = load_lexicon()
    hits = load_urgency().find_in_clauses(
        normalise(text, lexicon), [normalise(part, lexicon) for part in clauses(text)]
    )
    return [hit for hit in hits if hit.strength == "hard"]


@pytest.mark.parametrize(("text", "means", "other"), CAUGHT, ids=[line for line, _, _ in CAUGHT])
def test_danger_in_spanish_is_caught(text: str, means: list[str], other: bool) -> None:
    assert any(hit.situation in means and hit.other >= other for hit in heard(text))


@pytest.mark.parametrize("text", SPANISH["leave"])
def test_everyday_spanish_is_left_alone(text: str) -> None:
    assert heard(text) == []


@pytest.mark.parametrize("unheard", ["took N pills", "!never hurt myself"])
def test_a_pattern_that_the_floor_cannot_hear_is_refused(unheard: str) -> None:
    with pytest.raises(ValueError, match="Phrases of the floor"):
        ClosedVocabulary().phrase(unheard, {})


def test_a_phrase_is_found_where_its_words_are_however_far_into_a_message_and_each_time() -> None:
    phrase = ClosedVocabulary().phrase("took * pills", {})
    far = ["chatter"] * 200

    assert phrase.spans([*far, "took", "all", "my", "pills", *far]) == [(200, 204)]
    assert {start for start, _ in phrase.spans(["took", "pills", *far, "took", "two", "pills"])} == {0, 202}
    assert phrase.spans([*far, "took", *far, "pills"]) == []
