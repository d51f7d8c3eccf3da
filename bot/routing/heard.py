"""What one message was heard to say, before the conversation gives it a meaning."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from bot.content.load import FOLLOW_UP

# Most lines are first messages; inside a conversation most messages are none. Measured on messages written for it.
_FOLLOW_UPS_LATER = 8.0
_LESS_IN_A_CLAUSE = 0.1
_NOT_TOLD = -1.0
_PLAIN = 0.75
_TRACE = 0.03  # of what the whole, or every clause, has not among its likeliest
_SURE = 0.55
_NAMED = 0.25  # of a follow-up that words name and the classifier does not
_BLOWS = {"hit"}  # named by its words it stays, however sure the classifier is of something else
_MAY_FOLLOW = 4
Ranking = tuple[tuple[str, float], ...]


def readings(
    named: Sequence[tuple[str, float]], likes: Mapping[str, str], *, begun: bool, grave: Collection[str] = ()
) -> tuple[Ranking, Ranking]:
    """The situations a message may be and the follow-ups, each likeliest first.

    Args:
        named: (name, confidence) of situations and follow-ups.
        likes: follow-up -> the situation it counts as in a first message.
        grave: situations in which a life hangs on being heard: told late, they are as likely as any follow-up.

    A first message follows nothing: what it has in common with follow-ups goes to the situations.
    """
    follow_ups = [(n.removeprefix(FOLLOW_UP), p) for n, p in named if n.startswith(FOLLOW_UP)]
    situations = {n: p for n, p in named if not n.startswith(FOLLOW_UP)}
    likely = sorted(follow_ups, key=lambda pair: -pair[1])
    mass = sum(p for _, p in follow_ups)
    if begun:
        told = {n: p * _FOLLOW_UPS_LATER if n in grave else p for n, p in situations.items()}
        every = 1.0 - mass - sum(situations.values()) + sum(told.values()) + mass * _FOLLOW_UPS_LATER
        ranked = sorted(((n, p / every) for n, p in told.items()), key=lambda pair: -pair[1])
        return tuple(ranked), tuple((n, p * _FOLLOW_UPS_LATER / every) for n, p in likely)
    for name, p in follow_ups:
        if name in likes:
            situations[likes[name]] = situations.get(likes[name], 0.0) + p
            mass -= p
    ranked = sorted(situations.items(), key=lambda pair: -pair[1])
    return tuple((n, p / (1.0 - mass)) for n, p in ranked), tuple(likely)


def parts_told(parts: Sequence[Sequence[tuple[str, float]]], likes: Mapping[str, str]) -> Ranking:
    """The likeliest situation of each clause, the surest reading of each kept."""
    told: dict[str, float] = {}
    for named in parts:
        name, p = readings(named, likes, begun=False)[0][0]
        told[name] = max(p, told.get(name, 0.0))
    return tuple(sorted(told.items(), key=lambda pair: -pair[1]))


def margins_told(whole: Sequence[tuple[str, float]], parts: Sequence[tuple[str, float]]) -> Ranking:
    """The margin of each situation, the most of it in the whole and in the clauses; a clause alone counts for less."""
    told: dict[str, float] = {}
    for name, margin in (*whole, *((n, m - _LESS_IN_A_CLAUSE) for n, m in parts)):
        told[name] = max(margin, told.get(name, margin))
    return tuple(sorted(told.items(), key=lambda pair: -pair[1]))


def told_along(whole: Ranking, parts: Sequence[Sequence[tuple[str, float]]], *, begun: bool) -> Ranking:
    """The follow-ups of a message, likeliest first: what both the whole of it and one of its clauses sound like.

    "Only threats so far. what if i block her" sounds on the whole as if she was blocked, and "i have to go to work
    tomorrow" alone like a question of how long. Measured on talks of strangers: of what a clause alone was sure of and
    the whole was not, next to nothing was meant.
    """
    clauses = [pair for named in parts for pair in readings(named, {}, begun=begun)[1]]
    if not clauses:
        return whole[:_MAY_FOLLOW]
    surest = dict(sorted(clauses, key=lambda pair: pair[1]))  # of two clauses the surer one's stays
    sure = dict(whole)
    both = ((n, sqrt((sure.get(n, 0.0) + _TRACE) * (surest.get(n, 0.0) + _TRACE))) for n in {**sure, **surest})
    return tuple(sorted(both, key=lambda pair: -pair[1])[:_MAY_FOLLOW])


def weighed(told: tuple[str, ...], likely: Ranking, whole: str = "") -> tuple[tuple[str, ...], Ranking]:
    """The follow-ups that are answered, and what else may be meant, likeliest first.

    Measured on messages by others: sure of three quarters and more, the classifier is right nineteen times in twenty,
    whatever the words name; sure of half, it is right more often than they; below that, they are.

    Args:
        told: by their words, the longest phrase first.
        likely: by the classifier.
        whole: named by the message word for word ("tengo mucho miedo"), which leaves nothing to guess.
    """
    name, sure = likely[0] if likely else ("", 0.0)
    if whole in told:
        return (whole, *(n for n in told if n != whole)), likely
    if sure >= _PLAIN:
        return (name, *(_BLOWS & {*told} - {name})), likely
    if not told or told[0] == name:
        return told, likely
    first, rest = likely[:1], tuple(pair for pair in likely[1:] if pair[0] != told[0])
    # What the words name comes second: it is answered where the first is gainsaid, or has no answer left.
    others = tuple(n for n in told if n != name)
    return told if sure < _SURE else (name, *others), (*first, (told[0], _NAMED), *rest)


@dataclass(frozen=True)
class Heard:
    """The result of hearing one message.

    Attributes:
        words: the message in plain words; "" for a button.
        ranking: (situation, confidence) pairs, likeliest first, confidences in 0..1.
        core: of a longer message, what the part of it that tells most may be; () for a short one.
        urgent: situations the urgency floor found, as (situation, strength, about somebody else).
        facts: question -> value typed or chosen.
        opened: the answer to what was asked, where it only opens a message that tells or asks more.
        about: the response that explains a word or service the message names, "" for none.
        asks: True when it begins as a question does.
        needs: what it names of what was talked about: picture, money, account ...
        holds: the lists of data/lexicon/turns.yml of which it has a word: correcting, refusing ...
        offender: "adult" or "peer" when it says that the person doing this is one of their life, "" else.
        leaves: True when it holds words of leaving.
        failed: how a service failed, as the button has it ("no_reply"), "" for not.
        own_picture: True when it names a picture as theirs ("my nudes").
        takes_back: True when it says that what it said before was not meant so.
        laughing: True when the message laughs (lol, haha).
        parts: what the clauses of the message tell when read one by one, as (situation, confidence).
        follow_up: the likeliest follow-up of data/follow_ups.yml and how sure, ("", 0.0) for none.
        may_follow: the likeliest follow-ups of whom it may be for, as (name, confidence).
        told: the follow-ups that its words name, the longest phrase first.
        named: those of them that the classifier bears out, or does not gainsay.
        margins: (situation, margin) of all that the message, or a clause of it, tells when each is judged by itself.
        beside: situations that its words name beside what it is mainly about (data/lexicon/beside.yml).
        button: True when a button was chosen.
        after_offer: True when the answer before it offered what may have been meant.
    """

    words: str = ""
    ranking: Ranking = ()
    core: Ranking = ()
    urgent: tuple[tuple[str, str, bool], ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    opened: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    asks: bool = False
    needs: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()
    offender: str = ""
    leaves: bool = False
    failed: str = ""
    own_picture: bool = False
    takes_back: bool = False
    laughing: bool = False
    parts: Ranking = ()
    follow_up: tuple[str, float] = ("", 0.0)
    may_follow: Ranking = ()
    told: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    margins: Ranking = ()
    beside: frozenset[str] = frozenset()
    button: bool = False
    after_offer: bool = False

    @property
    def top(self) -> str:
        return self.ranking[0][0] if self.ranking else ""

    @property
    def asks_anywhere(self) -> bool:
        """True when it is a question, or has one in the middle of it."""
        return self.asks or "asks_inside" in self.holds

    @property
    def plain(self) -> bool:
        """True when what is asked or told along the way is heard beyond reasonable doubt."""
        name, sure = self.follow_up
        return sure >= (_SURE if self.told[:1] in ((), (name,)) else _PLAIN)

    @property
    def alarms(self) -> list[str]:
        """The situations the urgency floor is sure of, about the writer, in the order of its rules."""
        return [s for s, strength, other in self.urgent if strength == "hard" and not other]

    @property
    def denies_danger(self) -> bool:
        """ "911?? for what. im in bed eating cereal": said where nothing in it tells of somebody at the door."""
        return "no_danger" in self.holds and not self.alarms and {"at_door", "gets_in"}.isdisjoint(self.holds)

    @property
    def about_another(self) -> bool:
        """True when its words say that it is about somebody else, and none that it is about the writer."""
        own = "about_me" in self.holds and "not_me" not in self.holds
        return "about_another" in self.holds and not self.alarms and not own

    def first_by(self, times: float) -> bool:
        """True when the likeliest reading is that many times as likely as the next."""
        return len(self.ranking) < 2 or self.ranking[0][1] >= times * self.ranking[1][1]

    def without(self, *situations: str) -> Heard:
        """The same message as if `situations` had not been among the readings."""
        ranking, parts, margins = (
            tuple((s, p) for s, p in pairs if s not in situations) for pairs in (self.ranking, self.parts, self.margins)
        )
        return replace(self, ranking=ranking, parts=parts, margins=margins)

    def read_as(self, taken: str, meant: str) -> Heard:
        """The same message where what was taken for `taken` means `meant`."""
        odds = dict(self.ranking)
        odds[meant] = odds.get(meant, 0.0) + odds.pop(taken, 0.0)
        parts = tuple((meant if name == taken else name, p) for name, p in self.parts)
        return replace(self, ranking=tuple(sorted(odds.items(), key=lambda pair: -pair[1])), parts=parts)

    def never(self, *situations: str) -> Heard:
        """The same message where `situations` cannot be meant: what they had goes to the other readings."""
        rest = 1.0 - self.confidence(*situations)
        left = self.without(*situations)
        return replace(left, ranking=tuple((s, p / rest) for s, p in left.ranking)) if rest > 0 else left

    def part(self, *situations: str) -> float:
        """How sure the classifier is that a clause of the message tells one of `situations`, 0..1."""
        return max((p for name, p in self.parts if name in situations), default=0.0)

    def margin(self, situation: str) -> float:
        """How clearly `situation` is told when it is judged by itself; far below 0 where it is not told at all."""
        return dict(self.margins).get(situation, _NOT_TOLD)

    def stating_nothing_of(self, *questions: str) -> Heard:
        """The same message where what it answers to `questions` is not said of the writer."""
        return replace(self, facts={k: v for k, v in self.facts.items() if k not in questions})

    def confidence(self, *situations: str) -> float:
        """How sure the classifier is that it is one of `situations`, 0..1."""
        return sum(p for name, p in self.ranking if name in situations)
