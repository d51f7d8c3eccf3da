"""What a young person sees of a service, and what they never see."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.content.directory import card, cards, in_region


@pytest.mark.parametrize(
    ("service", "hrefs"),
    [
        ("emergency_911", ["tel:911", "sms:911"]),
        ("lifeline_988", ["tel:988", "sms:988", "https://chat.988lifeline.org/"]),
        ("crisis_text_line", ["sms:741741?&body=HOME", "https://connect.crisistextline.org/chat"]),
        ("take_it_down", ["https://takeitdown.ncmec.org", "tel:+18008435678"]),
        ("cybertipline", ["https://report.cybertip.org", "tel:+18008435678"]),
        ("uk_childline", ["tel:08001111", "https://www.childline.org.uk"]),
    ],
)
def test_every_button_leads_where_the_fact_says(service: str, hrefs: list[str], content: Content) -> None:
    found = card(content, service)

    assert found is not None
    assert [way["href"] for way in found["ways"]] == hrefs


def test_in_spanish_the_text_line_is_reached_with_its_spanish_word(content: Content) -> None:
    found = card(content, "crisis_text_line", "es")

    assert found is not None
    assert found["ways"][0]["href"] == "sms:741741?&body=HOLA"


@pytest.mark.parametrize(
    ("service", "label"),
    [
        pytest.param("emergency_911", "Llama al 911", id="nothing slows an emergency"),
        pytest.param("lifeline_988", "Llama al 988, oprime 2", id="the way into Spanish"),
        pytest.param("rainn", "Llama al 1-800-656-4673", id="answers in Spanish"),
        pytest.param("love_is_respect", "Llama al 1-866-331-9474 y pide español", id="no source says so"),
        pytest.param("love_is_respect", "Chatea en línea (quizá en inglés)", id="typed to somebody"),
    ],
)
def test_in_spanish_a_line_says_what_to_expect_of_it(service: str, label: str, content: Content) -> None:
    found = card(content, service, "es")

    assert found is not None
    assert label in [way["label"] for way in found["ways"]]


@pytest.mark.parametrize(
    "service", ["hsi_tip_line", "platform_instagram", "mx_lines", "polaris", "state_child_abuse_hotline_az"]
)
def test_what_is_unverified_is_never_shown(service: str, content: Content) -> None:
    assert card(content, service) is None


def test_all_126_services_keep_their_sources(content: Content) -> None:
    assert len(content.services) == 126
    assert all(s.sources for s in content.services.values() if s.may_be_shown)


def test_an_unconfirmed_channel_is_kept_as_a_fact_and_not_shown(content: Content) -> None:
    thorn = [c for c in content.services["crisis_text_line"].channels if c.keyword == "THORN"]

    assert [c.show for c in thorn] == [False]
    assert thorn[0].hidden_because


def test_a_state_adds_its_own_lines_and_no_other_states(content: Content) -> None:
    regions = {s.region for s in in_region(content, state="CO")}

    assert regions == {"US", "GLOBAL", "US-CO"}


def test_another_country_gets_no_american_line(content: Content) -> None:
    assert {s.region for s in in_region(content, country="GB")} == {"GB", "GLOBAL"}


def test_unknown_ids_are_left_out_rather_than_shown_empty(content: Content) -> None:
    assert [c["id"] for c in cards(content, ["nobody", "lifeline_988"])] == ["lifeline_988"]
