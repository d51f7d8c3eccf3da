"""Texts that stand for many places: one wording, the cards of each state or country under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content.schema import Response, Service

STATE_LINE = "state_child_abuse_hotline_"
STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "PR",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "GU",
]


def local_lines(services: Mapping[str, Service], state: str) -> list[str]:
    """The services of one US state that may be shown, its child-abuse line first.

    Args:
        state: two letters, as in CO.
    """
    own = [s.id for s in services.values() if s.region == f"US-{state}" and s.may_be_shown]
    return sorted(own, key=lambda name: not name.startswith(STATE_LINE))


def _for_states(texts: Mapping[str, Response], services: Mapping[str, Service]) -> Iterator[tuple[str, Response]]:
    for state in STATES:
        own = local_lines(services, state)
        line = f"{STATE_LINE}{state.lower()}"
        if line in own:
            shown = [*own, "childhelp"] if len(own) == 1 else own
            yield f"utter_heard_state_{state}", texts["utter_place_state_lines"].copy(update={"services": tuple(shown)})
            yield f"utter_offer_{line}", texts["utter_place_state_offer"].copy(update={"services": (line,)})
        else:
            unknown = texts["utter_place_state_unknown"]
            yield f"utter_heard_state_{state}", unknown.copy(update={"services": (*own, *unknown.services)})


def texts_for_places(
    texts: Mapping[str, Response], services: Mapping[str, Service], urgent_abroad: tuple[str, ...]
) -> dict[str, Response]:
    """The texts of data/responses/places.yml, once for each place: what is said to a state named, and each local offer."""
    if not {n for n in texts if n.startswith("utter_place_")}:
        return {}
    found = dict(_for_states(texts, services))
    for line in urgent_abroad:
        if f"utter_offer_{line}" not in texts:
            found[f"utter_offer_{line}"] = texts["utter_place_emergency_offer"].copy(update={"services": (line,)})
    return found
