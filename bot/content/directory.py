"""From a service id to what a young person sees: its name and the ways to reach it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Optional, TypedDict
from urllib.parse import quote

from bot.content.load import Content
from bot.content.schema import WAY_KINDS, Channel, Service

_LABELS = {
    "en": {"tel": "Call {n}", "sms": "Text {n}", "sms_word": "Text {k} to {n}", "chat": "Chat online",
           "web": "Open {n}", "tty": "TTY {n}"},
    "es": {"tel": "Llama al {n}", "sms": "Manda un mensaje al {n}", "sms_word": "Manda {k} al {n}",
           "chat": "Chatea en línea", "web": "Abre {n}", "tty": "TTY {n}"},
}  # fmt: skip


# What to expect of a line in Spanish, by what its facts say; in an emergency nothing may slow the reading.
_PRESS_2, _ASK, _MAYBE_ENGLISH = ", oprime 2", " y pide español", " (quizá en inglés)"
_NO_CAVEAT = ("emergency_911", "relay_711")


class Way(TypedDict):
    """One button: kind, words on it, link behind it (contract, section 3)."""

    kind: str
    label: str
    href: str


class Card(TypedDict):
    """A service as the page shows it."""

    id: str
    name: str
    ways: list[Way]


def dial(number: str, region: str) -> str:
    """The number as a phone takes it: +1 and ten digits for US numbers, else as printed."""
    digits = "".join(ch for ch in number if ch.isdigit())
    if region.startswith(("US", "GLOBAL")) or region == "CA":
        if len(digits) == 10:
            return f"+1{digits}"
        if len(digits) == 11 and digits.startswith("1"):
            return f"+{digits}"
    return digits


def href(channel: Channel, region: str) -> str:
    """The link for a channel; `?&body=` is the form that iOS and Android both take."""
    if channel.type in ("tel", "tty"):
        return f"tel:{dial(channel.value, region)}"
    if channel.type == "sms":
        body = f"?&body={quote(channel.keyword)}" if channel.keyword else ""
        return f"sms:{dial(channel.value, region)}{body}"
    return channel.url or channel.value


def _label(channel: Channel, labels: Mapping[str, str]) -> str:
    if channel.type == "sms" and channel.keyword:
        return labels["sms_word"].format(k=channel.keyword, n=channel.value)
    bare = channel.value.removeprefix("https://").removeprefix("www.").rstrip("/")
    number = bare.split("/")[0] if channel.type == "web" else channel.value
    return labels[channel.type].format(n=number)


def _spanish_caveat(channel: Channel, service: Service) -> str:
    """How to reach Spanish there, or that it may not be had; "" where it answers in Spanish, or is only read."""
    spoken = channel.languages or ""
    if channel.lang == "es" or service.id in _NO_CAVEAT or not service.region.startswith("US"):
        return ""
    if "press 2" in spoken:
        return _PRESS_2
    if "Spanish" in spoken or channel.type not in ("tel", "sms", "chat"):
        return ""
    return _ASK if channel.type == "tel" else _MAYBE_ENGLISH


def ways(service: Service, lang: str = "en", labels: Optional[Mapping[str, str]] = None) -> list[Way]:
    """The ways that may be shown, in the order of the facts, one for each link.

    Args:
        labels: the words on each kind of way in a language besides English and Spanish. Kinds it lacks
            are left out: on the phone there are interpreters, and a text would be read by nobody.
    """
    seen: dict[str, Way] = {}
    words = labels or _LABELS[lang]
    for channel in service.channels:
        if not channel.show or channel.type not in WAY_KINDS or channel.lang not in (None, lang):
            continue
        if channel.type not in words:
            continue
        link = href(channel, service.region)
        caveat = _spanish_caveat(channel, service) if lang == "es" else ""
        seen.setdefault(link, Way(kind=channel.type, label=_label(channel, words) + caveat, href=link))
    return list(seen.values())


def card(content: Content, service_id: str, lang: str = "en") -> Optional[Card]:
    """The card of a service, or None where it may not be shown or nobody there speaks `lang`."""
    service = content.services.get(service_id)
    if service is None or not service.may_be_shown:
        return None
    language = content.languages.get(lang)
    found = ways(service, lang, language.ways if language else None)
    return Card(id=service.id, name=service.name, ways=found) if found else None


def cards(content: Content, ids: Iterable[str], lang: str = "en") -> list[Card]:
    """The cards of those of `ids` that may be shown, in order."""
    return [c for c in (card(content, i, lang) for i in ids) if c]


def regions_of(state: str = "", country: str = "") -> set[str]:
    """The regions of the facts that count for a US state, or for a country.

    Args:
        state: two letters, as in CO; empty for none.
        country: two letters, as in GB; empty for the US and everywhere.
    """
    if country and country.upper() != "US":
        return {country.upper(), "GLOBAL"}
    return {"US", "GLOBAL"} | ({f"US-{state.upper()}"} if state else set())


def in_region(content: Content, state: str = "", country: str = "") -> list[Service]:
    """Services of a US state or of a country that may be shown."""
    wanted = regions_of(state, country)
    return [s for s in content.services.values() if s.region in wanted and s.may_be_shown]
