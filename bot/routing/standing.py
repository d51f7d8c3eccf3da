"""What a message means where the conversation stands: the same words tell something else at another point of it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.content.schema import ASKERS
from bot.hearing.answers import DENIES, age_of_another
from bot.hearing.bare import bare_danger
from bot.hearing.word_lists import word_list
from bot.routing.danger import OF_SOMEBODY, OWN
from bot.routing.fits import EMERGENCY, FITS, HURT, LIFE, OWN_DEEDS, PICTURED
from bot.routing.heard import Heard
from bot.routing.plausible import is_a_child
from bot.routing.state import State

_NAMES_A_PERSON = 14
_A_WORD_OR_TWO = 2
_MINE = ("my", "mi")
_WILL_DO, _TELLS = "will_do", "told_someone"
_OF_THEIR_LIFE = frozenset(("near_adults", "kin", "dating"))
_HELPER_NAMED = ("utter_heard_adult_yes", "utter_follow_up_safe_adult", "utter_follow_up_told_someone")
_THEIR_LIFE = frozenset(("their_attempt", "call_for_their_life", "about_them_not_me", "not_your_doing"))
# Of a message about one far away these say that the danger is at the writer's own door.
_AT_HAND = word_list("at_hand")
_DENYING = DENIES | {"when", "cuando"}
# Said of who does it, these tell that they are known in real life; with a screen named they may not be.
_OF_MY_SCHOOL = word_list("of_my_school")
_ON_A_SCREEN = word_list("on_a_screen")
_POINTS = word_list("points_to_somebody")
_APPS = word_list("apps")
_UNNAMED = word_list("unnamed_person")
_A_CHAT = word_list("a_chat")
_FROM_AN_APP = re.compile(
    rf"\b(?:{'|'.join(sorted(_UNNAMED))})(?: (?:i|que) (?:met|conoci))?"
    rf" (?:on|from|off|de|en|por) (?:an? |una? )?(?:{'|'.join(sorted(_APPS))})\b"
)
_SAYS_THEIR_AGE = 8  # words
_GROWN_UP = 18
_AGE_GAP = "age_gap"
_WHERE_IT_IS = re.compile(r"(?:it is |they are |esta |estan )?(?:on|in|en) ")
_GONE = word_list("gone")
# Without one of these, or a number, nothing private was typed.
_PRIVATE = word_list("private")
_FETCHING = word_list("fetching")
_ME = frozenset(("me", "mi"))
_ASIDE = re.compile(r"\bi (do not know|think|guess|swear|hope|mean|called|texted)\b")  # says nothing of themselves
_SPEAKS_OF_SELF = frozenset(("i", "my", "we", "our", "yo", "mi", "nuestra", "nuestro"))
_JUST_TOLD = word_list("just_told")
_NOT_HERE = re.compile(
    r"\b(he|she|they) (is|are) not (here|home)\b(?! yet)"
    r"|\b(he|she|they) (is|are|lives?) (\w+ ){0,4}(hours?|miles|states?) away\b|\b(away|he is|she is|they are) at (college|school|work|camp)\b"
    r"|\bno esta (aqui|en la casa|en casa)\b|\besta a \w+ horas\b"
)
# With one of these somebody does something to them, whoever else is far away.
_CLOSE_BY = word_list("close_by")
_MYSELF = frozenset(("me", "us", "my", "our", "i", "mi", "nos", "mis"))
_WHOM = frozenset(("her", "him", "them"))
_TODAY = word_list("today")
_MINUTES_PLAN = "utter_minutes_plan_1"


def kept_private(heard: Heard) -> Heard:
    """ "Theres this guy from roblox" gave nothing away: nobody is told off in their first line for what they kept."""
    named = _PRIVATE & set(heard.words.split()) or any(map(str.isdigit, heard.words))
    return heard if named or heard.button else heard.without("sends_identifying_info")


def no_longer_accused(heard: Heard, state: State) -> State:
    """ "You think i am the creep? im the girl, im 14": who asked about a story and then says that it is theirs.

    Refused once more, a child who is threatened at that hour is left with it.
    """
    if state.situation != "asks_for_abuse_material":
        return state
    child = heard.facts.get("age") in ("teen", "under_13")
    theirs = child or "about_me" in heard.holds or "it_is_me" in heard.told or heard.own_picture
    return replace(state, situation="", awaiting="") if theirs else state


def is_gone(words: list[str]) -> bool:
    """ "Hes gone. can i make him not send it": only what stands just before the going denies it.

    Taken for still there, who is safe hears "lock, hide, stay silent" again and again.
    """
    gone = [i for i, word in enumerate(words) if word in _GONE]
    before = [words[max(0, i - 3) : i] for i in gone] or [words]
    return any(_DENYING.isdisjoint(near) for near in before)


def not_grown_up_yet(words: str) -> bool:
    """ "18 next week": a minor today."""
    return any(
        said in f"{words} "
        for said in ("18 next ", "18 in a ", "18 tomorrow ", "turning 18 ", "almost 18 ", "not 18 yet ")
    )


def stated_beside(heard: Heard, state: State) -> dict[str, str]:
    """What the words of a message state about the writer beside what it tells."""
    known: dict[str, str] = {}
    danger = state.situation in EMERGENCY or not {heard.top, *heard.alarms}.isdisjoint(EMERGENCY)
    if "lgbtq" in heard.holds and not danger:  # there "in the closet" is where they hide, or where a gun is
        known["lgbtq"] = "no" if "not_lgbtq" in heard.holds else "yes"
    if "kin" in heard.holds and "dating" not in heard.holds:
        known["kin"] = "yes"
    if "dating" in heard.holds and not {"kin", "near_adults"} & heard.holds and state.situation not in ASKERS:
        known["partner"] = "yes"
    if "phone_watched" in heard.told:
        known["text_ok"] = "no"
    if "deaf" in heard.told:
        known["voice"] = "no"
    if "near_now" in heard.holds and not heard.asks and not state.situation and heard.top in HURT:
        known["near"] = "near"
    first_of_a_meeting = not state.situation and heard.top == "meeting_offender"
    if first_of_a_meeting and "meets_later" in heard.holds and _TODAY.isdisjoint(heard.words.split()):
        known["when"] = "later"
    if "is_out" in heard.holds and not heard.asks and _DENYING.isdisjoint(heard.words.split()):
        known["shared"] = "yes"
    if "no_picture" in heard.holds and state.situation in (*ASKERS, *LIFE, *HURT):
        known["picture"] = "none"
    return {**known, **_stated_of_who_does_it(heard, state)}


def _stated_of_who_does_it(heard: Heard, state: State) -> dict[str, str]:
    """What the words of a message state about the one who does it."""
    known: dict[str, str] = {}
    words = frozenset(heard.words.split())
    threatens = heard.top in ("threat_money", "threat_more_images", "fake_image", "already_shared", "peer_or_ex")
    if threatens and not state.situation and _FROM_AN_APP.search(heard.words):
        known["who"] = "online"  # "this girl on wizz has a vid of me": nobody asks whether they know her
    if threatens and not state.situation and not _OF_MY_SCHOOL.isdisjoint(words) and _ON_A_SCREEN.isdisjoint(words):
        known.setdefault("who", "known")  # "boys in my class", "my ex": nobody asks whether they know them
    theirs = age_of_another(heard.words)
    if theirs and {state.situation, heard.top}.isdisjoint(ASKERS):
        known["peer"] = "yes" if theirs < _GROWN_UP else "no"
    return known


def _with_bare_danger(heard: Heard, state: State) -> Heard:
    """ "Bleeding", "hes here": one word or two that tell a danger, whatever the talk was about before them."""
    if heard.alarms or heard.asks or state.awaiting in heard.facts or "safe" in heard.facts:
        return heard
    close = not {state.situation, *state.covered}.isdisjoint((*HURT, *EMERGENCY, "meeting_offender"))
    told = bare_danger(heard.words, ("anywhere", *(["at_risk"] * state.at_risk), *(["near"] * close)))
    named = not state.situation and not state.said.isdisjoint(OF_SOMEBODY) and OWN.isdisjoint(heard.words.split())
    other = named or (state.situation in ASKERS and "about_me" not in heard.holds)
    return replace(heard, urgent=(*heard.urgent, (told, "hard", other))) if told else heard


def _at_the_door(heard: Heard, state: State) -> Heard:
    """ "Hes outside honking", of the one they were to meet: who waits for them there is a danger now."""
    comes = "at_door" in heard.holds and FITS["to_meet"](state) and not (heard.asks or heard.alarms)
    return replace(heard, urgent=(*heard.urgent, ("immediate_danger", "hard", False))) if comes else heard


def _from_afar(heard: Heard, state: State) -> Heard:
    """ "Hes not here, hes like 4 hours away": no phrase of danger beside it is about this minute.

    Told four times to call 911, who is safe for now stops asking for the help that there is.
    """
    near = not _CLOSE_BY.isdisjoint(heard.words.split()) or not {"at_door", "gets_in", "armed"}.isdisjoint(heard.holds)
    if near or state.situation not in (*HURT, "meeting_offender") or not _NOT_HERE.search(heard.words):
        return heard
    urgent = tuple(hit for hit in heard.urgent if hit[0] != "immediate_danger")
    facts = {**heard.facts, "near": "away"} if state.awaiting == "near" else heard.facts
    return replace(heard, urgent=urgent, holds=heard.holds | {"not_now"}, facts=facts).never(*EMERGENCY)


def as_it_stands(heard: Heard, state: State, explained: str) -> Heard:
    """The message as it is meant where the conversation stands."""
    heard = _from_afar(_at_the_door(_with_bare_danger(heard, state), state), state)
    heard = _of_the_one_asked_for(_without_false_alarm(heard, state, explained), state)
    heard = _of_whose_age(_of_whom_they_fetch(heard, state), state)
    heard = _of_how_old_they_are(_of_who_it_is(_of_which_place(heard, state), state), state)
    kin = {"kin", "near_adults", "near_peers"} & heard.holds
    if (kin and "inperson_abuse" in heard.alarms) or (state.situation == "" and state.awaiting != "company"):
        heard = heard.stating_nothing_of("company")  # "my brother" may be the one who does it
    if heard.about == _MINUTES_PLAN and (state.situation in (*HURT, *ASKERS, *OWN_DEEDS) or state.offered):
        heard = replace(heard, about="")  # "what do i do now" after a blow, or after the first steps, is no countdown
    if explained in _HELPER_NAMED and heard.follow_up[0] == _WILL_DO:
        # "ok ill text him rn", after "my coach is chill": they tell somebody, and open no form
        heard = replace(heard, told=(_TELLS,), named=(_TELLS,), follow_up=(_TELLS, heard.follow_up[1]))
    own = state.situation in ("friend", "sibling") and "own_story" in heard.holds
    return replace(heard, holds=heard.holds | {"about_me"}) if own or _is_the_child(heard, state) else heard


def _of_the_one_asked_for(heard: Heard, state: State) -> Heard:
    """ "His dad has a gun", "she said everybody would be better off", of the one they ask for: no danger of the writer's.

    The harm avoided: help is sent to the house of the one who writes.
    """
    words = set(_ASIDE.sub("", heard.words).split())
    if state.situation not in ASKERS or "about_me" in heard.holds or not _AT_HAND.isdisjoint(words):
        return heard
    of_self = not _SPEAKS_OF_SELF.isdisjoint(words)
    theirs = () if of_self else (*LIFE, *(["immediate_danger"] * _ME.isdisjoint(words)))
    return replace(heard, urgent=tuple((s, strength, other or s in theirs) for s, strength, other in heard.urgent))


def _without_false_alarm(heard: Heard, state: State, explained: str) -> Heard:
    """What sounds like a danger at the door, and here is none."""
    only_coming = {s for s, _, _ in heard.urgent} == {"immediate_danger"} and "coming" in heard.words.split()
    if "nobody_there" in heard.holds and state.situation != "immediate_danger":
        heard = replace(heard, takes_back=False)  # "no hay nadie en mi casa", asked who could sit with them
    unlike = state.facts.get("who") != "known" or not _JUST_TOLD.isdisjoint(heard.words.split())
    helper = explained in _HELPER_NAMED and unlike and state.situation not in HURT
    if helper and only_coming and "armed" not in heard.holds:
        # "can i call my brother", "hes coming": the help they named, not the one they fear
        heard = replace(heard, urgent=(), facts={**heard.facts, "company": "yes"}).never(*EMERGENCY, "meeting_offender")
    if state.situation == "suicide_in_progress" and any(name.startswith("attempt_") for name in heard.named):
        # "if i call 911 will my mom find out" after pills: the attempt goes on, and nobody is at the door
        kept = tuple(u for u in heard.urgent if u[0] != "immediate_danger")
        heard = replace(heard, urgent=kept).never("immediate_danger")
    heard = _of_their_life(heard) if state.situation == "offender_suicide_threat" else heard
    if heard.facts.get("safe") == "danger" and "on_screen" in heard.holds and not heard.alarms:
        heard = heard.stating_nothing_of("safe")  # "hes back online" is at nobody's door
    return heard


def _of_whose_age(heard: Heard, state: State) -> Heard:
    """Whose age a number is: a sister's, of the one they ask for, or their own."""
    if "sibling" in (heard.top, state.situation):
        return heard
    theirs = heard.facts.get("sibling_age") if state.situation in ASKERS else None
    heard = heard.stating_nothing_of("sibling_age")
    grown_up = state.situation in ("parent", "school_adult")
    if grown_up and heard.facts.get("age") in ("teen", "under_13") and not is_a_child(heard):
        theirs = heard.facts["age"]  # no parent or teacher is fourteen
        heard = heard.stating_nothing_of("age", "age_in_picture")
    if theirs and not heard.facts and "about_me" not in heard.holds:
        return replace(heard, facts={"their_age": theirs})  # "tiene 15": the age of whom they ask for
    return heard


def _of_who_it_is(heard: Heard, state: State) -> Heard:
    """ "Its a dude i met on discord", "some kid from my school", whatever was asked: who does it, and nothing else.

    The harm avoided: whoever threatens them is praised as an adult they trust, or the question stays open.
    """
    if heard.facts or heard.asks or heard.alarms or not {*heard.words.split()} <= _POINTS | _APPS:
        return heard
    facts = _who_or_where(heard, state)
    return replace(heard, facts=facts, told=(), named=(), follow_up=("", 0.0)) if facts else heard


def _of_how_old_they_are(heard: Heard, state: State) -> Heard:
    """ "Hes 17 im 16", of somebody who courts them: told how old the two are, they hear what that changes, and what not.

    The harm avoided: a girl of sixteen whose boyfriend of seventeen presses her is told that he is an adult.
    """
    only = len(heard.words.split()) <= _SAYS_THEIR_AGE and age_of_another(heard.words)
    more = heard.asks_anywhere or heard.alarms or {*heard.told} - {_AGE_GAP}  # "hes 14 so is it ok"
    if not only or more or state.situation in ("", *ASKERS):
        return heard
    courted = FITS["befriended"](state)
    told = (_AGE_GAP,) if courted else ()
    return replace(heard, told=told, named=told, follow_up=(_AGE_GAP if courted else "", float(courted)), may_follow=())


def _who_or_where(heard: Heard, state: State) -> dict[str, str]:
    """What words of people and apps say: who does it, or where the picture is; {} for neither."""
    words = {*heard.words.split()}
    online, known = not _APPS.isdisjoint(words), "near_peers" in heard.holds
    if _WHERE_IT_IS.match(heard.words) and state.awaiting != "who":  # "its on a discord server"
        return (
            {"where": "app" if _A_CHAT.isdisjoint(words) else "chat"}
            if online and state.situation == "already_shared"
            else {}
        )
    told = state.situation in PICTURED or (online and state.situation in ASKERS)
    if not told or online == known or state.awaiting in ("adult", "company"):
        return {}
    return {"who": "online" if online else "known"}


def _of_which_place(heard: Heard, state: State) -> Heard:
    """ "My sister in texas", "he wants to take me to mexico": says nothing of the lines that serve the writer."""
    if "immigration" in heard.told:
        heard = heard.stating_nothing_of("country")  # where they come from, and fear to be sent back to
    moves = "moves_abroad" in heard.holds
    asked_who = state.awaiting == "who" and "from_online" in heard.holds and not moves
    taken = "taken_there" in heard.holds and not moves and state.awaiting != "country"
    of_kin = {"kin", "near_adults", "near_peers"} & heard.holds and state.awaiting not in ("state", "country")
    of_kin = of_kin and not moves and "about_me" not in heard.holds
    elsewhere = ("they_live" in heard.holds or of_kin) and state.situation not in ASKERS
    return heard.stating_nothing_of("state", "country") if elsewhere or asked_who or taken else heard


def _is_the_child(heard: Heard, state: State) -> bool:
    """ "Im the kid, my stepdad hit me": whoever is hurt was taken for a parent, or for a worried brother."""
    done = "close_one_does_it" in heard.told
    hit = (done or "hit" in heard.told) and not _ME.isdisjoint(heard.words.split())
    grown_up = state.situation in ("parent", "school_adult")
    return (grown_up and (is_a_child(heard) or hit)) or (state.situation in ASKERS and done and not grown_up)


def _of_whom_they_fetch(heard: Heard, state: State) -> Heard:
    """ "Hes coming to get her friday", of a sister: the one in danger is whom they ask for, not who writes.

    Told to lock themselves in, a child who could wake the mother stays silent.
    """
    words = set(heard.words.split())
    theirs = state.situation in ASKERS and not _WHOM.isdisjoint(words) and _MYSELF.isdisjoint(words)
    if not theirs or "about_me" in heard.holds:
        return heard
    urgent = tuple((s, strength, other or s == "immediate_danger") for s, strength, other in heard.urgent)
    return replace(heard, urgent=urgent)


def _of_their_life(heard: Heard) -> Heard:
    """ "Do i call 911, i dont know his address": the one in danger is who threatens to die, not the writer."""
    only_now = {s for s, _, _ in heard.urgent} == {"immediate_danger"}
    theirs = not _THEIR_LIFE.isdisjoint(heard.told) and only_now and _AT_HAND.isdisjoint(heard.words.split())
    return replace(heard, urgent=()).never(*EMERGENCY) if theirs else heard


def names_a_person(heard: Heard) -> bool:
    """ "Its about my stepdad", "my uncle": whom it is about was said, and not what happened."""
    said = heard.words.split()
    bare = len(said) == _A_WORD_OR_TWO and said[0] in _MINE and not _OF_THEIR_LIFE.isdisjoint(heard.holds)
    named = "about_a_person" in heard.told and len(said) <= _NAMES_A_PERSON
    return (bare or named) and "tells_of_them" not in heard.holds and not heard.urgent


def goes_to_somebody(heard: Heard) -> bool:
    """ "im gonna go wake up my dad" is no goodbye; "tell my dad i love him" may be one."""
    fetches = "near_adults" in heard.holds and not _FETCHING.isdisjoint(heard.words.split())
    return fetches and "may_be_gone" not in heard.holds
