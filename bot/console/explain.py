"""What the bot heard in one turn of a console session, and why it answered as it did.

Computed here, after the turn, from the words the counselor typed and the tracker of their test session. The public
door neither computes nor holds any of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.console import places
from bot.console.rules import Rule, rule_taken
from bot.content import Content
from bot.content.buttons import meaning
from bot.content.schema import Service
from bot.hearing.answers import load_answers
from bot.hearing.language import language_of
from bot.hearing.lexicon import load_lexicon
from bot.hearing.normalise import clean, normalise, typed_words
from bot.hearing.reading import facts_in
from bot.hearing.terms import response_about
from bot.hearing.urgency import load_urgency
from bot.redaction import redact
from bot.routing.routes import expand
from bot.routing.state import State, from_memory
from bot.server.conversation import Conversations, Turn
from bot.server.sessions import Session

_STATE = ("situation", "awaiting", "facts", "queue", "covered", "offered", "refused", "failed", "asked", "between",
          "at_risk", "misses")  # fmt: skip


_WORTH_SHOWING = 0.005


class Said(NamedTuple):
    """What the counselor did in a turn: typed words, or the title and payload of a button."""

    text: str
    payload: str = ""


def state_of(session: Session) -> State:
    """What the conversation knows between turns."""
    tracker = session.tracker
    if tracker is None:
        return State()
    return from_memory(tracker.get_slot("situation") or "", tracker.get_slot("memory") or {}, ())


async def explained(
    conversations: Conversations, session: Session, said: Said, before: State, turn: Turn
) -> dict[str, Any]:
    """Everything behind one answer, as JSON: words, concerns, alarms, memory, rule, texts, services."""
    content, after = conversations.content, state_of(session)
    parsed = session.tracker.latest_message.parse_data if session.tracker and session.tracker.latest_message else {}
    act = str((parsed.get("intent") or {}).get("name", ""))
    rule = rule_taken(act, after.situation)
    heard = _chosen(said) if said.payload else _typed(said.text, before, content)
    return {
        **heard,
        "concerns": [] if said.payload else _concerns(await conversations.ranking(heard["typed"] or "..."), content),
        "act": act,
        "acts_on": turn.situation,
        "also": turn.also,
        "rule": _rule(rule) if rule else None,
        "actions": _actions(session),
        "state": _state(after),
        "changed": sorted(k for k, v in _state(after).items() if v != _state(before)[k]),
        "said": [_text(name, content) for name in turn.said if name in content.responses],
        "services": _services(turn, after, content),
    }


def _typed(text: str, before: State, content: Content) -> dict[str, Any]:
    ours = frozenset(
        "".join(ch for ch in c.value if ch.isdigit()) for s in content.services.values() for c in s.channels
    )
    safe, removed = redact(clean(text), ours)
    words = normalise(safe, load_lexicon())
    return {
        "typed": safe,
        "removed": bool(removed),
        "plain": words,
        "lang": language_of(typed_words(safe, load_lexicon())),
        "alarms": [_alarm(hit) for hit in load_urgency().find(words)],
        "facts": facts_in(safe, words, before.awaiting, content, load_answers()),
        "about": response_about(words),
        "awaited": before.awaiting,
    }


def _chosen(said: Said) -> dict[str, Any]:
    return {"chosen": said.text, "alarms": [], "facts": meaning(said.payload), "plain": "", "lang": "", "about": ""}


def _alarm(hit: Any) -> dict[str, Any]:
    return {
        "rule": hit.rule,
        "situation": hit.situation,
        "strength": hit.strength,
        "other": hit.other,
        "place": str(places.of_phrase(hit.rule)),
    }


def _concerns(ranking: Sequence[dict[str, Any]], content: Content) -> list[dict[str, Any]]:
    known = content.situations
    return [
        {
            "name": r["name"],
            "confidence": round(float(r["confidence"]), 4),
            "urgency": known[r["name"]].urgency if r["name"] in known else "",
            "meaning": known[r["name"]].meaning if r["name"] in known else "",
        }
        for place, r in enumerate(ranking)
        if place < 3 or r["confidence"] >= _WORTH_SHOWING
    ]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "topic": rule.topic,
        "title": rule.title,
        "place": f"{rule.file}:{rule.line}",
        "steps": list(rule.steps),
    }


def _actions(session: Session) -> list[str]:
    """What ran since the message, as the tracker has it."""
    names: list[str] = []
    for event in reversed(session.tracker.events if session.tracker else ()):
        if event.type_name == "user":
            break
        if event.type_name == "action" and event.action_name != "action_listen":
            names.append(event.action_name)
    return names[::-1]


def _state(state: State) -> dict[str, Any]:
    values = {k: getattr(state, k) for k in _STATE}
    return {k: list(v) if isinstance(v, tuple) else dict(v) if k == "facts" else v for k, v in values.items()}


def _text(name: str, content: Content) -> dict[str, Any]:
    response = content.responses[name]
    return {
        "name": name,
        "en": response.en,
        "es": response.es,
        "place": str(places.of_response(name, content)),
        "reviewed_by": response.reviewed_by,
    }


def _services(turn: Turn, state: State, content: Content) -> list[dict[str, Any]]:
    shown = dict.fromkeys(card["id"] for m in turn.messages for card in m["services"])
    return [_service(content.services[i], turn, state, content) for i in shown if i in content.services]


def _service(service: Service, turn: Turn, state: State, content: Content) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "why": _why(service.id, turn, state, content),
        "place": str(places.of_service(service.id, content)),
        "source": service.sources[0] if service.sources else "",
        "source_date": service.source_date,
        "compiled_on": str(service.compiled_on),
        "verified_on": str(service.verified_on) if service.verified_on else "",
        "confidence": service.confidence,
        "caveat": service.ship == "ok_with_caveat",
    }


def _why(service: str, turn: Turn, state: State, content: Content) -> list[str]:
    """Each reason why a service is under the answer, with where it is written."""
    reasons = [
        f"{name} shows it ({places.of_response(name, content)})"
        for name in turn.said
        if name in content.responses and service in expand(content, content.responses[name].services, state)
    ]
    row = content.situations.get(state.situation)
    for part in ("first", "then") if row else ():
        listed = expand(content, getattr(row, part), state)
        if service in listed:
            at = places.of_route(state.situation)
            reasons.append(f"route of {state.situation}, {part}, number {listed.index(service) + 1} ({at})")
    if not reasons and state.at_risk:
        reasons.append("a life was at risk in this conversation, so 988 stays in sight")
    return reasons or ["fitted to the person: age in the picture, or country"]
