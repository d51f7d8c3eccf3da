"""The shape of every content file, once.

Each class is one kind of entry in a YAML file under data/. All are frozen: content is read, never
changed, while the service runs.
"""

from __future__ import annotations

import datetime
from typing import Literal, NamedTuple, Optional

from pydantic import BaseModel, Extra, Field

Lang = Literal["en", "es"]
LANGS: tuple[Lang, ...] = ("en", "es")
Urgency = Literal["emergency", "crisis", "urgent", "support", "question", "chat"]
URGENCIES: tuple[Urgency, ...] = ("emergency", "crisis", "urgent", "support", "question", "chat")
WayKind = Literal["tel", "sms", "chat", "web", "tty"]
WAY_KINDS: tuple[WayKind, ...] = ("tel", "sms", "chat", "web", "tty")
NOBODY_YET = "nobody yet"
ASKERS = ("friend", "sibling", "parent", "school_adult")  # whoever writes for somebody else
HARM_GROUPS = ("threats_and_images", "danger", "who_is_asking")  # of data/routing.yml


class Problem(NamedTuple):
    """Something wrong in a content file: where, which item, what, and what to do."""

    path: str
    item: str
    fact: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.item}: {self.fact} {self.remedy}"


class Entry(BaseModel):
    """The common ground: frozen, and no key that nobody declared."""

    class Config:
        frozen = True
        extra = Extra.forbid


class Channel(Entry):
    """One way to reach a service, as its source prints it."""

    type: str
    value: str
    show: bool
    hidden_because: Optional[str] = None
    url: Optional[str] = None
    keyword: Optional[str] = None
    hours: Optional[str] = None
    languages: Optional[str] = None
    note: Optional[str] = None
    confidence: Optional[Literal["high", "medium", "low", "memory"]] = None
    lang: Optional[Lang] = None


class Service(Entry):
    """A service with its sources, how sure we are of it, and whether it may be shown."""

    id: str
    name: str
    audience: tuple[str, ...]
    operator: str
    purpose: str
    not_for: str
    serves: str
    region: str
    channels: tuple[Channel, ...]
    cost: str
    confidentiality: str
    how_it_works: tuple[str, ...]
    limits: tuple[str, ...]
    sources: tuple[str, ...]
    source_date: str
    confidence: Literal["high", "medium", "low", "memory"]
    ship: Literal["ok", "ok_with_caveat", "verify_first", "do_not_ship"]
    compiled_on: datetime.date
    verified_on: Optional[datetime.date] = None
    notes: Optional[str] = None

    @property
    def may_be_shown(self) -> bool:
        """True when a young person may see it: an unverified contact can send a child nowhere."""
        return self.ship in ("ok", "ok_with_caveat") and any(c.show for c in self.channels)


class Situation(Entry):
    """What the bot tells apart: one id, one meaning, and the services it leads to, in order."""

    group: str
    urgency: Urgency
    meaning: str
    need: Optional[str] = None
    first: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


Fit = Literal[
    "abroad",
    "own_deeds",
    "school",
    "lgbtq",
    "parent",
    "coerced",
    "picture",
    "calm",
    "hurt",
    "past",
    "known",
    "peer",
    "asker",
    "writer",
    "worried_self",
    "worried_young",
    "attempt",
    "at_home",
    "bed",
    "traded",
    "life",
    "online",
    "other",
    "adult",
    "minor",
    "their_life",
    "hacked",
    "meeting",
    "to_meet",
    "befriended",
    "no_threat",
    "partner",
    "harmed",
    "pictured",
    "pushed",
    "their_picture",
    "their_home",
    "they_may_die",
    "spreader",
    "before_attempt",
]


class Title(Entry):
    """What a button is called, in both languages."""

    en: str
    es: str


class FollowUp(Entry):
    """What is asked or told once a conversation has begun, and what answers it.

    Attributes:
        say: names of texts, each said once, in this order.
        instead: said instead for whom it fits, the first of: own_deeds (they tell what they did or fear to do), school (an adult of a school), lgbtq (they told so), parent, known (the person threatening them is someone they
            know), asker (they write about somebody else), other (not only the one harmed), adult, minor (in the picture).
        title: what the button says that offers it when we are unsure what was meant; without one it is never offered.
        like: the situation it counts as in a first message, where nothing is there to follow.
        act: a move of data/stories, once no text is left; "continue" goes on with what helps next, "next_step"
            offers the next step.
        in_danger: answered even in an emergency.
        phrases: patterns that decide by themselves, in the plain words of data/lexicon: `*` up to three words,
            `a|b` one of these, `word?` may be missing, `<name>` one of a list of the file, `N` a number.
        words: without one of these, or of the phrases, the classifier is not believed; the same patterns.
        alone: what says it when it is the whole message ("scared").
        only: whom it is for; everyone when empty.
    """

    meaning: str
    title: Optional[Title] = None
    say: tuple[str, ...] = ()
    instead: dict[Fit, tuple[str, ...]] = {}
    like: Optional[str] = None
    act: Optional[str] = None
    in_danger: bool = False
    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    only: tuple[Fit, ...] = ()


class FollowUps(Entry):
    """data/follow_ups.yml.

    Attributes:
        lists: words that patterns name as <name>.
    """

    lists: dict[str, tuple[str, ...]] = {}
    follow_ups: dict[str, FollowUp]


class Button(Entry):
    """A quick reply: its title, and what choosing it tells us (`key: value` pairs)."""

    en: str
    es: Optional[str] = None
    means: dict[str, str]

    def title(self, lang: str) -> str:
        return (self.es if lang == "es" else None) or self.en


class Tap(Button):
    """What can be said without typing; a button that may mean nothing by itself ("yes")."""

    es: str
    means: dict[str, str] = {}


class Taps(Entry):
    """data/taps.yml: what can be tapped where the bot asks for words; `means` is empty where it is only heard."""

    taps: tuple[Tap, ...]


class Response(Entry):
    """One bubble: words, the services shown under it, the buttons offered, who reviewed it."""

    en: str
    es: Optional[str] = None
    services: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    audience: Literal["young person", "adult"] = "young person"
    reviewed_by: str = NOBODY_YET
    reviewed_on: Optional[datetime.date] = None

    def text(self, lang: str) -> str:
        return (self.es if lang == "es" else None) or self.en


class ResponseFile(Entry):
    """data/responses/<topic>.yml: what we say about one topic."""

    reviewed_by: str = NOBODY_YET
    reviewed_on: Optional[datetime.date] = None
    audience: Literal["young person", "adult"] = "young person"
    texts: dict[str, Response]


class SpokenText(Entry):
    """A response in another language; its buttons mean what those of the English text mean, in their order."""

    text: str
    buttons: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class Language(Entry):
    """data/languages/<code>.yml: how a language is known, and the few texts we have in it.

    Attributes:
        english: the language as one asks for an interpreter on the phone.
        script: the first word of its letters' Unicode names; KANA for Japanese.
        letters: letters that tell it from others of its script.
        marks: short words that tell it from English and Spanish, as typed, in lower case.
        ways: the words on a phone number and on a link, with {n} in the place of it.
    """

    name: str
    english: str
    script: str
    letters: str = ""
    marks: tuple[str, ...] = ()
    ways: dict[str, str]
    texts: dict[str, SpokenText]
    reviewed_by: str = NOBODY_YET
    reviewed_on: Optional[datetime.date] = None


class StandIn(Entry):
    """Which services stand for a family id such as platform_report."""

    prefixes: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()


class Routing(Entry):
    """data/routing.yml."""

    situations: dict[str, Situation]
    stands_for: dict[str, StandIn]
    us_only: tuple[str, ...] = Field(..., description="services that only answer in the US")
    urgent_abroad: tuple[str, ...] = Field((), description="other countries' lines for a life or a body at risk")
