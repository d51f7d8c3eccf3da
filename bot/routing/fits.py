"""For whom a text is: groups of situations, and what each name in `only` and `instead` of data/follow_ups.yml means."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.content.schema import ASKERS, Fit, FollowUp
from bot.routing.routes import is_adult_picture
from bot.routing.state import State

LIFE = ("suicide_in_progress", "suicide_plan", "mixed_sextortion_suicide", "suicidal_thoughts", "coerced_self_harm", "self_harm")  # fmt: skip
EMERGENCY = ("suicide_in_progress", "immediate_danger")
# Those who write about somebody else: what they tell is that person's story, not theirs.
# With one of these "going to sleep" may be about dying.
NO_GOOD_NIGHT = frozenset((
    "wake", "waking", "forever", "never", "ever", "pills", "pill", "took", "goodbye", "last", "peace", "sorry", "die",
    "despertar", "despierto", "siempre", "nunca", "jamas", "pastillas", "tome", "adios", "ultima", "paz", "perdon",
))  # fmt: skip
# Those who tell what they did, or fear to do.
OWN_DEEDS = ("i_harmed_peer", "adult_worried_self", "asks_for_abuse_material")
# Somebody near does it to them: the body, the home or the money is in it, not only a picture.
HURT = ("inperson_abuse", "trafficking_controlled", "survival_sex_buyer", "immediate_danger")
TRADED = ("survival_sex_buyer", "trafficking_controlled")
# A picture of theirs, real or fake, is in somebody's hands or is said to be.
PICTURED = frozenset((
    "threat_money", "paid_already", "cant_pay", "threat_more_images", "fake_image", "already_shared", "peer_or_ex",
    "hacked_account", "livestream", "worried_no_threat", "coerced_self_harm", "mixed_sextortion_suicide",
    "adult_victim", "adult_now_minor_then",
))  # fmt: skip
# Whom "you are not in trouble" was not said to: the FBI says it of young people who are sextorted.
_NOT_ONLY_HARMED = ("adult_victim", "adult_now_minor_then", *HURT, *OWN_DEEDS, *ASKERS)
_BEFRIENDED = ("meeting_offender", "grooming")
# Stories of their own, in which nobody should hear of a picture that they never told of.
_WITHOUT_PICTURE = frozenset((*HURT, *LIFE, *_BEFRIENDED, "offender_suicide_threat"))
# Texts that say: home is the danger to the one they worry about.
_THEIR_HOME = frozenset(
    f"utter_follow_up_{told}" for told in ("their_home", "student_home", "child_near_them", "they_are_hit")
)


def _told(state: State) -> set[str]:
    return {state.situation, *state.covered, *state.queue}


def picture_known(state: State) -> bool:
    """True where a picture was told of."""
    return bool({"shared", "where"} & set(state.facts)) or not PICTURED.isdisjoint(_told(state))


def _harmed(state: State) -> bool:
    """It was done to the one who writes; not where something was taken or done just now."""
    attempt = state.situation == "suicide_in_progress" and in_emergency(state)
    return state.situation not in (*ASKERS, *OWN_DEEDS) and not attempt


def _pictured(state: State) -> bool:
    """A picture of theirs was told of, or as yet no story that has none."""
    told = picture_known(state) or state.facts.get("first") == "picture" or _WITHOUT_PICTURE.isdisjoint(_told(state))
    return _harmed(state) and (state.situation in PICTURED or (told and state.facts.get("picture") != "none"))


def _pushed(state: State) -> bool:
    """Somebody on a screen or at school threatens or courts them: no life is at risk, nobody near hurts them."""
    elsewhere = (*ASKERS, *OWN_DEEDS, *HURT, *LIFE, "offender_suicide_threat")
    return state.situation not in elsewhere and bool(state.situation or {*HURT, *LIFE}.isdisjoint(state.covered))


def _their_picture(state: State) -> bool:
    """They ask for another, of whom nothing speaks against a picture."""
    other_story = state.facts.get("their_life") == "risk" and not picture_known(state)
    denied = state.facts.get("picture") == "none" or not _THEIR_HOME.isdisjoint(state.said)
    return state.situation in ASKERS and not denied and not other_story


def _to_meet(state: State) -> bool:
    """A plan to meet somebody was told, and it is the writer's own."""
    told = "meeting_offender" in _told(state) or state.facts.get("meeting") == "yes"
    return told and state.situation not in (*ASKERS, *OWN_DEEDS, "suicide_in_progress")


def _worried_young(state: State) -> bool:
    """A teenager afraid of their own attraction: the helpline for adults would turn them away, or scare them off."""
    told = "adult_worried_self" in _told(state) and state.situation in ("adult_worried_self", *LIFE)
    return told and state.is_minor


FITS: dict[Fit, Callable[[State], bool]] = {
    "harmed": _harmed,
    "pictured": _pictured,
    "pushed": _pushed,
    "their_picture": _their_picture,
    "their_home": lambda state: state.situation in ASKERS and not _THEIR_HOME.isdisjoint(state.said),
    "they_may_die": lambda state: state.situation in ASKERS and state.facts.get("their_life") == "risk",
    "spreader": lambda state: state.situation == "i_harmed_peer",
    "before_attempt": lambda state: state.situation in LIFE and state.situation != "suicide_in_progress",
    "own_deeds": lambda state: state.situation in OWN_DEEDS,
    "parent": lambda state: state.situation == "parent",
    "school": lambda state: state.situation == "school_adult",
    "coerced": lambda state: state.situation == "coerced_self_harm",
    "picture": lambda state: state.situation not in HURT,
    "calm": lambda state: state.situation not in (*HURT, *ASKERS),
    # a stranger at the door is nobody who hurts them at home
    "hurt": lambda state: state.situation in HURT and state.facts.get("shut_in") != "yes",
    "past": lambda state: state.situation == "adult_now_minor_then",
    "lgbtq": lambda state: state.facts.get("lgbtq") == "yes",
    "known": lambda state: state.facts.get("who") == "known" or state.situation in ("peer_or_ex", "inperson_abuse"),
    "writer": lambda state: state.situation not in ASKERS,
    "worried_young": _worried_young,
    "worried_self": lambda state: state.situation == "adult_worried_self",
    "asker": lambda state: state.situation in ASKERS,
    "life": lambda state: state.situation in LIFE,
    "traded": lambda state: state.situation in TRADED,
    "bed": lambda state: state.situation == "survival_sex_buyer",
    "at_home": lambda state: state.situation in ("inperson_abuse", "immediate_danger"),
    "attempt": lambda state: state.situation == "suicide_in_progress",
    "their_life": lambda state: state.situation == "offender_suicide_threat",
    "hacked": lambda state: state.situation == "hacked_account",
    "meeting": lambda state: state.situation == "meeting_offender",
    "to_meet": _to_meet,
    "befriended": lambda state: state.situation in _BEFRIENDED,
    "online": lambda state: state.facts.get("who") == "online",
    "no_threat": lambda state: state.situation in ("worried_no_threat", "hacked_account"),
    "peer": lambda state: state.facts.get("peer") == "yes",
    "partner": lambda state: state.facts.get("partner") == "yes",
    "other": lambda state: state.situation in _NOT_ONLY_HARMED,
    "abroad": lambda state: state.abroad,
    "adult": is_adult_picture,
    "minor": lambda state: state.facts.get("age_in_picture") == "minor" or state.situation == "adult_now_minor_then",
}


def of_a_picture(state: State) -> bool:
    """True where help with a picture may be what they want: theirs, that of the one they ask for, or one they sent on."""
    return _pictured(state) or _their_picture(state) or state.situation == "i_harmed_peer"


def in_emergency(state: State) -> bool:
    """True while an attempt or a danger goes on: nothing is said or asked beside 911 that can wait."""
    return state.situation in EMERGENCY and state.facts.get("safe") != "yes"


def fitting(state: State) -> frozenset[Fit]:
    """All that fits where the conversation stands."""
    return frozenset(fit for fit, fits in FITS.items() if fits(state))


def is_for(entry: FollowUp, state: State) -> bool:
    """True when what the entry says is meant for this person."""
    return not entry.only or any(FITS[fit](state) for fit in entry.only)


def not_for(entries: Mapping[str, FollowUp], state: State) -> frozenset[str]:
    """The names of the entries that are not for this person: `is_for` of them all, each fit asked for once."""
    fits = fitting(state)
    return frozenset(name for name, entry in entries.items() if entry.only and fits.isdisjoint(entry.only))
