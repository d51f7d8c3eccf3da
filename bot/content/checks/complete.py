"""Nothing leads nowhere: every service, question, need and answer that content names has its entry and its text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot.content.load import Content
from bot.content.schema import HARM_GROUPS, Problem

_PARTS = ("believe", "steps", "point", "again")
_ADD = "Write it."


def _texts_needed(content: Content) -> Iterator[tuple[str, str]]:
    """(response name, what needs it)."""
    for name, situation in content.situations.items():
        if situation.group in HARM_GROUPS:
            yield from ((f"utter_{name}_{part}", name) for part in _PARTS)
            yield f"utter_next_{situation.need or 'harm'}", name
            yield f"utter_name_{name}", name
        yield f"utter_need_{situation.need or 'question'}", name
        yield from ((f"utter_ask_{q}", f"{name}.asks") for q in situation.asks)
    for name, follow_up in content.follow_ups.items():
        yield from (
            (text, f"data/follow_ups.yml: {name}") for text in chain(follow_up.say, *follow_up.instead.values())
        )
    for question, stem in (("stopping", "stopping"), ("failed_how", "failed")):
        for button in content.responses[f"utter_ask_{question}"].buttons:
            yield f"utter_{stem}_{button.means[question]}", f"utter_ask_{question}"


def _services(content: Content) -> list[Problem]:
    problems = []
    families = content.routing.stands_for
    for name, situation in content.situations.items():
        for service in (*situation.first, *situation.then):
            if service not in content.services and service not in families:
                problems.append(
                    Problem(
                        "data/routing.yml", name, f"names {service}, which is in no file of data/facts.", "Mend the id."
                    )
                )
    for name, response in content.responses.items():
        for service in response.services:
            known = content.services.get(service)
            if known is None:
                problems.append(
                    Problem(
                        content.where[name],
                        name,
                        f"names {service}, which is in no file of data/facts.",
                        "Mend the id.",
                    )
                )
            elif known.ship in ("verify_first", "do_not_ship"):
                problems.append(
                    Problem(
                        content.where[name],
                        name,
                        f"shows {service}, which is {known.ship}.",
                        "Take it out, or verify the fact.",
                    )
                )
    return problems


def _sources(content: Content) -> list[Problem]:
    return [
        Problem(content.where[s.id], s.id, "may be shown but names no source.", "Add where it was read.")
        for s in content.services.values()
        if s.may_be_shown and not (s.sources and s.source_date)
    ]


def _taps(content: Content) -> list[Problem]:
    """What is tapped means what the conversation can answer."""
    return [
        Problem("data/taps.yml", tap.en, f"means the {key} {value}, which nothing answers.", "Mend `means`.")
        for tap in content.taps
        for key, value in tap.means.items()
        if (key == "between" and value not in content.situations)
        or (key == "topic" and f"utter_topic_{value}" not in content.responses)
        or key not in ("between", "topic", "next")
    ]


def _spanish(content: Content) -> list[Problem]:
    return [
        Problem(content.where[name], name, "has no Spanish.", _ADD)
        for name, response in content.responses.items()
        if not response.es or any(not b.es for b in response.buttons)
    ]


def _likes(content: Content) -> list[Problem]:
    return [
        Problem("data/follow_ups.yml", name, f"is like {like}, which is no situation.", "Mend the name.")
        for name, like in content.likes.items()
        if like not in content.situations
    ]


def check(content: Content) -> list[Problem]:
    missing = [
        Problem("data/responses", needed, f"is missing; {by} needs it.", _ADD)
        for needed, by in _texts_needed(content)
        if needed not in content.responses
    ]
    return [*missing, *_likes(content), *_services(content), *_sources(content), *_spanish(content), *_taps(content)]
