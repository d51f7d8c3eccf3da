"""Which service comes next, for this situation and these facts."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.directory import in_region
from bot.content.load import Content
from bot.content.schema import Button
from bot.routing.state import State

# Instead of what serves minors only: a contact that turns someone away is worse than none.
_ADULT_INSTEAD = {"take_it_down": "stopncii", "cybertipline": "fbi"}
MOST_BUTTONS = 4  # as many as a scared person can take in on a phone
_FOR_PICTURES = ("take_it_down", "stopncii")  # nothing for who said that there is no picture
_OF_PARTNERS = "love_is_respect"
_CRISIS_LINES = ("lifeline_988", "crisis_text_line")


def expand(content: Content, ids: Iterable[str], state: State) -> list[str]:
    """`ids` with families such as platform_report replaced by members that may be shown."""
    out: list[str] = []
    for service_id in ids:
        family = content.routing.stands_for.get(service_id)
        members = _members(content, service_id, state) if family else [service_id]
        out.extend(m for m in members if m not in out and _may_show(content, m))
    return out


def _may_show(content: Content, service_id: str) -> bool:
    service = content.services.get(service_id)
    return service is not None and service.may_be_shown


def _members(content: Content, family_id: str, state: State) -> list[str]:
    family = content.routing.stands_for[family_id]
    if family_id == "country_service":
        return country_services(content, state)
    if family_id == "state_child_abuse_hotline":
        own = f"state_child_abuse_hotline_{state.facts.get('state', '').lower()}"
        return [own] if _may_show(content, own) else list(family.otherwise)
    named = [s for s in content.services if s.startswith(family.prefixes) and _may_show(content, s)]
    return named or list(family.otherwise)


def country_services(content: Content, state: State) -> list[str]:
    """The services of the country they named, then the worldwide directories.

    Its lines for a life at risk come in only then, and its emergency number first where danger is now.
    """
    country = state.facts.get("country", "")
    here = [s.id for s in in_region(content, country=country) if s.region == country] if country else []
    urgent = [s for s in content.routing.urgent_abroad if s in here]
    own = [s for s in here if s not in urgent]
    urgency = content.situations[state.situation].urgency if state.situation in content.situations else ""
    if urgency == "emergency":
        own = [*urgent, *own]
    elif urgency == "crisis" or state.at_risk:
        number = [s for s in urgent if "_emergency_" in s]
        own = [*(s for s in urgent if s not in number), *own, *number]
    return [*own, *(s for s in content.routing.stands_for["country_service"].otherwise)]


def _own_emergency_number(content: Content, state: State) -> list[str]:
    """What 911 is in the country they named."""
    country = state.facts.get("country", "")
    here = [s.id for s in in_region(content, country=country) if s.region == country]
    return [s for s in content.routing.urgent_abroad if s in here and "_emergency_" in s]


def fitted(content: Content, ids: Iterable[str], state: State) -> list[str]:
    """`ids` as they fit this person: by age in the picture, and by country.

    Nobody outside the US is shown a US line: 988 does not answer there.
    """
    fitting = expand(content, ids, state)
    if state.facts.get("kin") == "yes":
        fitting = [s for s in fitting if s != _OF_PARTNERS]  # a cousin is no partner
    if state.is_minor and "adult_worried_self" in (state.situation, *state.covered):
        fitting = ["whatsok" if s == "stop_it_now" else s for s in fitting]  # a line for adults would send them away
    if is_adult_picture(state):
        fitting = [_ADULT_INSTEAD.get(s, s) for s in fitting]
    elif state.facts.get("age_in_picture") == "minor":
        fitting = ["take_it_down" if s == "stopncii" else s for s in fitting]
    if state.abroad:
        lines = [s for s in fitting if s in content.routing.us_only]
        fitting = [s for s in fitting if s not in content.routing.us_only]
        if lines:
            number = _own_emergency_number(content, state) if "emergency_911" in lines else []
            fitting = [*country_services(content, state), *number, *fitting]
    return list(dict.fromkeys(s for s in fitting if _may_show(content, s)))


def is_adult_picture(state: State) -> bool:
    """True when the picture shows an adult: age in the picture decides, not age now."""
    in_picture = state.facts.get("age_in_picture")
    if in_picture in ("minor", "adult"):
        return in_picture == "adult"
    return state.situation == "adult_victim"


def route_of(content: Content, state: State) -> list[str]:
    """All services of the present situation, in order."""
    situation = content.situations.get(state.situation)
    if situation is None:
        return fitted(content, _CRISIS_LINES, state)
    ids = [*situation.first, *situation.then]
    if situation.urgency in ("urgent", "support"):
        # Every route ends at someone who answers at night, whatever the situation.
        ids.extend(s for s in _CRISIS_LINES if s not in ids)
    if (
        state.situation in ("threat_money", "paid_already", "cant_pay", "already_shared")
        and state.facts.get("who") == "known"
    ):
        ids.insert(1, _OF_PARTNERS)
    if state.situation == "inperson_abuse" and state.facts.get("partner") == "yes":
        ids.insert(0, _OF_PARTNERS)
    if state.facts.get("lgbtq") == "yes":
        ids.insert(1, "trevor_project")
    if state.facts.get("picture") == "none":
        ids = [s for s in ids if s not in _FOR_PICTURES]
    return fitted(content, ids, state)


def with_people(content: Content, state: State) -> list[str]:
    """The services of the present situation where somebody answers: by voice, text or chat."""
    kinds = {s: {c.type for c in content.services[s].channels if c.show} for s in route_of(content, state)}
    return [
        s for s, ways in kinds.items() if state.situation and ways & {"tel", "sms", "chat"} and s != "emergency_911"
    ]


def kept_in_sight(content: Content, shown: Iterable[str], state: State) -> list[str]:
    """Services to add to an answer, so that who can help stays in sight.

    In an emergency, where somebody said no to being safe, who hurts them is near or the one they ask for may be dying, that is 911; once a life was at risk, the crisis lines; where somebody near hurts them, the
    first people of their situation.

    Args:
        shown: the services that the answer shows already.
    """
    seen = set(shown)
    urgent = content.situations[state.situation].urgency if state.situation in content.situations else ""
    unsafe = state.facts.get("unsafe") == "asked" and state.facts.get("safe") != "yes"
    comes = state.situation == "meeting_offender" and state.facts.get("when") == "today"
    theirs = state.facts.get("their_life") == "risk"
    now = urgent == "emergency" or unsafe or comes or theirs  # not safe, and not yet told what is meant; met today
    near = state.situation in content.situations and content.situations[state.situation].group == "danger"
    now = now or (near and state.facts.get("near") == "near")  # who hurts them is in the house
    added = [s for s in fitted(content, ("emergency_911",), state) if s not in seen] if now else []
    if state.at_risk and "emergency_911" not in {*seen, *added}:
        lines = fitted(content, _CRISIS_LINES, state)
        first = [s for s in lines[:1] if urgent == "crisis" and s not in seen]  # in sight whatever else is shown
        added += first if seen & set(lines) else lines
    if near and not has_person(content, seen) and "emergency_911" not in added:
        added = list(dict.fromkeys((*with_people(content, state)[:1], *added)))
    if seen and not added:
        added = _for_who_is_hurt(content, seen, state)
    if state.facts.get("lgbtq") == "yes" and not state.offered and "trevor_project" not in seen:
        added = [*added, *fitted(content, ("trevor_project",), state)]
    return added


def _for_who_is_hurt(content: Content, seen: set[str], state: State) -> list[str]:
    """Somebody to talk to about hurt by a person near, told beside something else and taken up after it."""
    if "inperson_abuse" not in state.queue:
        return []
    services = fitted(content, content.situations["inperson_abuse"].first, state)
    return [] if seen & set(services) else services[:1]


def to_a_person(content: Content) -> Button:
    """The button that asks for somebody to talk to."""
    return next(b for b in content.responses["utter_ask_next"].buttons if b.means.get("next") == "person")


def has_person(content: Content, shown: Iterable[str]) -> bool:
    """True when a service among `shown` has somebody who answers, or lists those who do."""
    listed = content.routing.stands_for["country_service"].otherwise
    ways = {c.type for s in shown if s in content.services for c in content.services[s].channels if c.show}
    return bool(ways & {"tel", "sms", "chat"}) or not set(listed).isdisjoint(shown)


def next_service(content: Content, state: State) -> str:
    """The next service to offer, or "" when all were offered, refused or failed."""
    done = {*state.offered, *state.refused, *state.failed}
    has_text = (s for s in route_of(content, state) if f"utter_offer_{s}" in content.responses)
    return next((s for s in has_text if s not in done), "")
