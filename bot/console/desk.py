"""Every text, route and fact as the content desk shows it: both languages, review, reading grade, where it is used."""

from __future__ import annotations

import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.console import places
from bot.console.rules import all_rules
from bot.content import Content
from bot.content.check import STALE_AFTER
from bot.content.checks.reading import grade
from bot.content.directory import ways
from bot.content.load import ROOT
from bot.content.schema import NOBODY_YET, Response, Service, Situation
from bot.routing.speech import wordings


def texts(content: Content) -> list[dict[str, Any]]:
    """One entry a response."""
    used = uses(content)
    return [_text(name, r, content, used.get(name, [])) for name, r in content.responses.items()]


def _text(name: str, response: Response, content: Content, used: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "file": content.where[name],
        "place": str(places.of_response(name, content)),
        "en": response.en,
        "es": response.es or "",
        "grade": grade(response.en),
        "audience": response.audience,
        "reviewed_by": response.reviewed_by,
        "reviewed_on": str(response.reviewed_on or ""),
        "signed": response.reviewed_by != NOBODY_YET,
        "services": list(response.services),
        "buttons": [{"en": b.en, "es": b.es or ""} for b in response.buttons],
        "used": used,
    }


def uses(content: Content) -> dict[str, list[str]]:
    """Response name -> where it is said, in words."""
    found: dict[str, list[str]] = {}
    for rule in all_rules():
        named = [s for s in rule.steps if s.startswith("utter_")]
        if "action_answer" in rule.steps:
            named += wordings(rule.intent, content)
        for name in named:
            found.setdefault(name, []).append(f"{rule.title} ({rule.file}:{rule.line})")
    for situation, row in content.situations.items():
        at = places.of_route(situation)
        for question in row.asks:
            found.setdefault(f"utter_ask_{question}", []).append(f"asked in {situation} ({at})")
        for service in (*row.first, *row.then):
            found.setdefault(f"utter_offer_{service}", []).append(f"offered in {situation} ({at})")
        found.setdefault(f"utter_next_{row.need or 'harm'}", []).append(f"next need {situation} ({at})")
        found.setdefault(f"utter_need_{row.need or 'question'}", []).append(f"named where {situation} is told ({at})")
        found.setdefault(f"utter_name_{situation}", []).append(f"names {situation} on a button ({at})")
    for name, response in content.responses.items():
        for button in response.buttons:
            for answer in _answers(button.means):
                found.setdefault(answer, []).append(f"after the button {button.en!r} of {name}")
    for name in content.responses:
        if name not in found:
            found[name] = _in_code(name)
    return found


def _answers(means: dict[str, str]) -> list[str]:
    """The responses that may answer a button: what is heard, and what is said to it."""
    names = [f"utter_{stem}{k}_{v}" for k, v in means.items() for stem in ("", "heard_")]
    return [*names, *(f"utter_failed_{v}" for k, v in means.items() if k == "failed_how"),
            *(f"utter_definition_{v}" for k, v in means.items() if k == "term")]  # fmt: skip


def _in_code(name: str) -> list[str]:
    """The modules that say a response by its name, or by the stem of its family."""
    stem = name.removeprefix("utter_").split("_")[0]
    return [
        f"said by {file}"
        for file, source in _sources().items()
        if name in source or f'"utter_{stem}_' in source or f'f"utter_{stem}' in source
    ]


@lru_cache(maxsize=1)
def _sources() -> dict[str, str]:
    files = [
        p for folder in ("actions", "bot/routing", "bot/hearing", "bot/server") for p in (ROOT / folder).glob("*.py")
    ]
    return {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in sorted(files)}


def routes(content: Content) -> list[dict[str, Any]]:
    """One entry a situation."""
    return [_route(name, row) for name, row in content.situations.items()]


def _route(name: str, row: Situation) -> dict[str, Any]:
    return {
        "name": name,
        "file": "data/routing.yml",
        "place": str(places.of_route(name)),
        "group": row.group,
        "urgency": row.urgency,
        "meaning": row.meaning,
        "need": row.need or "",
        "first": list(row.first),
        "then": list(row.then),
        "asks": list(row.asks),
    }


def facts(content: Content, today: datetime.date) -> list[dict[str, Any]]:
    """One entry a service, those that may be shown first, the oldest look first."""
    found = [_fact(s, content, today) for s in content.services.values()]
    return sorted(found, key=lambda f: (not f["shown"], -f["age"]))


def _fact(service: Service, content: Content, today: datetime.date) -> dict[str, Any]:
    looked = service.verified_on or service.compiled_on
    indexes = [i for i, s in enumerate(_entries(content.where[service.id])) if s == service.id]
    return {
        "id": service.id,
        "index": indexes[0] if indexes else -1,
        "name": service.name,
        "file": content.where[service.id],
        "place": str(places.of_service(service.id, content)),
        "region": service.region,
        "purpose": service.purpose,
        "limits": list(service.limits),
        "ways": [dict(w) for w in ways(service)],
        "serves": service.serves,
        "cost": service.cost,
        "confidentiality": service.confidentiality,
        "hours": sorted({c.hours for c in service.channels if c.show and c.hours}),
        "languages": [f"{c.type}: {c.languages}" for c in service.channels if c.show and c.languages],
        "sources": list(service.sources),
        "source_date": service.source_date,
        "confidence": service.confidence,
        "ship": service.ship,
        "shown": service.may_be_shown,
        "compiled_on": str(service.compiled_on),
        "verified_on": str(service.verified_on or ""),
        "age": (today - looked).days,
        "due": service.may_be_shown and (service.verified_on is None or today - looked > STALE_AFTER),
        "notes": service.notes or "",
        "used": [
            *(name for name, r in content.responses.items() if service.id in r.services),
            *(name for name, s in content.situations.items() if service.id in (*s.first, *s.then)),
        ],
    }


@lru_cache(maxsize=64)
def _entries(file: str) -> tuple[str, ...]:
    """The ids of a file of facts, in order: an edit points at an entry by its place in the list."""
    lines = Path(ROOT / file).read_text(encoding="utf-8").splitlines()
    return tuple(line.split(":", 1)[1].strip() for line in lines if line.startswith("- id:"))
