"""What is said in other languages: in that language or not at all, and with numbers that answer there."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.content.directory import cards
from bot.content.spoken import ABROAD, AGAIN, CARD, US_NUMBER, responses_in

LANGUAGES = ("ar", "fr", "ht", "so", "vi", "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_has_no_words_in_a_language_is_never_said_in_english(lang: str, content: Content) -> None:
    said = responses_in(content, ["utter_threat_money_believe", "utter_ask_safe"], lang, abroad=False)

    assert said is not None
    assert [r.en for r in said] == [content.languages[lang].texts[AGAIN].text]


@pytest.mark.parametrize(("urgency", "number"), [("emergency", "911"), ("crisis", "988")])
def test_while_a_life_is_at_risk_only_the_number_is_said(urgency: str, number: str, content: Content) -> None:
    said = responses_in(content, ["utter_listening_1"], "fr", abroad=False, urgency=urgency)

    assert said is not None
    assert number in said[0].en
    assert said[0].buttons == ()


def test_outside_the_united_states_no_american_number_is_said(content: Content) -> None:
    for code in content.languages:
        said = responses_in(content, [CARD], code, abroad=True, urgency="emergency")

        assert said is not None
        assert [r.en for r in said] == [content.languages[code].texts[ABROAD].text]
        assert not US_NUMBER.search(said[0].en)


def test_the_buttons_of_a_card_mean_what_the_english_ones_mean(content: Content) -> None:
    said = responses_in(content, [CARD], "ko", abroad=False)

    assert said is not None
    assert [b.means for b in said[0].buttons] == [b.means for b in content.responses[CARD].buttons]
    assert all(ord(b.title("ko")[0]) > 0x1100 for b in said[0].buttons)


def test_english_and_spanish_are_said_as_they_stand(content: Content) -> None:
    assert responses_in(content, [CARD], "es", abroad=False) is None


def test_a_card_in_another_language_has_no_way_that_nobody_there_could_read(content: Content) -> None:
    shown = cards(content, ["lifeline_988", "crisis_text_line", "take_it_down"], "ht")

    assert [card["id"] for card in shown] == ["lifeline_988", "take_it_down"]
    assert {way["kind"] for card in shown for way in card["ways"]} <= {"tel", "web"}
    assert shown[0]["ways"][0]["label"] == "Rele 988"
