"""Inside a conversation: what is told along the way is answered, and nobody is told somebody else's story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.routing.director import Director
from bot.routing.heard import Heard, parts_told, readings
from bot.routing.state import State, from_memory
from tests.opened import OPENED, WORDS

FRIEND = replace(OPENED, situation="friend", covered=("friend",))


def later(*ranking: tuple[str, float], **fields: object) -> Heard:
    return Heard(words=str(fields.pop("words", WORDS)), ranking=ranking, **fields)  # type: ignore[arg-type]


def test_a_question_on_the_way_has_an_answer_of_its_own(director: Director) -> None:
    move = director.decide(later(("off_topic", 0.1), follow_up=("do_i_pay", 0.8)), OPENED)

    assert (move.intent, move.state.learned) == ("follow_up", "utter_definition_paying")


def test_the_same_question_again_gets_other_words_and_then_the_talk_goes_on(
    director: Director, content: Content
) -> None:
    answers = content.follow_ups["do_i_pay"].say
    said = OPENED
    heard = later(follow_up=("do_i_pay", 0.8))
    for answer in answers:
        move = director.decide(heard, said)
        assert move.state.learned == answer
        said = replace(said, said=said.said | {answer})

    assert director.decide(heard, said).intent != "follow_up"


def test_a_first_message_follows_nothing() -> None:
    ranking, follow_up = readings([("follow_up/do_i_pay", 0.5), ("threat_money", 0.4)], {}, begun=False)

    assert follow_up == (("do_i_pay", 0.5),)  # its own confidence; the conversation decides whether it may be one
    assert ranking == (("threat_money", 0.8),)


@pytest.mark.parametrize(
    "role", ["friend", "parent", "school_adult", "adult_victim", "adult_worried_self", "i_harmed_peer"]
)
def test_someone_who_told_of_their_own_harm_is_not_taken_for_another_role(director: Director, role: str) -> None:
    assert director.decide(later((role, 0.9)), OPENED).state.situation == "threat_money"


def test_a_friend_who_tells_more_is_not_taken_for_the_one_harmed(director: Director) -> None:
    assert director.decide(later(("paid_already", 0.95)), FRIEND).state.situation == "friend"


def test_a_friend_who_says_it_is_about_them_is_believed(director: Director) -> None:
    move = director.decide(later(("paid_already", 0.6), holds=frozenset({"about_me", "tells_paid"})), FRIEND)

    assert move.state.situation == "paid_already"


def test_a_friend_who_says_goodbye_forever_gets_the_lines(director: Director) -> None:
    move = director.decide(later(("exit", 0.3), holds=frozenset({"may_be_gone"})), FRIEND)

    assert (move.intent, move.state.at_risk) == ("someone_at_risk", True)


@pytest.mark.parametrize(
    ("turn", "words"),
    [("refuses_service", "refusing"), ("service_failed", "failing"), ("changes_or_contradicts", "correcting")],
)
def test_without_a_word_of_it_nobody_refuses_fails_or_corrects(director: Director, turn: str, words: str) -> None:
    assert director.decide(later((turn, 0.9)), OPENED).intent != turn
    assert director.decide(later((turn, 0.9), holds=frozenset({words})), OPENED).intent == turn


def test_a_detail_does_not_open_another_story(director: Director) -> None:
    move = director.decide(later(("meeting_offender", 0.5)), OPENED)

    assert move.state.situation == "threat_money"
    assert move.state.queue == ()


def test_a_known_adult_named_later_is_abuse_by_someone_near(director: Director) -> None:
    move = director.decide(later(("off_topic", 0.2), offender="adult"), OPENED)

    assert move.state.situation == "inperson_abuse"
    assert move.state.facts["who"] == "known"


def test_do_it_now_after_wanting_to_die_is_a_plan(director: Director) -> None:
    at_risk = replace(OPENED, situation="suicidal_thoughts", covered=("suicidal_thoughts",), at_risk=True)

    move = director.decide(later(("off_topic", 0.4), holds=frozenset({"acting_now"})), at_risk)

    assert move.intent == "suicide_plan"


def test_an_attempt_is_not_left_for_the_picture(director: Director) -> None:
    attempt = replace(
        OPENED, situation="suicide_in_progress", covered=("suicide_in_progress",), facts={}, asked=(), at_risk=True
    )

    move = director.decide(later(("already_shared", 0.95)), attempt)

    assert move.state.situation == "suicide_in_progress"


def test_in_danger_and_unable_to_talk_gets_911_by_text(director: Director) -> None:
    danger = replace(OPENED, situation="immediate_danger", covered=("immediate_danger",), facts={}, at_risk=True)

    move = director.decide(later(("human_now", 0.1), holds=frozenset({"cannot_speak"})), danger)

    assert move.state.learned == "utter_emergency_silent"


def test_a_disclosure_in_the_middle_of_chatter_is_heard(director: Director) -> None:
    parts = parts_told([[("off_topic", 0.9)], [("threat_money", 0.8)], [("off_topic", 0.7)]], {})

    move = director.decide(later(("off_topic", 0.8), parts=parts, margins=(("threat_money", 0.1),)), State())

    assert move.intent == "threat_money"


def test_a_picture_named_beside_likelier_harm_is_no_everyday_talk(director: Director) -> None:
    told = (("off_topic", 0.29), ("already_shared", 0.34), ("peer_or_ex", 0.2))

    named = director.decide(later(*told, needs=frozenset({"picture"})), State())
    unnamed = director.decide(later(*told), State())

    assert (named.intent, unnamed.acts_on) == ("already_shared", "off_topic")


def test_what_is_plainly_told_by_itself_is_no_everyday_talk(director: Director) -> None:
    told = (("sibling", 0.66), ("off_topic", 0.3))

    plain = director.decide(later(*told, margins=(("sibling", 0.22), ("off_topic", 0.01))), State())
    doubtful = director.decide(later(*told, margins=(("sibling", 0.1), ("off_topic", 0.3))), State())

    assert (plain.intent, doubtful.acts_on) == ("sibling", "off_topic")


def test_a_clause_is_no_disclosure_where_nothing_tells_that_by_itself(director: Director) -> None:
    parts = parts_told([[("off_topic", 0.9)], [("suicide_plan", 0.8)]], {})

    move = director.decide(later(("off_topic", 0.8), parts=parts, margins=(("suicide_plan", -0.6),)), State())

    assert move.acts_on == "off_topic"


def test_a_clause_that_alone_would_mean_harm_does_not_make_plainly_everyday_talk_a_disclosure(
    director: Director,
) -> None:
    pizza = later(("off_topic", 0.99), parts=(("off_topic", 0.9), ("immediate_danger", 0.9)))

    assert director.decide(pizza, State()).intent == "off_topic"
    assert director.decide(replace(pizza, urgent=(("suicidal_thoughts", "hard", False),)), State()).state.at_risk


def test_everyday_talk_about_a_picture_of_theirs_stays_everyday_talk(director: Director) -> None:
    shower_song = later(("off_topic", 0.94), ("peer_or_ex", 0.03), own_picture=True, margins=(("off_topic", 0.28),))

    assert director.decide(shower_song, State()).intent == "off_topic"


def test_a_question_with_thanks_is_the_question(director: Director) -> None:
    polite = later(("thanks", 0.92), ("privacy", 0.07), parts=(("thanks", 1.0), ("privacy", 0.98)))

    assert director.decide(polite, State()).acts_on == "privacy"


A_LONG_DAY = " ".join(["word"] * 40)


def test_a_long_message_tells_what_a_clause_of_it_tells_plainly(director: Director) -> None:
    of_a_day = later(
        ("suicide_plan", 0.39), ("inperson_abuse", 0.15), words=A_LONG_DAY, parts=(("inperson_abuse", 0.99),),
        margins=(("inperson_abuse", 1.4), ("suicide_plan", -0.5)),
    )  # fmt: skip

    assert director.decide(of_a_day, State()).acts_on == "inperson_abuse"


def test_a_life_that_a_long_message_tells_by_itself_is_heard_before_all_else_in_it(director: Director) -> None:
    tired = later(
        ("suicidal_thoughts", 0.39), ("inperson_abuse", 0.15), words=A_LONG_DAY, parts=(("inperson_abuse", 0.99),),
        margins=(("inperson_abuse", 1.4), ("suicidal_thoughts", -0.1)),
    )  # fmt: skip

    assert director.decide(tired, State()).state.at_risk


def test_a_hint_of_a_life_in_everyday_talk_is_asked_about_and_a_likely_one_is_helped(director: Director) -> None:
    assert director.decide(later(("off_topic", 0.85), ("self_harm", 0.12)), State()).intent == "gentle_ask"
    assert director.decide(later(("suicidal_thoughts", 0.55), ("off_topic", 0.4)), State()).state.at_risk


def test_two_concerns_of_one_message_are_both_heard(director: Director) -> None:
    parts = (("threat_money", 0.7), ("hacked_account", 0.6))

    move = director.decide(later(("threat_money", 0.9), parts=parts), State())

    assert move.also == ("hacked_account",)
    assert move.state.queue == ("hacked_account",)


def test_between_two_close_situations_both_are_offered(director: Director) -> None:
    move = director.decide(later(("fake_image", 0.25), ("threat_money", 0.2)), State())

    assert (move.intent, move.state.between) == ("ask_between", ("fake_image", "threat_money"))


def test_in_a_first_message_a_follow_up_counts_as_the_situation_it_is_like() -> None:
    named = [("off_topic", 0.4), ("follow_up/legal_question", 0.35), ("in_trouble", 0.2)]

    ranking, _ = readings(named, {"legal_question": "in_trouble"}, begun=False)

    assert ranking[0][0] == "in_trouble"


def test_when_help_was_called_they_are_told_to_stay_on_the_line(director: Director) -> None:
    attempt = replace(OPENED, situation="suicide_in_progress", covered=("suicide_in_progress",), facts={}, at_risk=True)

    move = director.decide(later(("human_now", 0.2), holds=frozenset({"help_called"})), attempt)

    assert move.state.learned == "utter_help_called"


def test_what_they_have_done_is_welcomed_and_not_offered_again(director: Director) -> None:
    heard = later(("off_topic", 0.2), holds=frozenset({"did_it"}), about="utter_about_take_it_down")

    move = director.decide(heard, OPENED)

    assert (move.intent, move.state.offered) == ("route_yes", ("take_it_down",))


def test_a_parent_whose_child_wants_to_die_is_answered_as_a_parent(director: Director) -> None:
    heard = later(("parent", 0.8), urgent=(("suicidal_thoughts", "hard", False),))

    move = director.decide(heard, State())

    assert (move.state.learned, move.state.situation) == ("utter_follow_up_dying_child", "parent")
    assert move.state.at_risk


def test_a_parent_is_never_answered_as_one_worried_about_themselves(director: Director) -> None:
    parent = replace(OPENED, situation="parent", covered=("parent",))

    move = director.decide(later(follow_up=("adult_helpline_reports", 0.9)), parent)

    assert move.state.learned == "utter_own_rules"


def test_a_situation_that_was_let_go_of_stays_let_go_of() -> None:
    over = replace(FRIEND, situation="")

    assert from_memory("friend", over.to_memory(), ()).situation == ""
    assert from_memory("friend", FRIEND.to_memory(), ()).situation == "friend"


HURT_AT_HOME = State(situation="immediate_danger", covered=("immediate_danger",), facts={"hurt_by": "near"})


@pytest.mark.parametrize("said", ["not_now", "wont_call"])
def test_who_is_not_in_danger_this_minute_gets_people_who_listen(director: Director, said: str) -> None:
    move = director.decide(later(holds=frozenset({said})), HURT_AT_HOME)

    assert (move.state.situation, move.state.learned) == ("inperson_abuse", "utter_follow_up_no_911")


def test_a_danger_phrase_is_heard_whatever_stands_beside_it(director: Director) -> None:
    alarm = (("immediate_danger", "hard", False),)
    move = director.decide(later(holds=frozenset({"wont_call"}), urgent=alarm), HURT_AT_HOME)

    assert move.state.situation == "immediate_danger"


def test_who_did_not_pay_is_no_longer_helped_as_who_paid(director: Director) -> None:
    paid = replace(OPENED, situation="paid_already", covered=("paid_already",))
    move = director.decide(later(holds=frozenset({"not_paid", "no_money"})), paid)

    assert (move.intent, move.state.situation) == ("cant_pay", "cant_pay")


def test_after_a_denial_no_plan_is_asked_for(director: Director) -> None:
    low = replace(OPENED, situation="suicidal_thoughts", covered=("suicidal_thoughts",), at_risk=True)
    move = director.decide(later(urgent=(("suicidal_thoughts", "negated", False),)), low)

    assert (move.intent, move.state.at_risk, "plan" in move.state.asked) == ("denial", True, True)


def test_the_help_they_named_is_not_taken_for_the_danger_they_fear(director: Director) -> None:
    alarm = (("immediate_danger", "hard", False),)
    named = replace(OPENED, learned="utter_heard_adult_yes")

    assert director.decide(later(words="he is coming", urgent=alarm), named).state.situation == "threat_money"
    assert director.decide(later(words="he is coming", urgent=alarm), OPENED).state.situation == "immediate_danger"


@pytest.mark.parametrize("situation", ["", "threat_money"])
def test_abuse_told_where_safety_was_asked_is_not_taken_for_being_safe(situation: str, director: Director) -> None:
    heard = later(("inperson_abuse", 0.99), margins=(("inperson_abuse", 0.9),), facts={"safe": "yes"})

    move = director.decide(heard, State(situation=situation, awaiting="safe", said=frozenset({"utter_ask_safe"})))

    assert move.state.situation == "inperson_abuse"
    assert "safe" not in move.state.facts


def test_small_talk_that_is_doubted_is_met_with_an_open_question_once(director: Director) -> None:
    grandpas_game = later(("off_topic", 0.83), ("inperson_abuse", 0.1))
    first = director.decide(grandpas_game, State())
    again = director.decide(grandpas_game, replace(first.state, said=frozenset({"utter_off_topic_perhaps"})))
    song = director.decide(later(("off_topic", 0.97)), State())
    assert first.state.learned == "utter_off_topic_perhaps"
    assert (again.intent, song.intent) == ("off_topic", "off_topic")


def test_a_threat_told_from_hiding_waits_until_the_danger_has_passed(director: Director) -> None:
    hiding = State(situation="immediate_danger", covered=("immediate_danger",))
    told = director.decide(later(("peer_or_ex", 0.9), words="its my ex he posts everything if i dont come out"), hiding)
    assert told.state.situation == "immediate_danger"
    assert told.state.queue == ("peer_or_ex",)


def test_thanks_with_the_picture_named_goes_back_to_it(director: Director) -> None:
    state = State(situation="friend", covered=("friend",), queue=("threat_money",))
    move = director.decide(later(("thanks", 0.95), needs=frozenset({"picture"})), state)
    assert move.state.situation == "threat_money"
