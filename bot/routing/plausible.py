"""What a message can mean where the conversation stands: readings that nothing else in it bears out are dropped.

The classifier learned from first messages. Inside a conversation a detail of the story can look like another
story, and being told somebody else's story is the surest way to lose a young person. Nothing here touches the
urgency floor: a danger phrase is heard wherever it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.content.load import Content
from bot.content.schema import ASKERS, HARM_GROUPS
from bot.hearing.word_lists import word_list
from bot.routing.fits import EMERGENCY, HURT, LIFE, OWN_DEEDS, PICTURED, TRADED, in_emergency
from bot.routing.heard import Heard
from bot.routing.state import State

_UNNAMED = "|".join(sorted(word_list("unnamed_person")))
_FROM_ELSEWHERE = re.compile(rf"\b(?:{_UNNAMED}) (?:who is |que es )?(?:from|in|over in|de|en)\b")
_ALIVE_BY_THE_WAY = re.compile(r"\w+est (?:kid|person|guy|girl|boy|human|idiot|man|woman|loser) alive\b")
_BREAKS_UP = re.compile(r"\b(?:me|nos) (?:corta|cortara|cortaria)\b")
_KILLS_OTHERS = re.compile(r"\b(?:kill|shoot|murder|matar|mata|matara) (?:my|our|us|a mi|a mis|mi|mis)\b")
_WAS_SENT = re.compile(r"\b(?:sent|sends|texted|dmed|airdropped) (?:me|us)\b|\bme (?:mando|mandaron|envio|enviaron|paso|pasaron)\b")
_WANTS_MORE = frozenset(("more", "another", "get", "find", "trade", "mas", "otra", "otras", "conseguir"))
SAME_WORDS_LIMIT = 3
# Told by words that nobody tells it without; inside a conversation the classifier alone is not believed.
_TOLD_BY = {
    "meeting_offender": "tells_meeting",
    "survival_sex_buyer": "tells_trade",
    "adult_now_minor_then": "tells_long_ago",
    "mixed_sextortion_suicide": "tells_despair",
    "suicide_plan": "tells_despair",
    "suicidal_thoughts": "tells_despair",
    "self_harm": "tells_self_harm",
    "coerced_self_harm": "tells_orders",
    "paid_already": "tells_paid",
    "adult_victim": "tells_adult",
    "offender_suicide_threat": "tells_despair",
    "fake_image": "tells_fake",
    "livestream": "tells_live",
    "adult_worried_self": "tells_urges",
}
_NEEDS_WORDS = {"changes_or_contradicts": "correcting", "refuses_service": "refusing", "service_failed": "failing"}


@dataclass(frozen=True)
class Thresholds:
    """How sure is sure enough, as confidences in 0..1; `..besides` as margins. Measured in docs/recognition.md.

    `later` names what holds inside a conversation, where words lean on what was said before.
    """

    first: float = 0.22
    first_by_far: float = 0.15
    by_far: float = 1.5
    later: float = 0.45
    alone: float = 0.30
    other_story: float = 0.55
    other_story_short: float = 0.80
    life: float = 0.40
    life_later: float = 0.60
    emergency: float = 0.50
    emergency_later: float = 0.75
    threat_of_a_kind: float = 0.30
    threat_of_others: float = 0.55
    also: float = 0.16
    outweighs: float = 0.45
    part: float = 0.30
    part_leads: float = 0.55
    part_told: float = -0.4
    core: float = 0.50
    of_one_thing: float = 0.50
    part_of_many: float = 0.50
    waits: float = 0.40
    besides: float = -0.5
    asked_besides: float = -0.7
    surely_besides: float = -0.3
    theirs: float = -0.3
    hardly_doubted: float = -0.05
    told_twice: float = 0.70
    clearly_told: float = 0.0
    plainly: float = 0.2
    asks_for_another: float = 0.0
    behind_a_question: float = 0.08
    hint: float = 0.20
    asked_gently: float = 0.10
    trace: float = 0.02
    without_words: float = 0.85
    without_words_later: float = 0.97
    laughing: float = 0.75
    part_alone: float = 0.80
    everyday: float = 0.85
    surely_everyday: float = 0.97
    part_of_everyday: float = 0.998
    harmless: float = 0.25
    harmless_picture: float = 0.55
    accuse: float = 0.35
    accuse_later: float = 0.80
    accuse_peer: float = 0.55
    exit: float = 0.90
    small_talk: float = 0.40
    follow_up: float = 0.30
    follow_up_first: float = 0.50
    follow_up_asked: float = 0.22
    follow_up_surely: float = 0.85
    of_both: float = 5.0
    told_in_a_question: float = 0.75
    may_be_meant: float = 0.20
    other_meaning: float = 0.08
    words_to_ask: int = 3


_OWN = frozenset(("my", "our", "mi"))
# Whose parents and teachers write: a message with one of these words may be theirs.
_THEIR_CHILDREN = word_list("of_their_children")
_THE_OTHER = frozenset(("himself", "herself", "themselves", "themself"))
_CHILDS_AGES = tuple(f"{age} " for age in range(7, 18))
_ASKED_SHORTLY = 12  # words
_NAMED_ALONE = 2  # words
_OF_GAMES = ("threat_money", "trafficking_controlled", "asks_for_abuse_material")
_DONE_TO_THEM = ("threats_and_images", "danger")
_SURELY_FOR_ANOTHER = ("sibling", "parent", "school_adult")
# Words that none but a school adult, or a parent or carer, says of the one they ask for.
_NAMED_BY = {"school_adult": ("of_a_student", "says_school"), "parent": ("of_a_child", "says_parent")}
_SAYS_LITTLE = ("off_topic", "just_help", "indirect_opening")  # beside a picture of theirs in somebody's hands
_THREAT_TOLD_BY = ("mixed_sextortion_suicide", "adult_victim", "adult_now_minor_then", *ASKERS)
_ANY_THREAT = "threat_money"  # what a phrase of threatening with pictures raises (data/lexicon/urgency.yml)
# A first hint of these is enough: to show the lines, or to ask between two.
_HINTED = (
    "suicide_plan",
    "suicidal_thoughts",
    "self_harm",
    "coerced_self_harm",
    "offender_suicide_threat",
    "fake_image",
    "livestream",
)
# What a story goes on to be: "a guy from snap has my pics", then "he wants 300 by midnight".
_DEMANDS = ("threat_money", "threat_more_images", "cant_pay", "paid_already")
_GROWS = {
    "worried_no_threat": (*_DEMANDS, "already_shared", "peer_or_ex"),
    "hacked_account": (*_DEMANDS, "already_shared"),
    "grooming": (*_DEMANDS, "already_shared"),
}
_WANTING_TO_DIE = ("suicide_plan", "suicidal_thoughts", "mixed_sextortion_suicide")
_FEW = 5  # words
_IN_FEW_WORDS_BY = {
    "peer_or_ex": frozenset(("near_adults", "near_peers", "kin", "dating")),
    "friend": frozenset(("near_peers", "about_another")),
    "fake_image": frozenset(("tells_fake",)),
    "already_shared": frozenset(("tells_spread", "is_out")),  # "some dude has my nudes" tells of nobody else
    "coerced_self_harm": frozenset(("tells_orders",)),
}
_LESS_THAN_HURT = ("grooming", "peer_or_ex")  # what nobody is asked about any more who told of a body or a bed
_PRESSED = word_list("pressed")
_COURTESY = ("thanks", "just_help")  # "do u have to tell my parents? thank you so much" asks
_TRADED_WITH = word_list("traded_with")
_OF_PAYING = word_list("of_paying")
_STRUCK = (
    "hit me",
    "hits me",
    "beat me",
    "beats me",
    "slapped me",
    "punched me",
    "kicked me",
    "choked me",
    "me pego",
    "me golpeo",
)
_FOUND_OUT = ("already_shared", "worried_no_threat", "peer_or_ex", "parents_find_out", "parent")
_OF_PICTURES = ("utter_about_take_it_down", "utter_about_stopncii", "utter_about_cybertipline")
_RUNNING_AWAY = "utter_follow_up_running_away"
_READ_AT_ONCE = 30  # words; what is shorter is understood better whole than in its clauses
_STORY = 8  # words that a story of its own has at least
_SHORT_STORY = 5


def plausible(heard: Heard, state: State, content: Content, sure: Thresholds) -> Heard:
    """The message without the readings that what else it says, or what was said before, rules out."""
    if heard.takes_back and not heard.alarms:
        heard = heard.never(*LIFE)  # "i never said i hurt myself" names what was not told
    if "no_file" in heard.told and heard.top == "service_question":
        # "it asks for the file and i dont have it": Take It Down is no help to them
        heard = replace(heard.read_as("service_question", "service_failed"), failed=heard.failed or "no_file")
    heard = _of_any_message(_out_of_the_noise(_said_of_a_game(heard, state, sure), content, sure), state, content, sure)
    if not state.situation and _asks_about(heard, content, sure):
        asked = "service_question" if heard.about.startswith("utter_about_") else "definition"
        return replace(heard, ranking=((asked, 1.0), *heard.ranking))
    # Where they live says nothing yet about what happened.
    return (
        _of_a_later_message(heard, state, content, sure)
        if state.situation not in ("", "outside_us")
        else _of_a_first(_as_hinted_before(heard, state, sure), content, sure)
    )


def _as_hinted_before(heard: Heard, state: State, sure: Thresholds) -> Heard:
    """ "I stay with this dude", "i have to do stuff", "like sleep with him": what was heard beside goes on to be told.

    Taken for a first message each, they are three stories, none of which is the one that was told.
    """
    told = [name for name in state.queue if heard.margin(name) >= sure.clearly_told and name != heard.top]
    return _led_by([(told[0], sure.part_leads)], heard) if told and not heard.urgent else heard


def _asks_about(heard: Heard, content: Content, sure: Thresholds) -> bool:
    """ "How do i report on instagram": a short question that names what we explain, and tells nothing plainly."""
    of_them = "will they" in heard.words  # "if i call that number will they make me go back"
    words = heard.words.split()
    alone = len(words) <= _NAMED_ALONE or not {"number", "numero"}.isdisjoint(words)
    named = heard.about.startswith("utter_about_") and alone  # "national human trafficking hotline. number."
    asks = heard.asks_anywhere or of_them or named
    told = (
        heard.urgent or heard.own_picture or heard.failed or heard.facts or ("made_me" in heard.holds and not of_them)
    )
    harm = sum(p for n, p in heard.ranking if content.situations[n].group in HARM_GROUPS)
    short = len(words) <= _ASKED_SHORTLY
    return bool(asks and heard.about and short and not told and harm < sure.told_in_a_question)


def _is_everyday(heard: Heard, sure: Thresholds) -> bool:
    return len(heard.words.split()) <= _READ_AT_ONCE and heard.confidence("off_topic") >= sure.everyday


def _said_of_a_game(heard: Heard, state: State, sure: Thresholds) -> Heard:
    """ "My sister is blackmailing me over the dishes": a phrase of threat or trade in what is plainly everyday talk.

    A phrase about a life, a body or a meeting is heard all the same: "my mom slaps me" is typed as drily as a chore.
    """
    if state.situation or "made_to_work" in heard.holds or not _is_everyday(heard, sure):
        return heard
    return replace(heard, urgent=tuple(hit for hit in heard.urgent if hit[0] not in _OF_GAMES or hit[1] != "hard"))


def _out_of_the_noise(heard: Heard, content: Content, sure: Thresholds) -> Heard:
    """A disclosure in the middle of chatter, where the whole of it reads as small talk."""
    group = {name: s.group for name, s in content.situations.items()}
    if (
        group.get(heard.top, "") == "conversation"
        and sum(p for n, p in heard.core if group[n] in HARM_GROUPS) >= sure.core
    ):
        return replace(heard, ranking=heard.core)
    needed = sure.part_of_everyday if _is_everyday(heard, sure) else sure.part_leads
    told = _told_by_clauses(heard, group, HARM_GROUPS, needed, sure)
    if heard.top in _COURTESY:
        told = told or [(n, p) for n, p in heard.parts if group[n] == "questions" and p >= sure.part_leads]
    if not told or group.get(heard.top, "") != "conversation":
        return heard
    return _led_by(told, heard)


def _told_by_clauses(
    heard: Heard, groups: dict[str, str], among: Collection[str], least: float, sure: Thresholds
) -> list[tuple[str, float]]:
    """What a clause tells with a confidence of `least`, and is told when it is judged by itself, the surest first."""
    surely = ((n, p) for n, p in heard.parts if groups[n] in among and p >= least)
    return [(n, p) for n, p in surely if heard.margin(n) >= sure.part_told]


def _led_by(told: list[tuple[str, float]], heard: Heard) -> Heard:
    """The message where what its clauses tell comes first, and the rest has what the surest of these leaves."""
    left = 1 - told[0][1]
    return replace(heard, ranking=(*told, *((n, p * left) for n, p in heard.ranking if n not in dict(told))))


def _whose_story(heard: Heard, state: State, sure: Thresholds) -> Heard:
    """Who has it done to them, where a word of the message tells.

    "My brother makes me do stuff" told by who is hurt, taken for a worry about the brother, sends them to him.
    """
    words = set(heard.words.split())
    elders = "near_adults" in heard.holds and not _OWN.isdisjoint(words)
    if (elders or is_a_child(heard)) and _THEIR_CHILDREN.isdisjoint(words):
        heard = heard.never("parent")  # "my stepdad found it and he went off on me" is no parent's message
    if heard.own_picture and not state.situation:
        heard = heard.never("friend")  # "somebody who was my friend has a video of me"
    other = "myself" not in words and not _THE_OTHER.isdisjoint(words)
    if other and state.situation not in ("", *ASKERS):
        # "he will hurt himself if i dont come"
        theirs = tuple((n, strength, other or n == "self_harm") for n, strength, other in heard.urgent)
        heard = replace(heard.read_as("self_harm", "offender_suicide_threat"), urgent=theirs)
    if not state.situation and "me" in words and _of_trade(heard) and heard.confidence(*TRADED) >= sure.first:
        heard = heard.never("sibling")  # "her brother wants stuff to let me stay"
    done = "close_one_does_it" in heard.told and not _is_everyday(heard, sure)
    if not done or state.situation:
        return heard
    heard = heard.never("sibling", "parent")
    of_trade = (heard.top in TRADED and _of_trade(heard)) or not set(TRADED).isdisjoint(heard.alarms)
    of_pictures = "picture" in heard.needs or heard.own_picture
    return heard if of_trade or of_pictures else _led_by([("inperson_abuse", sure.part_leads)], heard)


def _of_trade(heard: Heard) -> bool:
    return "tells_trade" in heard.holds and "no money" not in heard.words


def is_a_child(heard: Heard) -> bool:
    """ "i am 13": no parent and no teacher is."""
    return any(f"i am {age}" in f"{heard.words} " for age in _CHILDS_AGES)


def _ruled_out_by_words(heard: Heard, state: State, sure: Thresholds) -> Heard:
    """The message without what a word of it rules out."""
    heard = _whose_story(heard, state, sure)
    if "us" in (heard.facts.get("country"), state.facts.get("country")) or heard.facts.get("country") == "skip":
        heard = heard.never("outside_us")  # names where they came from, and lives here
    heard = _of_the_other_one(_no_life_at_risk(heard, state, sure))
    if "nobody_hurts" in heard.holds and not heard.alarms:
        heard = heard.never(*HURT)
    if "inperson_abuse" in heard.alarms and "picture" not in heard.needs and not heard.own_picture:
        heard = heard.without("peer_or_ex")  # "my boyfriend hits me" tells of no picture
    heard = _done_by_their_own(heard, state, sure)
    return _of_pictures_and_money(heard, state)


def _no_life_at_risk(heard: Heard, state: State, sure: Thresholds) -> Heard:
    """The message without a life at risk, or the other one's, where its words say another thing."""
    if "did_it" in heard.holds and heard.about in _OF_PICTURES and not heard.urgent:
        heard = heard.never(*LIFE, *EMERGENCY)  # "ya hice take it down y ahora que"
    going_on = not state.situation and _RUNNING_AWAY in state.said and len(heard.words.split()) <= SAME_WORDS_LIMIT + 1
    if ("running_away" in heard.told or going_on) and not heard.urgent:
        heard = heard.never(*LIFE, *EMERGENCY)  # out of the house, not out of the world
    if "home_angry" in heard.told and not heard.urgent and heard.part(*LIFE) < sure.life_later:
        heard = heard.never(*LIFE, "offender_suicide_threat")  # "my mom is going to kill me" is no wish to die
    if "own_death" in heard.holds:
        heard = heard.never("offender_suicide_threat")  # "guess ill just die then" is said of themselves
    if "hurt_by_blow" in heard.told and state.situation in HURT and not heard.alarms:
        heard = heard.never("suicide_in_progress")  # "my lip is bleeding", after a blow
    if _ALIVE_BY_THE_WAY.search(heard.words) and not heard.alarms:
        calm = heard.never(*LIFE, *EMERGENCY)  # "i feel like the dumbest kid alive"
        heard = replace(calm, holds=calm.holds - {"hints_at_death", "tells_despair"})
    if _BREAKS_UP.search(heard.words) and not heard.alarms:
        heard = heard.never("self_harm", "coerced_self_harm")  # "si no le mando fotos me corta": he leaves them
    if "takes_pictures" in heard.holds and not heard.urgent:
        heard = heard.never("suicide_in_progress")  # "i already took a picture of it" took nothing else
    return heard


def _of_the_other_one(heard: Heard) -> Heard:
    """What is said of whoever does it, and is neither the writer's place nor the writer's wish."""
    if "country" not in heard.facts and _FROM_ELSEWHERE.search(heard.words):
        heard = heard.never("outside_us")  # "someone from nigeria is blackmailing me", typed in Ohio
    if _KILLS_OTHERS.search(heard.words) and "self" not in heard.words:
        # "he said hell kill my family" is no threat to die
        heard = heard.read_as("offender_suicide_threat", "immediate_danger")
    wants = heard.asks_anywhere or not _WANTS_MORE.isdisjoint(heard.words.split())
    if _WAS_SENT.search(heard.words) and not wants:
        heard = heard.never("asks_for_abuse_material")  # "a 12 year old sent me nudes" asks for none
    return heard


def _of_pictures_and_money(heard: Heard, state: State) -> Heard:
    """The message as its words say what is asked for, by whom, and what was paid."""
    if "not_paid" in heard.holds or "wonders_paying" in heard.holds:
        heard = heard.read_as("paid_already", "threat_money")  # who has not paid is not told that they did
    if "worried_no_threat" in heard.alarms:
        heard = heard.never("livestream", "fake_image")  # filmed in secret: nothing was live, and nothing made up
    if "adult_asks_pictures" in heard.told and {"picture", "money"} & heard.needs == {"picture"}:
        heard = heard.read_as("threat_money", "grooming")  # "my coach wants pictures of me": nobody asked for money
    if "wants_picture" in heard.holds and _OF_PAYING.isdisjoint(heard.words.split()):
        # "if i dont send a pic he takes my account": who is to undress is not told about money
        heard = heard.read_as("cant_pay", "threat_more_images").read_as("threat_money", "threat_more_images")
    if "not_out" in heard.holds and "is_out" not in heard.holds and not heard.asks:
        heard = heard.read_as("already_shared", "worried_no_threat")  # "he didnt post it, he showed me who he would"
    if "wants_no_money" in heard.holds:
        heard = heard.never("survival_sex_buyer", "threat_money", "cant_pay")
    if "knows_where_i_live" in heard.told and heard.own_picture and not state.situation:
        # "he knows where i live and has my pics" speaks of no meeting, and of no other country
        elsewhere = () if "country" in heard.facts else ("outside_us",)
        heard = heard.never(*elsewhere).read_as("meeting_offender", "worried_no_threat")
    if "made_me" in heard.holds:
        heard = heard.never("asks_for_abuse_material")  # "he is making me send stuff"
    return heard


def _done_by_their_own(heard: Heard, state: State, sure: Thresholds) -> Heard:
    """ "My brother makes me do stuff", "my stepdad hit me": the writer is no sibling or parent who asks for another."""
    own = {"kin", "near_adults"} & heard.holds
    if own and "done_to_me" in heard.holds and "speaks_of_child" not in heard.holds and state.situation not in ASKERS:
        heard = heard.never("sibling", "parent", "school_adult")
    struck = any(f" {blow} " in f" {heard.words} " for blow in _STRUCK)
    if own and struck and not state.situation and heard.top in _FOUND_OUT:
        heard = _led_by([("inperson_abuse", sure.part_leads)], heard)  # "he found the pictures and he hit me"
    by_family = (own or state.facts.get("kin") == "yes") and set(TRADED).isdisjoint(heard.alarms)
    traded = "tells_trade" in heard.holds or not _TRADED_WITH.isdisjoint(heard.words.split())
    if by_family and not traded and heard.top in TRADED and state.situation not in TRADED:
        heard = heard.read_as("trafficking_controlled", "inperson_abuse")  # nobody else and no money was named
        heard = heard.read_as("survival_sex_buyer", "inperson_abuse")
    return heard


def _of_any_message(heard: Heard, state: State, content: Content, sure: Thresholds) -> Heard:
    heard = _ruled_out_by_words(heard, state, sure)
    begun = state.situation not in ("", "asks_for_abuse_material")
    learning = "for_a_story" in heard.holds and "picture" not in heard.needs  # and who asks so may mean themselves
    needed = sure.accuse_later if begun or heard.own_picture else sure.accuse
    if "shows_it" in heard.holds and not begun and not heard.own_picture:
        needed /= 2  # "show me the ..."
    if learning or heard.confidence("asks_for_abuse_material") < needed:
        heard = heard.without("asks_for_abuse_material")  # a worried child must not be answered as an abuser
    forced = "made_me" in heard.holds or state.situation == "i_harmed_peer"
    if 0 < heard.confidence("i_harmed_peer") < sure.accuse_peer and not forced:
        # Nobody whose own picture goes round is told that they hurt someone.
        heard = heard.read_as("i_harmed_peer", "already_shared")
    close = heard.confidence("adult_now_minor_then") >= heard.confidence("adult_victim") / 2
    if heard.top == "adult_victim" and close and "age_in_picture" not in heard.facts:
        heard = heard.without("adult_victim")  # no minor's picture may end at a service for adults
    heard = _told_by_its_words(heard, state, content, sure)
    kinds = [name for name, s in content.situations.items() if s.group == "threats_and_images"]
    needed = sure.threat_of_a_kind if heard.top in kinds else sure.threat_of_others
    if heard.top in (*kinds, *_THREAT_TOLD_BY) and heard.confidence(heard.top) >= needed:
        # The phrase says that there is a threat; the classifier says of which kind.
        heard = replace(heard, urgent=tuple(hit for hit in heard.urgent if hit[0] != _ANY_THREAT))
    if any(strength == "negated" and not other for _, strength, other in heard.urgent) and not heard.alarms:
        heard = heard.never("offender_suicide_threat")  # "i dont have thoughts of suicide, hes nice to me"
    laughs = heard.laughing and not heard.urgent and max(map(heard.margin, LIFE)) < sure.clearly_told
    if laughs and heard.confidence(*LIFE) < sure.laughing:
        heard = heard.without(*LIFE)  # "im dead lol"
    return heard


def tells_own_deed(heard: Heard) -> bool:
    """ "I kept asking her for pics": they did it, nobody made them, and nobody else says that they did."""
    told = not {"harmed_a_peer", "pressured_them"}.isdisjoint(heard.holds)
    accused = not {"says", "said", "saying", "tells", "thinks", "dice", "dijo"}.isdisjoint(heard.words.split())
    return told and not accused and "made_me" not in heard.holds and not heard.urgent


def _told_by_its_words(heard: Heard, state: State, content: Content, sure: Thresholds) -> Heard:
    """The message without situations of which it has no word, unless the classifier is all but certain."""
    floor = {situation for situation, _, _ in heard.urgent}
    begun = state.situation not in ("", "outside_us")
    unsaid = [
        name
        for name, words in _TOLD_BY.items()
        if words not in heard.holds
        and name not in (*floor, state.situation, *state.queue)
        and (name not in _HINTED or begun)
        and not (name in ("adult_now_minor_then", "adult_victim") and "adult" in _ages_told(heard, state))
        and heard.confidence(name) < _without_words(name, begun, sure)
        and (heard.margin(name) < sure.clearly_told or (begun and name not in LIFE))
    ]
    if tells_own_deed(heard) and not begun:
        return replace(heard, ranking=(("i_harmed_peer", 1.0), *heard.without("i_harmed_peer").ranking))
    if not unsaid:
        return heard
    # It does not lead; told plainly enough when judged by itself, it is still heard beside what does.
    besides = tuple((n, m) for n, m in heard.margins if n not in unsaid or m >= sure.surely_besides)
    return replace(heard.never(*unsaid), margins=besides)


def _without_words(name: str, begun: bool, sure: Thresholds) -> float:
    """How sure the classifier has to be where no word tells it; late, a life is asked about from a hint on."""
    if not begun:
        return sure.without_words
    return sure.hint if name in _WANTING_TO_DIE else sure.without_words_later


def _ages_told(heard: Heard, state: State) -> set[str]:
    told = {**state.facts, **heard.facts}
    return {told.get("age", ""), told.get("age_in_picture", "")}


def _of_a_first(heard: Heard, content: Content, sure: Thresholds) -> Heard:
    """Where all that sounds of harm outweighs small talk, the likeliest harm is meant, though small talk be the
    likeliest single reading. Nobody refuses or corrects before anything was said.
    """
    groups = {name: s.group for name, s in content.situations.items()}
    heard = _of_few_words(heard)
    ordered = "tells_orders" in heard.holds or heard.urgent
    unordered = heard.margin(heard.top) < sure.clearly_told and heard.confidence(heard.top) < sure.without_words
    if heard.top == "coerced_self_harm" and not ordered and unordered:
        near = {"kin", "near_adults"} & heard.holds or {"family", "familia"} & set(heard.words.split())
        # "somebody in my family hurts me" names no order
        heard = heard.read_as("coerced_self_harm", "inperson_abuse") if near else heard.never("coerced_self_harm")
    if _asked_by_an_adult(heard):
        return _led_by([("grooming", sure.part_leads)], heard)
    heard = _of_this_and_that(heard, groups, sure)
    heard = _told_for_another(_beside_the_place(heard, groups, sure), groups, sure)
    heard = _story_behind_a_question(heard, groups, sure)
    told = [(name, p) for name, p in heard.ranking if groups[name] in HARM_GROUPS]
    said = told and (groups[heard.top] in HARM_GROUPS or heard.top == "off_topic") and not heard.urgent
    plainly = any(groups[name] in HARM_GROUPS and p >= sure.part_alone for name, p in heard.parts)
    plainly = plainly or (sure.plainly <= heard.margin(heard.top) > heard.margin("off_topic"))
    harmless = sure.harmless_picture if "picture" in heard.needs else sure.harmless
    if said and not plainly and heard.confidence("off_topic") >= sum(p for _, p in told) * harmless:
        return _perhaps_harmless(heard, told, sure)
    harm = heard.confidence(*(name for name, group in groups.items() if group in HARM_GROUPS))
    if heard.top in _NEEDS_WORDS and harm >= sure.hint:
        return heard.never(*_NEEDS_WORDS)
    talks = groups.get(heard.top) == "conversation" and heard.top != "sends_identifying_info"
    if talks and (harm >= sure.outweighs or (heard.own_picture and heard.top in _SAYS_LITTLE)):
        return heard.never(*(name for name, group in groups.items() if group == "conversation"))
    return heard


def _of_few_words(heard: Heard) -> Heard:
    """ "He has them" names nobody they know, "a pic of me" no fake: of so few words only what they name is told."""
    if len(heard.words.split()) > _FEW:
        return heard
    floor = {situation for situation, _, _ in heard.urgent}
    unnamed = [s for s, names in _IN_FEW_WORDS_BY.items() if s not in floor and names.isdisjoint(heard.holds)]
    if len(heard.words.split()) > SAME_WORDS_LIMIT:
        unnamed = [s for s in unnamed if s != "friend"]
    return heard.never(*unnamed)


def _asked_by_an_adult(heard: Heard) -> bool:
    """ "My coach keeps asking me for pictures": small talk to the classifier; of a team photo nobody says "me"."""
    words = set(heard.words.split())
    told = "adult_asks_pictures" in heard.told and "picture" in heard.needs and not heard.urgent
    return told and heard.top in (*_SAYS_LITTLE, "grooming") and bool(words & _PRESSED)


def _of_this_and_that(heard: Heard, groups: dict[str, str], sure: Thresholds) -> Heard:
    """A long message is on the whole a little of everything: it tells what a clause of it tells plainly.

    A plan to die that nothing in it tells by itself is the tone of a day, and takes the place of what happened on it.
    """
    if len(heard.words.split()) <= _READ_AT_ONCE:
        return heard
    floor = {situation for situation, _, _ in heard.urgent}
    heard = heard.without(*(s for s in LIFE if s not in floor and heard.margin(s) < sure.part_told))
    if heard.top in (*LIFE, *EMERGENCY) or heard.confidence(heard.top) >= sure.of_one_thing:
        return heard
    told = _told_by_clauses(heard, groups, (*HARM_GROUPS, "questions"), sure.part_of_many, sure)
    return _led_by(told[:1], heard) if told else heard


def _beside_the_place(heard: Heard, groups: dict[str, str], sure: Thresholds) -> Heard:
    """ "A girl is threatening me and i am in canada": what was done is acted on, with the help of that country."""
    if heard.top != "outside_us" or "country" not in heard.facts:
        return heard
    told = [(n, p) for n, p in heard.parts if groups[n] in _DONE_TO_THEM and p >= sure.part_leads]
    told = told or [(n, sure.part) for n in _told_by_itself(heard, groups, sure.surely_besides)]
    return _led_by(told[:1], heard) if told else heard


def _told_by_itself(heard: Heard, groups: dict[str, str], least: float) -> list[str]:
    """What was done to them, judged by itself with a margin of `least`, the clearest first."""
    return [n for n, margin in heard.margins if groups[n] in _DONE_TO_THEM and margin >= least]


def _story_behind_a_question(heard: Heard, groups: dict[str, str], sure: Thresholds) -> Heard:
    """ "Can they arrest ME? its been up since saturday": what was done is acted on, the question answered after it.

    So is "nvm, actually yes, he put it on a site", which corrects nothing that was said here.
    """
    asks_for_a_word = heard.top == "definition" and heard.about.startswith("utter_definition_")
    corrects = heard.top in _NEEDS_WORDS and heard.margin(heard.top) < sure.clearly_told
    asks = groups.get(heard.top) == "questions" and not asks_for_a_word and "wonders" not in heard.holds
    if not asks and not corrects:
        return heard
    told = _told_by_itself(heard, groups, sure.clearly_told if corrects else sure.behind_a_question)
    return _led_by([(told[0], sure.part_leads)], heard) if told else heard


def _told_for_another(heard: Heard, groups: dict[str, str], sure: Thresholds) -> Heard:
    """ "Foster dad here, the boy we care for got tricked": what the child went through is not told of the writer.

    "My friend" is left out: that may be who did it.
    """
    named = _asker_named(heard)
    harm = groups.get(heard.top) in HARM_GROUPS or heard.alarms
    deeds = ("adult_worried_self", "asks_for_abuse_material")
    if named and harm and heard.top not in (*LIFE, *deeds):
        return _led_by([(named, max(heard.confidence(named), sure.part_leads))], heard)
    if "says_parent" in heard.holds and heard.top != "parent" and "not_me" not in heard.holds:
        return _led_by([("parent", sure.part_leads)], heard.without("parent"))
    asker = max(_SURELY_FOR_ANOTHER, key=heard.margin)
    if heard.margin(asker) < sure.asks_for_another or heard.top in ASKERS or groups.get(heard.top) not in HARM_GROUPS:
        return heard
    return _led_by([(asker, max(heard.confidence(asker), sure.part_leads))], heard)


def _asker_named(heard: Heard) -> str:
    """ "One of my players", "my stepson", "I am the grandmother": who asks is said by whom they speak of."""
    if heard.own_picture or "own_story" in heard.holds:
        return ""
    return next((asker for asker, lists in _NAMED_BY.items() if not heard.holds.isdisjoint(lists)), "")


def _perhaps_harmless(heard: Heard, told: list[tuple[str, float]], sure: Thresholds) -> Heard:
    """Everyday talk as likely as not: no story is told to them that is not theirs; after a life they are asked.

    A life that is more likely than everyday talk is no joke to ask about: the lines are shown.
    """
    name, p = told[0]
    life = name in (*LIFE, *EMERGENCY)
    if life and p >= sure.life and name == heard.top:
        return heard
    harmless = heard.without(*(name for name, _ in told))
    return replace(harmless, urgent=((name, "soft", False),)) if life and p >= sure.asked_gently else harmless


def _told_plainly_late(heard: Heard, state: State, content: Content, sure: Thresholds) -> Heard:
    """What is plainly told when each thing is judged by itself leads a later message, most of which are follow-ups.

    "Now he put it on twitter" is not only the fear that he might.
    """
    name, sure_of = heard.follow_up
    as_follow_up = content.likes.get(name, "") if sure_of >= sure.follow_up else ""
    known = {state.situation, *state.covered, as_follow_up}
    told = [
        n
        for n, margin in heard.margins
        if margin >= sure.plainly
        and n not in known
        and content.situations[n].group
        in ("danger",) + ("threats_and_images", "questions") * (state.situation not in LIFE)
        and n not in (*LIFE, *EMERGENCY)  # have thresholds of their own
    ]
    if not told:
        return heard
    left = 1 - sure.part_leads
    led = _led_by([(told[0], max(sure.part_leads, heard.confidence(told[0])))], heard)
    named = tuple(n for n in heard.named if n in heard.told)  # "am i going to jail" asks for no way to the police
    return replace(led, follow_up=(name, sure_of * left), named=named)


def _plain_late(state: State) -> tuple[str, ...]:
    """The groups whose situations may lead late: with a life at risk no picture, for another no story of the writer."""
    if state.situation in ASKERS:
        return ("questions",)
    return ("danger",) if state.situation in LIFE else ("danger", "threats_and_images", "questions")


def _of_a_later_message(heard: Heard, state: State, content: Content, sure: Thresholds) -> Heard:
    heard = _told_plainly_late(heard, state, content, sure)
    dropped = [turn for turn, words in _NEEDS_WORDS.items() if words not in heard.holds]
    odds = dict(heard.ranking)
    odds.update((name, max(p, odds.get(name, 0.0))) for name, p in heard.parts)
    dropped += [
        name
        for name, confidence in odds.items()
        if name != state.situation
        and content.situations[name].group in HARM_GROUPS
        and not _could_be_told_now(name, confidence, heard, state, content, sure)
    ]
    return heard.without(*dropped)


def _less_than_told(name: str, heard: Heard, state: State) -> bool:
    """True for what says less than what was told to be done to them."""
    if name == "worried_no_threat" and (state.situation in PICTURED or state.situation == "grooming"):
        return True  # "i sent it when i was 14", of who is threatened
    if state.situation in HURT and name in _LESS_THAN_HURT:
        return True  # "hes like 35", of the man whose bed they sleep in
    if name == "meeting_offender" and state.situation in TRADED:
        return True  # "he wants me to meet his friends" is no first date
    return (
        name in TRADED and state.situation == "inperson_abuse" and not _of_trade(heard)
    )  # "he makes me", of a brother


def _beside_own_deed(name: str, heard: Heard, state: State) -> bool:
    """True for what may be told beside what they did: a life in danger, or that somebody made them."""
    if name == "immediate_danger" and state.situation == "adult_worried_self":
        return False  # "i left the house": they went away from a child; words of danger are heard without this
    return "made_me" in heard.holds or name in (*LIFE, *EMERGENCY)


def _could_be_told_now(
    name: str, confidence: float, heard: Heard, state: State, content: Content, sure: Thresholds
) -> bool:
    """True when the message may tell `name` on top of what the conversation is about."""
    size = len(heard.words.split())
    if name == "meeting_offender" and state.situation in ASKERS and "not_going" not in heard.told:
        return size > SAME_WORDS_LIMIT and "tells_meeting" in heard.holds  # beside an answer, too
    why_they_want_to_die = state.situation in LIFE and heard.own_picture and not heard.asks
    if why_they_want_to_die and content.situations[name].group == "threats_and_images":
        return confidence >= sure.hint
    if size <= SAME_WORDS_LIMIT or state.awaiting in heard.facts:
        return False  # "i did it" says too little; "no plan, just thoughts" answers what was asked
    if content.situations[name].group == "who_is_asking":
        return content.situations[state.situation].group not in HARM_GROUPS
    if state.situation in ASKERS and "about_me" not in heard.holds:
        return name in (*LIFE, *EMERGENCY, "offender_suicide_threat")  # about the one they worry for
    if heard.asks:
        # "what happens if i just dont wake up" asks, and asks for nothing: only what is all but certain is heard.
        return name in LIFE and (confidence >= sure.without_words or heard.margin(name) >= sure.clearly_told)
    if _less_than_told(name, heard, state):
        return False
    if state.situation in OWN_DEEDS and not _beside_own_deed(name, heard, state):
        return False
    asked_about = "utter_ask_safe" in state.said and "utter_emergency_again_1" in state.said
    if in_emergency(state) and not asked_about and name not in (*LIFE, *EMERGENCY):
        return False  # an attempt is not left for the picture; the picture waits in the queue
    if name in (*LIFE, *EMERGENCY):
        return True  # has thresholds of its own
    return confidence >= _needed_late(name, size, state, sure)


def _needed_late(name: str, size: int, state: State, sure: Thresholds) -> float:
    """How sure the classifier has to be of another story late: less where the one that was told may grow into it."""
    if name in _GROWS.get(state.situation, ()):
        return sure.later
    if size < _SHORT_STORY:
        return float("inf")
    return sure.other_story if size >= _STORY else sure.other_story_short
