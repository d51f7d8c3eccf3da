"""The desk shows all of the content, with where each part is written and used."""

from __future__ import annotations

import datetime

import pytest

from bot.console import desk, places
from bot.content import Content
from bot.content.load import ROOT, read_yaml

TODAY = datetime.date(2026, 11, 21)


def test_every_text_route_and_fact_is_there_with_its_line(content: Content) -> None:
    texts, routes, facts = desk.texts(content), desk.routes(content), desk.facts(content, TODAY)

    assert {t["name"] for t in texts} == set(content.responses)
    assert {r["name"] for r in routes} == set(content.situations)
    assert {f["id"] for f in facts} == set(content.services)
    for entry in (*texts, *routes, *facts):
        file, _, line = entry["place"].partition(":")
        if not line:  # made from a pattern, as the texts of the states are
            assert (ROOT / file).exists()
            continue
        written = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert entry.get("name", "") in written or entry["id"] in written


def test_an_edit_of_a_fact_points_at_that_fact(content: Content) -> None:
    facts = desk.facts(content, TODAY)
    ids = {f["file"]: [s["id"] for s in read_yaml(ROOT / f["file"])["services"]] for f in facts[::10]}

    assert len(ids) > 3
    for fact in facts:
        assert ids.get(fact["file"], [fact["id"]] * 999)[fact["index"]] == fact["id"]


def test_a_fact_has_all_that_its_checklist_compares(content: Content) -> None:
    facts = {f["id"]: f for f in desk.facts(content, TODAY)}
    lifeline = content.services["lifeline_988"]

    assert all(f["serves"] and f["cost"] and f["confidentiality"] for f in facts.values())
    for channel in lifeline.channels:
        said = f"{channel.type}: {channel.languages}" in facts[lifeline.id]["languages"]
        assert said is bool(channel.show and channel.languages)


def test_a_text_says_where_it_is_used(content: Content) -> None:
    used = desk.uses(content)

    assert any("data/stories/threat_money.yml" in u for u in used["utter_threat_money_believe"])
    assert any("threat_money" in u for u in used["utter_ask_safe"])
    assert any("danger" in u.lower() or "button" in u for u in used["utter_heard_age_teen"])


@pytest.mark.parametrize(
    ("verified_on", "due"),
    [
        pytest.param(None, True, id="never called"),
        pytest.param(TODAY - datetime.timedelta(days=10), False, id="called lately"),
        pytest.param(TODAY - datetime.timedelta(days=91), True, id="called too long ago"),
    ],
)
def test_a_fact_is_due_until_someone_called(content: Content, verified_on: datetime.date | None, due: bool) -> None:
    from dataclasses import replace

    service = content.services["lifeline_988"].copy(update={"verified_on": verified_on})
    one = replace(content, services={"lifeline_988": service})

    assert desk.facts(one, TODAY)[0]["due"] is due


def test_a_phrase_of_the_urgency_floor_is_found_in_its_file() -> None:
    place = places.of_phrase("attempt_pills")

    assert place.file == "data/lexicon/urgency.yml"
    assert place.line > 0
