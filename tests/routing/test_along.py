"""What is told or asked along the way is heard by its words, for whom it is true, and an emergency lets go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Content
from bot.content.load import read_yaml
from bot.hearing.along import named_beside, told_in, unbacked
from bot.hearing.answers import load_answers
from bot.hearing.lexicon import load_lexicon
from bot.hearing.lexicon_files import lexicon_path
from bot.hearing.normalise import normalise
from bot.hearing.reading import facts_in
from bot.routing.director import Director
from bot.routing.heard import Heard
from bot.routing.routes import kept_in_sight, route_of
from bot.routing.state import State
from bot.routing.way import Way
from tests.opened import OPENED, WORDS

ABUSED = replace(OPENED, situation="inperson_abuse", covered=("inperson_abuse",))
FATHER = replace(OPENED, situation="parent", covered=("parent",))
DANGER = replace(OPENED, situation="immediate_danger", covered=("threat_money", "immediate_danger"), at_risk=True)


def plain(text: str) -> str:
    return normalise(text, load_lexicon())


def along(text: str, *ranking: tuple[str, float], **fields: object) -> Heard:
    words = plain(text)
    return Heard(words=words, ranking=ranking, told=told_in(words), named=told_in(words), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("my school has a nurse", "safe_adult"),
        ("la maestra de arte es buena", "safe_adult"),
        ("can i get him arrested", "against_them"),
        ("lo pueden meter a la carcel?", "against_them"),
        ("how do i close this fast", "close_fast"),
        ("now what", "next_step"),
        ("20 min left", "countdown"),
        ("ok ill text them", "will_do"),
        ("no tengo papeles", "immigration"),
        ("i was drunk", "not_yours"),
        ("does it still count", "it_counts"),
    ],
)
def test_what_is_plainly_said_is_heard_without_the_classifier(text: str, named: str) -> None:
    assert named in told_in(plain(text))


@pytest.mark.parametrize("text", ["will i go to jail for the picture", "its in the gc already", "he left me on read"])
def test_a_phrase_that_was_not_said_is_not_heard(text: str) -> None:
    assert not {"against_them", "real_or_bot", "good_news"} & set(told_in(plain(text)))


def test_every_phrase_is_written_as_plain_words_are(content: Content) -> None:
    phrases = [p for entry in content.follow_ups.values() for p in (*entry.phrases, *entry.words)]

    assert [p for p in phrases if set(p) - set("abcdefghijklmnopqrstuvwxyz0123456789 |*?N!")] == []


def test_a_follow_up_without_a_word_of_it_is_not_believed() -> None:
    assert "religion_family_honor" in unbacked(plain("she hates me now"))
    assert "religion_family_honor" not in unbacked(plain("in my church this is a sin"))


def test_somebody_who_wants_him_arrested_is_not_told_they_are_not_in_trouble(director: Director) -> None:
    move = director.decide(along("can i get him arrested", ("in_trouble", 0.9), asks=True), OPENED)

    assert move.state.learned == "utter_follow_up_against_them"


def test_a_father_is_answered_as_a_father(director: Director) -> None:
    move = director.decide(along("my wife blames him", ("paid_already", 0.9)), FATHER)

    assert move.state.situation == "parent"
    assert move.state.learned == "utter_follow_up_upset_with_child"


def test_the_one_they_feared_for_is_found_and_no_alarm_is_raised_again(director: Director) -> None:
    afraid = replace(FATHER, at_risk=True)
    urgent = (("suicidal_thoughts", "hard", True),)

    move = director.decide(along("He says he is not going to hurt himself", ("friend", 0.3), urgent=urgent), afraid)

    assert move.state.learned == "utter_follow_up_good_news"


def test_an_uncle_who_does_it_is_no_safe_adult(director: Director) -> None:
    move = director.decide(along("es mi tio el que lo hace", ("off_topic", 0.3), offender="adult"), OPENED)

    assert move.state.situation == "inperson_abuse"


def test_danger_that_has_passed_gives_the_talk_back(director: Director) -> None:
    move = director.decide(Heard(words="he left", ranking=(("off_topic", 0.3),), facts={"safe": "yes"}), DANGER)

    assert (move.intent, move.state.situation) == ("safe_after_danger", "threat_money")
    assert move.state.at_risk


def test_an_alarm_nobody_bears_out_lets_go_after_it_was_asked_about(director: Director) -> None:
    said = DANGER.said | {"utter_immediate_danger_believe", "utter_immediate_danger_steps", "utter_emergency_again_1"}
    state = replace(DANGER, said=said, asked=("safe",))

    move = director.decide(Heard(words=WORDS, ranking=(("off_topic", 0.9),)), state)

    assert move.state.situation == "threat_money"


def test_an_attempt_does_not_let_go_by_itself(director: Director) -> None:
    state = replace(DANGER, situation="suicide_in_progress", covered=("threat_money", "suicide_in_progress"))

    move = director.decide(Heard(words=WORDS, ranking=(("off_topic", 0.9),)), state)

    assert move.state.situation == "suicide_in_progress"


def test_no_plan_is_never_taken_for_a_plan(director: Director) -> None:
    at_risk = replace(OPENED, situation="suicidal_thoughts", covered=("suicidal_thoughts",), awaiting="company")
    heard = Heard(words="no plan just tired", ranking=(("suicide_plan", 0.96),), facts={"plan": "no"})

    assert director.decide(heard, at_risk).intent != "suicide_plan"


def test_at_the_end_of_their_strength_they_are_asked_with_the_lines_in_sight(director: Director) -> None:
    calm = replace(OPENED, said=OPENED.said - {"utter_ask_safe"})

    move = director.decide(Heard(words=WORDS, ranking=(), holds=frozenset({"at_the_end"})), calm)

    assert (move.intent, move.state.at_risk) == ("ask_safe", True)


def test_a_service_refused_by_name_is_not_shown_again(director: Director) -> None:
    heard = Heard(words=WORDS, about="utter_about_take_it_down", holds=frozenset({"will_not_use", "refusing"}))

    assert director.decide(heard, OPENED).state.refused == ("take_it_down",)


def test_whoever_asks_for_a_refused_service_gets_it(director: Director) -> None:
    refused = replace(OPENED, refused=("take_it_down",), offered=("take_it_down",))
    heard = Heard(words="ok show me take it down", about="utter_about_take_it_down", holds=frozenset({"shows_it"}))

    move = director.decide(heard, refused)

    assert move.state.refused == ()
    assert move.state.learned == "utter_about_take_it_down"


def test_one_need_waits_once(director: Director) -> None:
    heard = Heard(words=WORDS, ranking=(("threat_money", 0.5), ("threat_more_images", 0.45)))

    assert director.decide(heard, State()).state.queue == ()


def test_how_to_leave_is_answered_and_ends_nothing(director: Director) -> None:
    move = director.decide(along("how do i close this fast", ("exit", 0.95), leaves=True, asks=True), OPENED)

    assert move.state.learned == "utter_follow_up_close_fast"


def test_a_joke_about_dying_that_was_none_gets_the_lines(director: Director) -> None:
    asked = replace(OPENED, awaiting="mood", said=OPENED.said | {"utter_gentle_ask"})

    move = director.decide(Heard(words="ok not really joking", holds=frozenset({"means_it"})), asked)

    assert move.state.situation == "suicidal_thoughts"


def test_are_you_okay_is_asked_once_and_not_for_ever(director: Director) -> None:
    asked = replace(OPENED, awaiting="mood")

    assert director.decide(Heard(words="idk", ranking=(("indirect_opening", 0.4),)), asked).state.awaiting == ""


def test_whoever_hurts_them_coming_close_gets_911_and_then_the_way_without_a_voice(director: Director) -> None:
    near = Heard(words="hes home", holds=frozenset({"near_now"}))

    first = director.decide(near, ABUSED)
    assert first.state.learned == "near_near"
    again = replace(first.state, said=ABUSED.said | {"utter_heard_near_near"})
    assert director.decide(near, again).state.learned == "utter_emergency_silent"


@pytest.mark.parametrize("name", ["bluffing", "sent_more", "said_deleted"])
def test_somebody_hurt_at_home_is_told_nothing_about_a_scam(director: Director, name: str) -> None:
    move = director.decide(Heard(words=WORDS, follow_up=(name, 0.95)), ABUSED)

    assert not move.state.learned.startswith(f"utter_follow_up_{name}")


def test_somebody_elses_picture_is_not_answered_as_their_own(director: Director) -> None:
    heard = Heard(words=WORDS, ranking=(("peer_or_ex", 0.8),), holds=frozenset({"harmed_a_peer"}))

    assert director.decide(heard, State()).state.situation == "i_harmed_peer"


def test_never_met_is_no_meeting(director: Director) -> None:
    assert (
        director.decide(Heard(words=WORDS, ranking=(("meeting_offender", 0.8),)), State()).intent != "meeting_offender"
    )


def test_going_to_wake_somebody_is_no_goodbye(director: Director) -> None:
    at_risk = replace(OPENED, at_risk=True)
    told = along("im gonna go wake up my dad", ("exit", 0.9), leaves=True, holds=frozenset({"near_adults"}))
    loved = along(
        "goodbye get my dad his letter", ("exit", 0.9), leaves=True, holds=frozenset({"near_adults", "may_be_gone"})
    )

    assert director.decide(told, at_risk).state.learned == "utter_heard_adult_yes"
    assert director.decide(loved, at_risk).intent == "before_close"


def test_everyday_talk_as_likely_as_harm_gets_no_story_that_is_not_theirs(director: Director) -> None:
    heard = along("my ex is dating my cousin", ("peer_or_ex", 0.6), ("off_topic", 0.3))

    assert director.decide(heard, State()).acts_on == "off_topic"


def test_nobody_whose_own_picture_goes_round_is_told_that_they_hurt_someone(director: Director) -> None:
    heard = along("everyone in my grade has that pic by now", ("i_harmed_peer", 0.44), ("peer_or_ex", 0.13))

    assert director.decide(heard, State()).state.situation == "already_shared"


def test_of_a_long_message_the_part_that_tells_is_heard(director: Director) -> None:
    heard = along("a day and a disclosure", ("off_topic", 0.9), core=(("threat_money", 0.7), ("off_topic", 0.1)))

    assert director.decide(heard, State()).state.situation == "threat_money"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("someone has my pics, can i get arrested", "in_trouble"),
        ("they have my video and i dont know how to tell my dad", "parents_find_out"),
        ("he threatens me, i already paid 80", "paid_already"),
        ("me amenaza y no quiero que mis papas se enteren", "parents_find_out"),
        ("he wants 200 and i cant pay that", "cant_pay"),
        ("she posted it already", "already_shared"),
    ],
)
def test_a_second_need_is_heard_by_its_words_and_never_leads(director: Director, text: str, named: str) -> None:
    words = plain(text)

    move = director.decide(
        Heard(words=words, ranking=(("threat_more_images", 0.9),), beside=named_beside(words)), State()
    )

    assert move.state.situation == "threat_more_images"
    assert named in move.also


def test_everyday_words_name_no_second_need(director: Director) -> None:
    words = plain("i have to tell my mom i paid 20 for lunch")

    assert (
        director.decide(Heard(words=words, ranking=(("off_topic", 0.9),), beside=named_beside(words)), State()).also
        == ()
    )


def test_every_second_need_is_a_situation(content: Content) -> None:
    assert set(read_yaml(lexicon_path("beside"))["phrases"]) <= set(content.situations)


def test_who_was_hurt_by_somebody_near_sees_who_to_talk_to_even_beside_a_picture(
    director: Director, content: Content
) -> None:
    heard = Heard(words=WORDS, ranking=(("peer_or_ex", 0.9),), parts=(("peer_or_ex", 0.9), ("inperson_abuse", 0.6)))

    state = director.decide(heard, State()).state

    assert state.situation == "peer_or_ex"
    assert kept_in_sight(content, ["take_it_down"], state) == ["childhelp"]
    assert kept_in_sight(content, ["rainn"], state) == []


def test_wanting_to_die_told_beside_a_picture_keeps_the_crisis_lines_in_sight(
    director: Director, content: Content
) -> None:
    ranking = (("already_shared", 0.99),)
    heard = Heard(words=WORDS, ranking=ranking, parts=(("already_shared", 0.9), ("self_harm", 0.9)))

    state = director.decide(heard, State()).state

    assert {"lifeline_988", "crisis_text_line"} <= set(kept_in_sight(content, ["take_it_down"], state))


def test_who_asks_for_a_friend_is_not_answered_as_the_one_who_cuts(director: Director) -> None:
    cutting = replace(
        OPENED, situation="self_harm", covered=("self_harm",), said=frozenset({"utter_self_harm_believe"})
    )
    heard = along("its my friend. i dont cut", ("self_harm", 0.8), holds=frozenset({"about_another"}))

    move = director.decide(heard, cutting)

    assert (move.intent, move.state.situation, move.state.at_risk) == ("someone_at_risk", "friend", True)


@pytest.mark.parametrize(
    ("text", "state", "said"),
    [
        ("tengo miedo de que mi papa me pegue", OPENED, "utter_follow_up_hit_at_home"),
        ("my dad would hit him", FATHER, "utter_follow_up_they_are_hit"),
        ("the boy hit her. what do i do", FATHER, "utter_follow_up_they_are_hit"),
    ],
)
def test_blows_are_heard_before_anything_about_pictures(text: str, state: State, said: str, director: Director) -> None:
    assert director.decide(along(text, ("off_topic", 0.1)), state).state.learned == said


def test_hit_me_up_is_no_blow() -> None:
    assert "hit" not in told_in(plain("he hit me up on snap again"))
    assert "hit" in told_in(plain("he hits me too"))


def test_a_teacher_with_a_copy_is_not_sent_to_take_it_down(director: Director) -> None:
    teacher = replace(OPENED, situation="school_adult", covered=("school_adult",))

    move = director.decide(
        along("i have the picture on my phone do i delete it or keep it", ("off_topic", 0.1)), teacher
    )

    assert move.state.learned == "utter_follow_up_copy_with_me"


def test_how_a_service_failed_is_not_asked_of_who_told_it(director: Director) -> None:
    offered = replace(OPENED, offered=("cybertipline",))

    move = director.decide(along("i called and nobody answered", ("refuses_service", 0.4), failed="no_reply"), offered)

    assert (move.intent, move.state.learned) == ("failed", "failed_no_reply")


def test_who_is_deaf_is_not_told_to_try_a_call(director: Director) -> None:
    deaf = replace(OPENED, offered=("trevor_project",), facts={"safe": "yes", "voice": "no"})

    move = director.decide(along("no reply from trevor", ("service_failed", 0.9), failed="no_reply"), deaf)

    assert move.state.learned == "failed_no_voice"


def test_danger_that_is_gone_lets_go_and_the_question_is_answered(director: Director) -> None:
    heard = along("ok hes gone. is there any place i could sleep", ("off_topic", 0.1), holds=frozenset({"danger_gone"}))

    move = director.decide(heard, DANGER)

    assert (move.state.situation, move.state.learned) == ("threat_money", "utter_follow_up_hungry_or_no_bed")


def test_danger_that_is_not_gone_stays(director: Director) -> None:
    heard = along("i dont think he is gone", ("off_topic", 0.1), holds=frozenset({"danger_gone"}))

    assert director.decide(heard, DANGER).state.situation == "immediate_danger"


def test_an_adult_gets_no_line_for_children_of_their_state(director: Director) -> None:
    adult = replace(OPENED, situation="adult_victim", covered=("adult_victim",), facts={"age": "adult"})
    move = director.decide(Heard(words="i am in ohio", facts={"state": "OH", "country": "us"}), adult)

    assert move.state.learned != "state_OH"


def test_who_was_harmed_is_not_told_to_stop(director: Director) -> None:
    adult = replace(OPENED, situation="adult_victim", covered=("adult_victim",))

    move = director.decide(along("what will the fbi do, am i in trouble for this", ("in_trouble", 0.9)), adult)

    assert move.state.learned == "utter_in_trouble_harmed"


def test_who_is_hurt_by_somebody_near_and_refuses_is_not_shown_help_for_pictures(director: Director) -> None:
    heard = along("nah not a hotline", ("refuses_service", 0.9), holds=frozenset({"refusing"}))

    move = director.decide(heard, replace(ABUSED, offered=("childhelp",)))

    assert (move.state.learned, move.acts_on) == ("utter_follow_up_refuses_hurt", "refuses_service")
    assert move.state.refused == ("childhelp",)


def test_no_i_mean_answers_nothing(content: Content) -> None:
    assert "company" not in facts_in("no i mean him", plain("no i mean him"), "company", content, load_answers())


def test_blows_to_a_girlfriend_are_hers_from_the_first_message(director: Director) -> None:
    move = director.decide(along("my girlfriend is 16 and her stepdad hits her", ("inperson_abuse", 0.8)), State())

    assert (move.state.situation, move.state.learned) == ("friend", "utter_follow_up_they_are_hit")


def test_blows_in_everyday_talk_are_no_disclosure(director: Director) -> None:
    heard = along("my brother hit him with a snowball", ("off_topic", 0.9))

    assert director.decide(heard, State()).state.learned != "utter_follow_up_they_are_hit"


def test_what_they_will_do_is_not_what_the_writer_will_do() -> None:
    assert "will_do" in told_in(plain("ok i will do it"))
    assert "will_do" not in told_in(plain("they said they will do it to my sister instead"))


def test_an_own_chat_of_few_words_is_asked_about_the_one_typed(director: Director) -> None:
    asked = director.decide(along("pics", needs=frozenset({"picture"})), State())
    told = director.decide(
        along("ya", follow_up=("small_yes", 0.9)), replace(State(), said=frozenset({asked.state.learned}))
    )

    assert asked.state.learned == "utter_follow_up_picture_word"
    assert told.intent == "worried_no_threat"


def test_whether_to_call_for_one_who_threatens_to_die_is_no_danger_of_the_writer(director: Director) -> None:
    theirs = replace(OPENED, situation="offender_suicide_threat", covered=("offender_suicide_threat",))
    danger = (("immediate_danger", "hard", False),)
    asks = along("should i call 911 or not, i dont know his address", urgent=danger, asks=True)

    assert director.decide(asks, theirs).state.learned == "utter_follow_up_call_for_their_life"
    assert (
        director.decide(along("he has a knife and hes at my door", urgent=danger), theirs).intent == "immediate_danger"
    )


def test_where_somebody_else_lives_is_not_where_the_writer_is(director: Director) -> None:
    heard = along("he lives in texas", facts={"state": "TX", "country": "us"}, holds=frozenset({"they_live"}))

    assert "state" not in director.decide(heard, OPENED).state.facts
    assert director.decide(heard, FATHER).state.facts.get("state") == "TX"


def test_a_busy_line_is_heard_behind_a_no(director: Director) -> None:
    asked = replace(OPENED, situation="coerced_self_harm", covered=("coerced_self_harm",), awaiting="company")
    heard = along(
        "no the line is busy it did not work", ("service_failed", 0.8), facts={"company": "no"}, failed="no_reply",
        holds=frozenset({"failing"}),
    )  # fmt: skip

    assert director.decide(heard, asked).intent in ("failed", "service_failed")


def test_said_not_to_be_meant_it_is_no_answer_about_company(director: Director) -> None:
    asked = replace(OPENED, situation="suicidal_thoughts", covered=("suicidal_thoughts",), awaiting="company")
    heard = along("no i am joking chill", follow_up=("not_going_to", 0.53), facts={"company": "no"})

    assert director.decide(heard, asked).intent == "denial"


PARENT_AGAIN = State(
    situation="suicidal_thoughts",
    covered=("parent", "suicidal_thoughts"),
    at_risk=True,
    said=frozenset({"utter_parent_believe", "utter_parent_steps", "utter_heard_friend_safe_hurt_self"}),
)
COUNSELOR = State(situation="school_adult", covered=("school_adult",), said=frozenset({"utter_school_adult_believe"}))
CUTTING = State(
    situation="self_harm", covered=("self_harm",), at_risk=True, said=frozenset({"utter_self_harm_believe"})
)


def test_a_parent_taken_for_the_one_in_danger_is_a_parent_again(director: Director) -> None:
    denied = (("suicidal_thoughts", "negated", False),)
    held = frozenset({"about_another"})

    for heard in (
        along("i am not suicidal", ("off_topic", 0.3), urgent=denied),
        along("for the last time i am the dad", ("off_topic", 0.3), holds=held),
    ):
        assert director.decide(heard, PARENT_AGAIN).state.situation == "parent"


def test_a_friend_who_does_not_want_to_be_here_is_no_good_news(director: Director) -> None:
    friend = State(situation="friend", covered=("friend",), said=frozenset({"utter_friend_believe"}))
    urgent = (("suicidal_thoughts", "hard", True),)

    move = director.decide(
        along("she said she does not want to be here anymore", ("friend", 0.3), urgent=urgent), friend
    )
    asked = director.decide(along("how do i find out if she is ok", ("off_topic", 0.1), asks=True), friend)

    assert move.intent == "someone_at_risk"
    assert asked.state.learned == "utter_follow_up_check_on_them"


@pytest.mark.parametrize(
    ("text", "learned"),
    [
        ("should i tell her parents tonight", "utter_follow_up_their_parents"),
        ("do i call the parents before i report", "utter_follow_up_their_parents"),
        ("in which order do i do all that", "utter_follow_up_order_school"),
        ("you didnt answer. can i look at the picture", "utter_follow_up_should_i_look"),
        ("is it her fault", "utter_follow_up_their_fault"),
        ("should i take the phone and look at the picture to be sure", "utter_follow_up_should_i_look"),
        ("a boy in 9th sent it around, he is also my student", "utter_follow_up_other_student"),
    ],
)
def test_a_counselor_is_answered_what_they_ask(director: Director, text: str, learned: str) -> None:
    assert director.decide(along(text, ("off_topic", 0.1), asks=True), COUNSELOR).state.learned == learned


@pytest.mark.parametrize(
    ("text", "learned"),
    [
        ("please dont tell my school", "utter_follow_up_school_finds_out"),
        ("can he find us out here", "utter_follow_up_can_they_find_me"),
        ("what if he says he will come to my house", "utter_follow_up_knows_where_i_live"),
        ("i just told my mom she is here", "utter_follow_up_told_someone"),
        ("what if my mamaw gets mad at me", "utter_follow_up_home_angry"),
        ("im the girl i asked about", "utter_follow_up_it_is_me"),
        ("what do i do when my mom starts yelling again", "utter_follow_up_yelled_at"),
    ],
)
def test_a_worry_on_the_way_is_answered_by_its_words(director: Director, text: str, learned: str) -> None:
    assert director.decide(along(text, ("off_topic", 0.1)), OPENED).state.learned == learned


def test_taking_the_story_back_is_no_telling_that_went_badly(director: Director) -> None:
    heard = along("nah im lying lol nothing happened", ("off_topic", 0.1), follow_up=("told_went_badly", 0.45))

    assert director.decide(heard, OPENED).intent == "changes_or_contradicts"


def test_who_hurt_somebody_and_feels_sick_about_it_is_not_told_that_they_were_fooled(director: Director) -> None:
    harmed = State(
        situation="i_harmed_peer", covered=("i_harmed_peer",), said=frozenset({"utter_i_harmed_peer_believe"})
    )

    for heard in (
        along("im such a bad person", ("in_trouble", 0.4)),
        along("i was so stupid", ("off_topic", 0.1), about="utter_definition_not_my_fault"),
    ):
        assert director.decide(heard, harmed).state.learned == "utter_follow_up_own_guilt"


def test_who_cuts_and_has_no_picture_is_offered_nothing_for_pictures(director: Director) -> None:
    held = frozenset({"refusing", "refuses_lines"})

    move = director.decide(along("no more hotlines", ("refuses_service", 0.95), holds=held), CUTTING)

    assert move.state.learned == "utter_follow_up_refuses_hurt"


def test_why_somebody_cuts_is_listened_to_and_no_new_alarm(director: Director) -> None:
    held = frozenset({"tells_self_harm"})

    move = director.decide(
        along("i just cut because my mom yells at me all day", ("self_harm", 0.8), holds=held), CUTTING
    )

    assert move.intent == "steps"


def test_an_answer_with_nothing_to_go_on_with_is_no_riddle(director: Director) -> None:
    asked = State(awaiting="safe", asked=("safe",), said=frozenset({"utter_are_you_real"}))

    assert director.decide(Heard(words="i am safe", facts={"safe": "yes"}), asked).intent == "topic_else"


def test_who_said_that_there_is_no_picture_is_asked_and_offered_nothing_for_one(
    director: Director, content: Content
) -> None:
    friend = State(situation="friend", covered=("friend",), at_risk=True, said=frozenset({"utter_friend_believe"}))
    heard = along("there is no picture she just wants to die", ("off_topic", 0.1), holds=frozenset({"no_picture"}))

    state = director.decide(heard, friend).state

    assert state.facts["picture"] == "none"
    assert "take_it_down" not in route_of(content, state)
    assert Way(content).open_question(state) not in ("shared", "age_in_picture")


def test_who_is_believed_not_to_want_to_die_goes_on_with_what_they_came_for(director: Director) -> None:
    said = frozenset({"utter_i_harmed_peer_believe", "utter_suicidal_thoughts_believe"})
    state = State(
        situation="suicidal_thoughts", covered=("i_harmed_peer", "suicidal_thoughts"), at_risk=True, said=said
    )

    believed = director.decide(
        along("im not gonna do anything. what can i do for her", follow_up=("not_going_to", 0.5)), state
    )
    later = director.decide(along("so what do i do next"), believed.state)

    assert believed.intent == "denial"
    assert (later.intent, later.state.situation, later.state.at_risk) == ("steps", "i_harmed_peer", True)


def test_words_that_answer_somebody_else_do_not_quiet_a_plan_to_die(director: Director) -> None:
    low = replace(OPENED, situation="suicidal_thoughts", covered=("suicidal_thoughts",), at_risk=True)
    heard = along("im gonna go with her tonight, she died last year", ("suicide_plan", 0.95))

    assert "go_with_them" in heard.told
    plain = replace(heard, holds=frozenset({"tells_despair"}), margins=(("suicide_plan", 0.1),))
    assert director.decide(plain, low).intent == "suicide_plan"


def test_not_here_is_no_danger_at_this_moment(director: Director) -> None:
    asked = replace(ABUSED, awaiting="near", facts={})
    heard = along("hes not here", ("immediate_danger", 0.7), holds=frozenset({"tells_now"}), facts={"near": "away"})
    facts = facts_in("hes not here", plain("hes not here"), "near", director._way.content, load_answers())

    assert facts.get("near") == "away"
    assert director.decide(heard, asked).state.situation == "inperson_abuse"


@pytest.mark.parametrize("text", ["will she hate me if i tell", "what do i do now about the promise"])
def test_a_friend_who_fears_to_break_a_promise_hears_about_the_promise(director: Director, text: str) -> None:
    friend = State(situation="friend", covered=("friend",), at_risk=True, said=frozenset({"utter_friend_believe"}))

    assert director.decide(along(text, ("off_topic", 0.1)), friend).state.learned == "utter_follow_up_friend_secret"


def test_a_friend_who_told_hears_that_it_was_right(director: Director) -> None:
    said = frozenset({"utter_friend_believe", "utter_follow_up_friend_secret", "utter_friend_again"})
    friend = State(situation="friend", covered=("friend",), at_risk=True, said=said)

    move = director.decide(along("was it wrong to break the promise", ("off_topic", 0.1)), friend)

    assert move.state.learned == "utter_follow_up_told_right"


def test_an_age_taken_back_changes_the_help_and_not_the_story(director: Director) -> None:
    grown = replace(
        OPENED, situation="adult_victim", covered=("adult_victim",), facts={"age": "adult", "age_in_picture": "adult"}
    )

    move = director.decide(along("ok can i say something. i lied. im 15", facts={"age": "teen"}), grown)

    assert move.intent != "changes_or_contradicts"
    assert move.state.situation == "threat_money"


MEETING = replace(OPENED, situation="meeting_offender", covered=("meeting_offender",))
KNOWN = replace(OPENED, situation="peer_or_ex", covered=("peer_or_ex",))


@pytest.mark.parametrize(
    ("state", "text", "learned"),
    [
        (OPENED, "is take it down the police", "utter_follow_up_is_it_police"),
        (OPENED, "that take it down thing is the cops right", "utter_follow_up_is_it_police"),
        (OPENED, "take it down es de la policia?", "utter_follow_up_is_it_police"),
        (ABUSED, "is childhelp the cops", "utter_follow_up_not_police_hurt"),
        (OPENED, "im not uploading anything", "utter_follow_up_who_sees_picture"),
        (OPENED, "pide que suba la foto, no voy a subirla", "utter_follow_up_who_sees_picture"),
        (OPENED, "i deleted the chat already is that bad", "utter_follow_up_blocked_already"),
        (OPENED, "can i still report", "utter_follow_up_too_late"),
        (OPENED, "i wanna smash him for real", "utter_follow_up_revenge"),
        (OPENED, "whats the point. u cant do anything", "utter_follow_up_bot_repeats"),
        (ABUSED, "will they take my little brother away", "utter_follow_up_taken_away"),
        (ABUSED, "what happens if i tell my teacher", "utter_follow_up_what_if_i_tell"),
        (ABUSED, "if i tell u will u report it", "utter_follow_up_who_i_tell"),
        (ABUSED, "would my uncle go to jail. i dont want that", "utter_follow_up_against_them_hurt"),
        (MEETING, "ok and if i just go and bring my cousin", "utter_follow_up_not_alone"),
        (MEETING, "my friend said she would come with me", "utter_follow_up_not_alone"),
        (MEETING, "hes 14 so is it ok", "utter_follow_up_should_i_go"),
        (FATHER, "do i have to tell her i read her messages", "utter_follow_up_read_messages"),
        (FATHER, "he says hell post it if she doesnt pay", "utter_follow_up_they_demand"),
        (FATHER, "i called 911 and they are going. what now", "utter_follow_up_help_called_for_them"),
        (KNOWN, "no le mande nada todavia", "utter_follow_up_not_sent_yet"),
        (KNOWN, "ok truth i did send one", "utter_follow_up_did_send"),
        (OPENED, "should i just send one more so he leaves me alone", "utter_follow_up_send_one_more"),
        (OPENED, "y si le mando otra para que pare", "utter_follow_up_send_one_more"),
        (OPENED, "its just a bot reply", "utter_follow_up_auto_reply"),
        (OPENED, "will my boyfriend get in trouble", "utter_follow_up_against_them"),
        (OPENED, "i dont want to lose him", "utter_follow_up_love_them"),
        (OPENED, "what if i say no and he gets mad", "utter_follow_up_scared_of_them"),
        (OPENED, "mi mama me va a quitar el celular", "utter_follow_up_home_angry"),
        (OPENED, "mom is actually not mad", "utter_follow_up_told_someone"),
        (OPENED, "she says i should tell mom", "utter_heard_adult_yes"),
    ],
)
def test_a_worry_about_the_help_is_answered_for_the_one_who_asks(
    director: Director, state: State, text: str, learned: str
) -> None:
    assert director.decide(along(text, ("off_topic", 0.1)), state).state.learned == learned


def test_a_phone_taken_at_home_is_no_report_that_the_other_hears_of(director: Director) -> None:
    holds = frozenset({"near_adults"})
    heard = along("my mom would take my ipad if i tell her", ("parents_find_out", 0.9), holds=holds)

    assert director.decide(heard, MEETING).state.learned == "utter_follow_up_home_angry"


def test_a_line_that_nobody_answers_is_no_help_on_its_way(director: Director) -> None:
    move = director.decide(along("i called 911 and nobody answered", ("service_failed", 0.6)), FATHER)

    assert move.state.learned != "utter_follow_up_help_called_for_them"


@pytest.mark.parametrize(
    ("state", "learned"),
    [
        (OPENED, "utter_definition_not_my_fault"),
        (KNOWN, "utter_follow_up_known_not_your_fault"),
        (FATHER, "utter_follow_up_asker_guilt"),
        (ABUSED, "utter_follow_up_not_yours"),
    ],
)
def test_who_did_it_decides_why_it_is_not_their_fault(director: Director, state: State, learned: str) -> None:
    heard = along("it is my fault", ("off_topic", 0.1), about="utter_definition_not_my_fault")
    heard = replace(heard, told=(), named=())

    assert director.decide(heard, state).state.learned == learned


def test_whoever_turns_out_to_be_from_a_game_is_no_classmate(director: Director) -> None:
    holds = frozenset({"correcting", "met_online"})

    move = director.decide(Heard(words=WORDS, ranking=(("off_topic", 0.1),), holds=holds), KNOWN)

    assert (move.intent, move.state.facts["who"]) == ("grooming", "online")


def test_somebody_who_hurts_them_without_an_order_is_answered_as_that(director: Director) -> None:
    unsure = (("coerced_self_harm", 0.34), ("inperson_abuse", 0.23))

    assert director.decide(Heard(words=WORDS, ranking=unsure), State()).intent == "inperson_abuse"
    ordered = Heard(words=WORDS, ranking=unsure, holds=frozenset({"tells_orders"}))
    assert director.decide(ordered, State()).state.situation == "coerced_self_harm"


def test_self_harm_that_was_never_told_is_not_heard_from_its_denial(director: Director) -> None:
    heard = Heard(words="i never said i hurt myself", ranking=(("self_harm", 0.9),), takes_back=True)

    assert director.decide(heard, ABUSED).state.situation == "inperson_abuse"


def test_no_police_said_with_the_story_holds_from_the_first_answer(director: Director) -> None:
    holds = frozenset({"refuses_police"})

    move = director.decide(Heard(words=WORDS, ranking=(("threat_money", 0.9),), holds=holds), State())

    assert {"cybertipline", "fbi"} <= set(move.state.refused)


def test_a_day_told_with_the_meeting_is_not_asked_again(director: Director) -> None:
    heard = Heard(words=WORDS, ranking=(("meeting_offender", 0.9),), holds=frozenset({"meets_later"}))

    assert director.decide(heard, State()).state.facts["when"] == "later"
    today = replace(heard, words=f"{WORDS} today")
    assert "when" not in director.decide(today, State()).state.facts


def test_a_worry_in_the_same_breath_as_the_story_is_kept(director: Director) -> None:
    heard = along("my uncle hurts me. what happens if i tell", ("inperson_abuse", 0.9))

    assert "what_if_i_tell" in director.decide(heard, State()).state.aside


def test_nothing_is_denied_where_no_life_was_at_risk(director: Director) -> None:
    heard = Heard(words="no tengo tanto", ranking=(("cant_pay", 0.02),), follow_up=("not_going_to", 0.4))

    assert director.decide(heard, OPENED).intent != "denial"
    assert director.decide(heard, replace(OPENED, at_risk=True)).intent == "denial"


def test_nobody_would_believe_me_is_no_fake_picture_before_anything_was_told(director: Director) -> None:
    began = State(said=frozenset({"utter_ladder_1"}))

    move = director.decide(along("he said nobody will believe me", ("off_topic", 0.1)), began)

    assert move.state.learned != "utter_fake_image_point"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no me quiero ir de mi casa", "running_away"),
        ("no quiero irme de la casa", "running_away"),
        ("i do not want to run away", "running_away"),
    ],
)
def test_a_denied_wish_is_not_the_wish(text: str, name: str) -> None:
    assert name not in told_in(plain(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("me quiero ir de mi casa", "running_away"),
        ("quiero irme de mi casa", "running_away"),
        ("la espera en su troca", "leaving_with_them"),
        ("hes outside to pick her up", "leaving_with_them"),
        ("trae a dos amigos para grabar", "more_tonight"),
        ("shes coming with two guys to film", "more_tonight"),
        ("mi hermanito se queda con el", "child_left_with_them"),
        ("i cant leave my little brother with him", "child_left_with_them"),
        ("me da miedo hoy en la noche", "again_tonight"),
        ("no se va a suicidar, solo esta triste", "good_news"),
    ],
)
def test_a_danger_that_is_coming_is_named_in_both_languages(text: str, name: str) -> None:
    assert name in told_in(plain(text))


def test_a_friend_said_not_to_be_dying_is_not_mourned(director: Director) -> None:
    friend = replace(OPENED, situation="friend", covered=("friend",), facts={"friend_safe": "yes"})
    words = "no quiere morirse, solo esta triste"
    heard = replace(along(words), holds=frozenset(("not_gone",)))
    move = director.decide(heard, friend)
    assert not move.state.learned.startswith("utter_follow_up_dying")


def test_who_is_locked_in_is_not_sent_to_the_others_in_the_house(director: Director) -> None:
    traded = replace(OPENED, situation="trafficking_controlled", covered=("trafficking_controlled",))
    words = "ya estan en la cocina y me encerre en el bano"
    heard = replace(along(words), holds=frozenset(("near_now", "hides")))
    assert director.decide(heard, traded).state.learned == "utter_shut_in_hidden"
