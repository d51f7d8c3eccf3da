"""What a young person sees of a service, and what they never see."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.content.directory import card, cards, in_region
from bot.content.listing import as_rows, unverified
from bot.content.needs import load_needs
from bot.routing.routes import country_services
from bot.routing.state import State


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


def test_every_service_keeps_its_sources(content: Content) -> None:
    assert len(content.services) >= 140
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


@pytest.mark.parametrize(
    ("state", "first"),
    [("CO", "state_child_abuse_hotline_co"), ("TN", "state_child_abuse_hotline_tn"), ("FL", "childhelp")],
)
def test_a_state_named_shows_its_verified_line_else_childhelp_and_the_federal_list(
    state: str, first: str, content: Content
) -> None:
    shown = content.responses[f"utter_heard_state_{state}"].services

    assert shown[0] == first
    assert first.startswith("state_") or "childwelfare_directory" in shown
    assert all(content.services[s].may_be_shown for s in shown)


def test_the_local_lines_of_colorado_and_tennessee_are_in_their_states(content: Content) -> None:
    assert "colorado_human_trafficking_hotline" in content.responses["utter_heard_state_CO"].services
    assert "tennessee_human_trafficking_hotline" in content.responses["utter_heard_state_TN"].services


def test_the_local_number_nobody_could_check_is_listed_apart_and_never_shown(content: Content) -> None:
    assert "fbi_denver" in {s.id for s in unverified(state="CO", need="report")}
    assert "fbi_denver" not in {row["id"] for row in as_rows(state="CO", need="report")}
    assert card(content, "fbi_denver") is None


def test_the_keyword_of_the_text_line_that_nobody_confirmed_is_a_caveat_of_its_entry() -> None:
    entry = next(row for row in as_rows() if row["id"] == "crisis_text_line")

    assert any("THORN" in caveat for caveat in entry["caveat"])
    assert all("THORN" not in way["label"] for way in entry["ways"])


@pytest.mark.parametrize("need", sorted(load_needs()))
def test_every_need_has_somebody_and_says_so_in_the_chat(need: str, content: Content) -> None:
    rows = [row["id"] for row in as_rows(need=need)]
    shown = content.responses[f"utter_directory_{need}"].services

    assert rows
    assert set(shown) & set(rows)


def test_adults_find_the_training_and_policy_programs_flagged_where_unverified() -> None:
    named = {"ncmec_netsmartz", "ncmec_connect", "dhs_blue_campaign", "nca_csec_toolkit", "a21"}
    programs = {"ojjdp", "icac_task_force", "amber_alert", "doj_project_safe_childhood", "ovc_directory"}
    for need, wanted in (("training", named), ("policy", programs)):
        shown, apart = {row["id"] for row in as_rows(need=need)}, {s.id for s in unverified(need=need)}

        assert wanted <= shown | apart
        assert not shown & apart


@pytest.mark.parametrize(
    ("country", "situation", "first"),
    [
        ("CA", "threat_money", "ca_kids_help_phone"),
        ("CA", "suicidal_thoughts", "ca_suicide_crisis_988"),
        ("CA", "immediate_danger", "ca_emergency_911"),
        ("GB", "immediate_danger", "gb_emergency_999"),
        ("AU", "immediate_danger", "au_emergency_000"),
        ("PH", "immediate_danger", "find_a_helpline"),
    ],
)
def test_the_emergency_number_of_a_country_comes_first_in_danger_and_stays_away_in_calm(
    country: str, situation: str, first: str, content: Content
) -> None:
    found = country_services(content, State(situation=situation, facts={"country": country}))

    assert found[0] == first
    assert situation != "threat_money" or not set(found) & set(content.routing.urgent_abroad)
