"""What is asked or told along the way: the entries of data/follow_ups.yml, by their words or by the classifier."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.content.schema import ASKERS, FollowUp
from bot.hearing.answers import SAFE_QUESTIONS
from bot.hearing.word_lists import word_list
from bot.routing.fits import (
    EMERGENCY,
    HURT,
    LIFE,
    NO_GOOD_NIGHT,
    PICTURED,
    TRADED,
    in_emergency,
    is_for,
    picture_known,
)
from bot.routing.heard import Heard
from bot.routing.plausible import Thresholds
from bot.routing.state import State
from bot.routing.way import ATTEMPT_NOW, Move, Way

_STORY = 8
_THEY_SENT_IT = ("i sent ", "i only sent ", "i just sent ", "i gave ", "le mande ", "se la mande ")
_BELIEVED = "utter_denial_keeps_door"
_NEAR_DANGER = ("meeting_offender", *TRADED)
# Heard in the first message already, and what somebody tells who tells that: nothing is said that they did not tell.
_HEARD_AT_ONCE = {
    "hits_family": "inperson_abuse",
    "adult_texts_me": "grooming",
    "near_and_nothing_told": "",
    "found_at_home": "",
    "uneasy_about_them": "",
    "yelled_at": "",
    "out_of_home": "",
}
# Asked so generally that a word or service named beside it is what is meant.
_GENERAL = ("next_step", "it_counts", "order_of_steps", "who_answers")
# Threats that come from somebody else than whoever hits them at home.
_OF_OTHERS = ("threat_money", "threat_more_images", "paid_already", "cant_pay", "livestream", "fake_image", *ASKERS)
_ALSO_FIRST = ("real_or_bot", "family_named", "who_made_you", "erase_chat", "for_whom", "asks_if_immigration", "immigration")  # fmt: skip
# Heard from the first message on, whatever the classifier makes of it.
_FROM_THE_FIRST = ("family_detained", "running_away", "thrown_out", "line_tells_parents", "secret_from_bot")
_SELF = frozenset(("i", "me", "us", "we", "yo", "nos"))
_THEM = frozenset(("her", "him", "them"))
# A phrase that is part of a plainer question.
_YIELDS = {
    "next_step": ("order_of_steps",),
    "parent_contact_them": (
        "their_parents",
        "tell_their_family",
        "what_to_say_to_them",
        "check_on_them",
        "may_be_dying",
    ),
    "help_called_for_them": ("on_hold",),
    "should_i_go": ("not_alone",),
    "told_someone": ("do_i_pay", "told_went_badly"),
    "takes_videos": ("live_instead",),
    "home_angry": ("feared_at_home",),
    "got_sent_to_friends": ("shows_followers",),
    "block_or_reply": ("deleting_all",),
    "card_photo": ("bank_statement",),
    "phone_bill": ("bank_statement",),
    "tell_parents_fear": ("attempt_will_they_tell", "what_counselor_does"),
    "adult_helpline_reports": ("attempt_will_they_tell",),
    "close_fast": ("attempt_body", "help_called_for_them"),
    "about_a_person": ("phone_taken", "hit"),
    "safe_adult": ("tell_yes_or_no", "tell_their_family", "their_parents", "must_report"),
    "fear_not_believed": ("not_believed",),
    "picture_now": ("off_phones",),
    "tell_yes_or_no": ("have_to_tell_home",),
    "what_if_posts": ("countdown",),
    "do_i_pay": ("hacker_wants_money",),
    "tells_parents": ("what_counselor_does", "attempt_will_they_tell", "calls_home"),
    "line_tells_parents": ("attempt_will_they_tell",),
    "attempt_wont_call": ("immigration",),
    "police_come": ("police_come_911",),
    "friend_wont": ("upset_with_child",),
    "boy_or_gay": ("body_reacted",),
    "not_yours": ("body_reacted",),
    "app_gives_back": ("money_back", "hacker_wants_money"),
    "check_on_them": ("ask_them_plainly",),
}
# Who asks, by whom they cannot find.
WHO_ASKS = {"friend": word_list("a_friend"), "sibling": word_list("a_sibling"), "school_adult": word_list("a_student")}
# What is told of somebody at home who would hit them or put them out.
_FEARED_AT_HOME = frozenset(
    ("home_angry", "put_out_if_no", "thrown_out", "feared_at_home", "hit", "beating_threatened")
)
_TRAVELS = frozenset((
    "take", "takes", "taking", "bring", "brings", "fly", "flying", "go", "going", "move", "moving", "trip", "leave", "leaving", "passport", "border", "bag",
    "llevar", "lleva", "lleve", "llevarme", "llevarnos", "ir", "irnos", "vamos", "viaje", "pasaporte", "frontera", "maleta", "avion",
))  # fmt: skip
_PUTS_RIGHT = frozenset(("asked", "meant", "question", "pregunte"))
_REPORTS = word_list("reports")
_DENIED = frozenset(("no", "stop", "off"))
# Heard by the classifier too, these mean another thing where the words say so.
_OF_THEIR_OWN = ("safe_adult", "told_someone")
_THINKING = word_list("others_think")
_WELL = word_list("is_well")
_AT_THEIRS = word_list("at_theirs")
_NOT_SAID = frozenset(("not", "say"))
_SENT_NONE = ("not send", "not sent", "never send", "never sent", "no le mande", "no les mande", "no mande", "nunca mande")
_AT_NIGHT = frozenset(("at", "night", "nights", "en", "de", "la", "las", "noche", "noches"))
_IS_HOME = frozenset(("she", "he", "they", "is", "are", "at", "home", "alone", "now", "esta", "en", "su", "casa", "sola", "solo"))  # fmt: skip
_WONDERING = frozenset(("if", "whether"))


class Asides:
    """Finds the answer to what is no new story, for one set of content."""

    def __init__(self, way: Way, thresholds: Thresholds) -> None:
        self._way = way
        self._sure = thresholds

    def _gainsaid(self, name: str, heard: Heard, state: State) -> bool:
        """True when what else the message says makes this follow-up mean another thing, whoever heard it."""
        words = set(heard.words.split())
        said: dict[str, bool] = {
            # "i lied. im 15" takes back an age, not the story
            "made_it_up": bool(heard.facts),
            # "since yesterday" goes on where somebody was said to be missing
            "they_are_missing": "shut_in" in heard.holds
            or (
                heard.words in self._way.content.follow_ups["they_are_missing"].alone
                and "utter_follow_up_they_are_missing" not in state.said
            ),
            # "shes at home", of a friend who may die; "shes home, shes safe"
            "home_is_danger": (words <= _IS_HOME and state.facts.get("their_life") == "risk")
            or "yes" in {heard.facts.get(q) for q in SAFE_QUESTIONS}
            # "her brother answered, hes going in her room"
            or "help_called_for_them" in heard.told,
            # "hes like 4 hours away"
            "taken_across": _TRAVELS.isdisjoint(words),
            # "i didnt pay anything"
            "paid_more": "not_paid" in heard.holds or (heard.asks_anywhere and "money_back" in heard.told),
            # "should i still go saturday"
            "come_back_later": "should_i_go" in heard.told,
            # "does it work on whatsapp": what no code can look into is told; "that page didnt work"
            "does_it_work": heard.about == "utter_about_encrypted" or bool(heard.failed),
            # "im safe" answers; it does not ask why
            "why_safe": ("safe" in heard.facts and not heard.asks) or "should_i_go" in heard.told,
            # "shes in her room, safe. but how do i ..."
            "check_on_them": "yes" in {heard.facts.get(q) for q in SAFE_QUESTIONS},
            # "i lied, im 15" puts an age right; "they think its really me" is said of a fake
            "it_is_me": "age" in heard.facts or not _THINKING.isdisjoint(words),
            # "uh no shes not in danger like that"
            "if_she_hurts_herself": "not in danger" in heard.words or "not_gone" in heard.holds,
            # "if i tell my parents they are going to beat me"
            "beating_threatened": "hit" in heard.told,
            # "he sends it to my family in an hour": the clock is what presses them
            "threatens_family": "countdown" in heard.told,
            # "i pay him to run away with me" in somebody's hold has an answer of its own
            "running_away": state.situation in TRADED or "stays_home" in heard.holds,
            # "not calling 911, my mom is going to kill me": the emergency goes on
            "home_angry": state.situation in EMERGENCY
            # "she says she'll ruin my life"
            or not {"put_out_if_no", "what_if_posts"}.isdisjoint(heard.told),
            # "what do i even say to her", of whom they harmed
            "how_to_tell": "make_it_right" in heard.told and state.situation == "i_harmed_peer",
            # "he says i have to come to the mall": to a meeting, not to their door
            "knows_where_i_live": "tells_meeting" in heard.holds and _AT_THEIRS.isdisjoint(words),
            # "i sent it to my bf" is how it began
            "got_sent_to_friends": heard.words.startswith(_THEY_SENT_IT),
            # "i just want it to stop", of who wants to die and told of no picture
            "picture_now": state.situation in LIFE and "picture" not in heard.needs and not picture_known(state),
            # "it only happened once"
            "happened_again": not {"once", "only"}.isdisjoint(words) and {"again", "more"}.isdisjoint(words),
            # "hes in my class" is who does it, not somebody to tell
            "person_named": not {"safe_adult", "sibling_next"}.isdisjoint(heard.told)
            or (
                state.situation in (*PICTURED, "grooming", "meeting_offender")
                and "near_adults" not in heard.holds
                and state.awaiting not in ("adult", "company")
            ),
            # "i DONT wanna break up"
            "break_up": "no_breakup" in heard.holds,
            # "im scared my dad will hit me"
            "tell_parents_fear": "hit" in heard.told and {"not", "no"}.isdisjoint(words),
            # "it is my uncle who does it"
            "safe_adult": bool(heard.offender or heard.about)
            # "im not gonna tell my mom"
            or "tells_nobody" in heard.holds
            # "my mom is gonna find out now"
            or words >= {"find", "out"}
            # "hes gonna tell my dad and my dad will kick me out": nobody is sent to the one they fear
            or not _FEARED_AT_HOME.isdisjoint(heard.told)
            # "my friend would come with me": taken along to the meeting
            or (state.situation == "meeting_offender" and "not_alone" in heard.told),
            # "how do i know if she is ok"; "she is safe. the man writes ..." goes on; "shes home", who took something
            "good_news": bool(_WONDERING & words)
            or bool(heard.opened and not state.at_risk)
            or (ATTEMPT_NOW in state.said and _WELL.isdisjoint(words)),
            # "can u delete it", of the picture
            "erase_chat": "delete_for_me" in heard.told,
            # "hes asleep"; "only at night" tells when it happens
            "asleep": words.isdisjoint(_SELF | {"my", "mi"}) and len(words) <= _STORY,
            "open_now": not heard.asks
            and (not {"only", "always", "mostly", "solo", "siempre"}.isdisjoint(words) or words <= _AT_NIGHT),
            # "can he go to jail" asks about the other one
            "legal_question": "will_they_catch" in heard.told and words.isdisjoint(_SELF | {"my", "mi"}),
            # "i told him no"; "i didnt say no, i asked what it does" is said of our answer, not of what was done to them
            "didnt_say_no": "said_no" in heard.told or bool(_PUTS_RIGHT & words),
            # "its all i have", of money
            "no_one_to_tell": "no_money" in heard.holds,
            # "i didnt send my face"
            "did_send": any(said in heard.words for said in _SENT_NONE),
            # "what do i pick"
            "why_me": words.isdisjoint(_SELF | {"my", "mi"}),
            # "I am 16 years old." answers
            "my_age_service": "age" in heard.facts and not heard.asks,
            # "it was about a boy"
            "boy_or_gay": any(said in heard.words for said in ("about a boy", "over a boy", "because of a boy", "por un chico")),
            # "is she in trouble"
            "will_they_catch": "trouble" in words and state.situation in ASKERS,
            # "should i tell his mom"
            "tell_yes_or_no": "their_parents_too" in heard.told,
            # "i want to hurt him"; "i dont love him"
            "love_them": bool({"revenge", "has_theirs_too"} & {*heard.told}) or {"not", "love"} <= words,
            # "he says all the other girls do it"
            "other_kids_too": words >= {"says", "do", "it"},
            # "and if they edit it a little", of a real one
            "fake_counts": "edited_copy" in heard.told and state.situation != "fake_image",
            # "calling me names"
            "impersonates": "names" in words,
            # "i sent one ok"; "everyone was doing it"
            "did_the_thing": "did_send" in heard.told or not {"everyone", "everybody", "todos"}.isdisjoint(words),
            # "they call me names"
            "name_needed": "names" in words and not heard.asks,
            # "desde los 8" tells since when
            "how_old_to_use": not (heard.asks_anywhere or "how_old_to_use" in heard.told),
            # "its at the mall", of a meeting that is tomorrow
            "they_are_there": state.facts.get("when") == "later" and "they_are_there" not in heard.told,
            # "i never sent him anything yet he has one": said of a fake or a threat, it is another story
            "not_sent_yet": state.situation not in ("peer_or_ex", "grooming"),
            # "he found it and hit me": the blows come first; found and passed on, or by a parent of theirs
            "parent_found_it": heard.top == "inperson_abuse"
            or "hit" in heard.told
            or bool({"posted", "sent", "leaked", "group", "shared"} & words)
            or heard.top in self._way.threats - {"already_shared", "worried_no_threat", "peer_or_ex"},
            # what is out already is not "if"
            "what_if_posts": state.situation == "already_shared" or state.facts.get("shared") == "yes",
            # "he said nobody will believe me", where nothing was told of a fake
            "taken_for_real": "fake_image" not in (state.situation, *state.covered, *state.queue),
            # "my mom would take my phone if i tell"
            "they_find_out": "close_one_does_it" in heard.told
            or (heard.top == "parents_find_out" and "near_adults" in heard.holds),
            # "scared", asked what stands in the way, answers that
            "cant_cope": bool(heard.facts) and heard.words in self._way.content.follow_ups["cant_cope"].alone,
            # "what does the cybertipline do, and how long does it take" asks about another service
            "how_long": heard.about.removeprefix("utter_about_") not in ("", "take_it_down"),
            # "what was the thing for pics again"
            "wants_number": "picture" in heard.needs,
            # "police are here now, im ok": it is over
            "police_here": heard.facts.get("safe") == "yes" and len(words) <= _STORY and state.situation in EMERGENCY,
            # "she called, they coming", after an attempt: it is the ambulance; "he didnt say hes coming"
            "close_fast": state.situation == "suicide_in_progress" or words >= _NOT_SAID,
            # "he touches me in the van, and if i tell he kicks me off the team"
            "school_rules": "close_one_does_it" in heard.told,
            # "should i just go there"
            "going_now": heard.asks or "not_going" in heard.told,
            # "i told her no and she got mad" told nobody; "i told her, how does she get it down" asks
            "told_someone": not _DENIED.isdisjoint(words)
            or "picture_now" in heard.told
            or not _FEARED_AT_HOME.isdisjoint(heard.told),
            # "i can go to my aunts, shes cool": a refuge, not the one they were to meet
            "wanted_to_meet": bool({"near_adults", "kin"} & heard.holds),
            # "mom yells at me all day", said of why they cut, is listened to
            "yelled_at": state.situation in LIFE and not heard.asks,
            # "what threat? im alone": with a life at risk, or an answer in it, that comes first
            "misheard": "made_it_up" in heard.told
            # "nothing happened yet" tells how it stands
            or "yet" in words
            # "its not somebody from my class, its a man from a game"; "nah im not calling anyone"
            or bool(heard.offender)
            or not {"from_online", "refusing", "refuses_lines", "will_not_use"}.isdisjoint(heard.holds)
            or bool(heard.facts)
            or state.situation in LIFE
            or self._tells_danger(heard, state),
            # "ok fine show me take it down", where another was offered last
            "will_do": heard.about not in ("", f"utter_about_{state.last_offered}"),
            # "he hasnt said goodbye or anything"
            "may_be_dying": "not_gone" in heard.holds and not heard.asks,
            # "going to sleep and not waking up"
            "good_night": not NO_GOOD_NIGHT.isdisjoint(words) or state.at_risk,
            # "its about my uncle, he comes in my room": what happened was told
            "about_a_person": "tells_of_them" in heard.holds,
            # "you didnt answer. can i ...": what they ask is the better answer
            "bot_repeats": heard.asks or len(heard.told) > 1 or self._tells_danger(heard, state),
        }
        return said.get(name, False)

    def _means_another(self, name: str, heard: Heard, state: State) -> bool:
        """True when the words of this follow-up are part of something plainer, or mean another thing."""
        # "what do i do, like step by step"; "should i tell her parents"; "the boy hit her. what do i do"
        urgent = name in _GENERAL and any(self._way.content.follow_ups[other].in_danger for other in heard.told)
        plainer = (self._way.content.follow_ups[n] for n in _YIELDS.get(name, ()) if n in heard.told)
        yields = any(is_for(entry, state) for entry in plainer)
        return self._gainsaid(name, heard, state) or yields or urgent

    def _tells_danger(self, heard: Heard, state: State) -> bool:
        """ "thats not what i asked. wait he just came up the stairs": no complaint swallows a danger beside it."""
        entries = self._way.content.follow_ups
        near = state.situation in (*HURT, "meeting_offender")
        told = any(entries[n].in_danger and is_for(entries[n], state) for n in heard.told)
        return near and (told or heard.confidence(*EMERGENCY) >= self._sure.hint or "near_now" in heard.holds)

    def told(self, heard: Heard, state: State) -> Optional[Move]:
        """What the words themselves name, whatever the classifier makes of them."""
        told_danger = self._way.group.get(heard.top) == "danger" and self.is_new_harm(
            heard, state, self._sure.other_story
        )
        story = len(heard.words.split()) > _STORY and told_danger
        denies = heard.follow_up[0] == "not_going_to" and heard.follow_up[1] >= self._sure.later
        # what was taken is not undone by "im ok": an attempt is never denied away, and no denial is answered twice
        denies = denies and state.situation != "suicide_in_progress" and _BELIEVED not in state.said
        if denies and state.situation in LIFE and not heard.alarms and state.facts.get("first") != "picture":
            return Move("denial", self._way.believed(state))  # before "what can i do for her" in the same breath
        for name in self._named(heard, state):
            entry = self._way.content.follow_ups[name]
            first = not state.situation and not state.said
            if not state.situation and name == "hit":
                heard_first = self._hit_from_the_first(heard, state)
                if heard_first or first:
                    return heard_first
                state = self._way.opened("inperson_abuse", state)
            if not state.situation and name in _HEARD_AT_ONCE:
                return self._at_once(name, heard, state)
            if not state.situation and name == "they_are_missing":
                return self._missing_from_the_first(heard, state)
            named = (
                name in _GENERAL and heard.about and "did_it" not in heard.holds
            )  # "what is a screenshot, how do i ..."
            # "r u ai? some1 got my pics": what happened comes first
            tells = self._way.is_harm(heard.top) and heard.confidence(heard.top) >= self._sure.first_by_far
            found_out = name == "parent_found_it" and not heard.alarms and "is_out" not in heard.holds
            bare = found_out or (
                name == "family_named" and heard.words in entry.alone
            )  # "my brother": nothing is told yet
            taken_for = name == "for_whom" and "picture" not in heard.needs  # "im 22, is this only for kids"
            tells = tells and not taken_for
            opens = state.situation in ("", "outside_us") and tells and heard.confidence(heard.top) >= self._sure.later
            opens = (
                opens
                and name not in _FROM_THE_FIRST
                and not (bare or entry.in_danger or heard.asks or self._way.is_harm(entry.like or ""))
            )
            passed_over = (
                named
                or opens
                or (first and not bare and name not in _FROM_THE_FIRST and (tells or name not in _ALSO_FIRST))
                or (story and not heard.asks and not (entry.in_danger and state.situation in _NEAR_DANGER))
            )
            if self._means_another(name, heard, state):
                continue
            if not passed_over and self.answers(entry, heard, state) and self._way.has_answer(entry, state):
                if entry.act == "service_failed":
                    return self._way.service_failed(heard, state)
                over = state.situation in EMERGENCY and not in_emergency(state)
                now = self._way.after_danger(state) if over else state
                return self._way.follow_up(entry, self._after_doing(heard, now))
        return self._asked_again(heard, state)

    def _named(self, heard: Heard, state: State) -> tuple[str, ...]:
        """What is named; where the likeliest is gainsaid, the words are heard that it had outweighed."""
        outdone = bool(heard.named) and self._gainsaid(heard.named[0], heard, state)
        return tuple(dict.fromkeys((*heard.named, *heard.told))) if outdone else heard.named

    def _asked_again(self, heard: Heard, state: State) -> Optional[Move]:
        """ "I said does it tell my DAD": what was answered before is answered again, rather than something else."""
        asks = heard.asks_anywhere or "asks_again" in heard.holds
        sure = heard.follow_up[:1] if heard.follow_up[1] >= self._sure.follow_up_surely else ()
        names = (n for n in dict.fromkeys((*heard.told, *sure)) if not self._means_another(n, heard, state))
        told = (self._way.content.follow_ups[n] for n in names)
        for entry in told:
            again = self._way.answer_again(entry, state) if entry.act is None else ""
            if again and asks and self.answers(entry, heard, state):
                return Move("follow_up", replace(state, learned=again))
        return None

    def _at_once(self, name: str, heard: Heard, state: State) -> Optional[Move]:
        """What the first message tells by its words, before the classifier makes more of it."""
        told, likely = _HEARD_AT_ONCE[name], heard.confidence(heard.top) >= self._sure.first
        entry = self._way.content.follow_ups[name]
        others = heard.top in ASKERS or heard.beside or heard.confidence(heard.top) >= self._sure.other_story
        own = heard.top in (told, "off_topic", "inperson_abuse", "parents_find_out")
        if name == "found_at_home" and "hit" in heard.told:
            return self._hit_from_the_first(heard, state)  # the blow comes first
        if (
            name not in ("adult_texts_me", "hits_family")
            and heard.confidence("off_topic") >= self._sure.surely_everyday
        ):
            return None  # "my mom yells at me to do the dishes"
        if heard.alarms or (others and likely and not own) or not self._way.has_answer(entry, state):
            return None
        if name == "found_at_home":
            state = state.with_facts({"hurt_by": "near"})  # should it turn dangerous, it is at home
        return self._way.follow_up(entry, self._way.opened(told, state) if told else state)

    def _hit_from_the_first(self, heard: Heard, state: State) -> Optional[Move]:
        """ "My boyfriend hits me when i dont send pics": the blows are heard before the pictures."""
        words = set(heard.words.split())
        theirs = heard.top in ASKERS or (_SELF.isdisjoint(words) and words & _THEM)
        if heard.top == "outside_us" and not theirs:
            told = "inperson_abuse"
            state = replace(state, at_risk=True)  # their own emergency number stays in sight
        elif theirs and not heard.alarms and self._way.is_harm(heard.top):
            told = heard.top if heard.top in ASKERS else "friend"
        elif "inperson_abuse" in heard.alarms and state.facts.get("partner") == "yes":
            told = "inperson_abuse"
        elif {"kin", "near_adults"} & heard.holds and "done_to_me" in heard.holds and heard.top not in _OF_OTHERS:
            told = "inperson_abuse"  # "my mom saw my texts and slapped me"
        elif heard.top in self._way.threats and heard.confidence(heard.top) >= self._sure.other_story:
            told = heard.top
        elif "near_adults" in heard.holds and not heard.alarms:
            told = "inperson_abuse"
        elif heard.top in self._way.threats and heard.confidence(heard.top) >= self._sure.first:
            told = heard.top
        else:
            return None
        return self._way.follow_up(self._way.content.follow_ups["hit"], self._way.opened(told, state))

    def _missing_from_the_first(self, heard: Heard, state: State) -> Move:
        """ "My daughter is missing": 911 and who looks for children, before anything is asked."""
        words = set(heard.words.split())
        asker = next((asker for asker, named in WHO_ASKS.items() if named & words), "parent")
        known = dict.fromkeys(("child_safe", "friend_safe", "student_safe"), "danger")  # nobody asks whether they are
        opened = self._way.opened(asker, state.with_facts({**known, "picture": "none"}))
        return self._way.follow_up(self._way.content.follow_ups["they_are_missing"], opened)

    def _after_doing(self, heard: Heard, state: State) -> State:
        """A service they say they used was offered, and is not offered again."""
        if "did_it" not in heard.holds:
            return state
        reported = "cybertipline" if _REPORTS & set(heard.words.split()) else ""  # "ya hice el reporte y ahora que"
        return state.add("offered", self._way.service_named(heard) or reported)

    def answers(self, entry: FollowUp, heard: Heard, state: State) -> bool:
        """True when the entry is for this person, and may be said where the conversation stands."""
        if state.situation == "asks_for_abuse_material":
            return False
        if not is_for(entry, state):
            return False
        return entry.in_danger or heard.asks_anywhere or not in_emergency(state)

    def likeliest(self, heard: Heard, state: State) -> Optional[Move]:
        """What is asked or told along the way, where it is likelier than a new disclosure."""
        if heard.alarms:
            return None  # the floor heard a danger: no question of theirs comes before it
        if not state.situation and "made_me" in heard.holds:
            return None  # "a guy is making me send stuff": what happened is told, and opens its story
        name, sure = heard.follow_up
        if not state.situation and (not state.said or sure < self._sure.follow_up_first):
            return None
        entry = self._way.content.follow_ups.get(name)
        if entry is None or not self.answers(entry, heard, state):
            return None
        if entry.act == "denial" and not state.at_risk and state.situation not in LIFE:
            return None  # "no tengo tanto": of a life at risk nothing was said that could be denied
        if not state.situation and (not entry.say or self.is_new_harm(heard, state, self._sure.later)):
            return None  # "... she cuts herself. idk what to do": with nothing to go on with, the story is heard
        asked = heard.asks and sure >= self._sure.follow_up_asked and heard.top in ("", state.situation)
        if in_emergency(state) and not entry.in_danger and sure < self._sure.life_later:
            return None  # "should i take the gun and hide it" is no question about this chat
        if (sure < self._sure.follow_up and not asked) or self.is_new_harm(heard, state, sure):
            return None
        means_another = self._means_another if name in _OF_THEIR_OWN else self._gainsaid
        if means_another(name, heard, state):
            return None  # "i told her no": what else is said gainsays the classifier as it does the words
        if heard.asks and not self._way.has_answer(entry, state):
            return None  # all was said: a question is not met with the next step of something else
        return self._way.follow_up(entry, state)

    def is_new_harm(self, heard: Heard, state: State, threshold: float) -> bool:
        """True when it tells, with a confidence of `threshold`, a harm that is not in hand."""
        return (
            self._way.is_harm(heard.top) and heard.top != state.situation and heard.confidence(heard.top) >= threshold
        )
