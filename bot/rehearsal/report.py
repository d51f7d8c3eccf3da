"""The sign-off report: suite results, recognition, facts' dates, open flags, version and content digest.

One HTML page without scripts that prints well: what a clinical lead signs.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Optional

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from bot.content import Content, load_content
from bot.content.digest import digest_of
from bot.content.load import ROOT, read_yaml
from bot.content.schema import NOBODY_YET
from bot.content.score import Group, score
from bot.rehearsal.pictures import alarms, confusion

if TYPE_CHECKING:
    from bot.rehearsal.play import Result

REVIEWS = ROOT / "docs/reviews"
SCENARIOS = ROOT / "tests/scenarios"
RECOGNITION = ROOT / "tests/recognition/messages.jsonl"
_CONTENT = ("data", "config.yml", "domain.yml")


class Flag(NamedTuple):
    """An answer that somebody found wrong, and has not been mended yet."""

    response: str
    place: str
    note: str
    by: str


@dataclass(frozen=True)
class Figures:
    """What was measured besides the dialogues.

    Attributes:
        rows: one a message of the recognition set, as bot/console/batch.py makes them; none when not measured.
        groups: the same, counted by group.
        rules: rules walked, and all of them; None when not known.
        unplayed: dialogues of the suite that were not played.
    """

    rows: Sequence[dict[str, Any]] = ()
    groups: Sequence[Group] = ()
    rules: Optional[tuple[int, int]] = None
    unplayed: int = 0
    flags: Sequence[Flag] = field(default_factory=tuple)
    signer: str = ""


def figures_of(
    messages: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]], content: Content, **more: Any
) -> Figures:
    """The figures of messages with what was expected of them and the contract's line for each.

    Args:
        more: other attributes of `Figures`.
    """
    rows = [
        {
            "wanted": m["situation"],
            "situation": a["situation"],
            "urgency": a["urgency"],
            "wanted_urgency": content.situations[m["situation"]].urgency,
            "met": a["situation"] in (m["situation"], *m.get("also", ())),
        }
        for m, a in zip(messages, answers)
    ]
    return Figures(rows=rows, groups=score(messages, answers, content) if messages else (), **more)


def version() -> str:
    """The version of the project."""
    found = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    return found.group(1) if found else "unknown"


def content_digest() -> str:
    """A digest of everything that is said and heard: 16 characters are enough to tell two states apart."""
    return digest_of(_CONTENT)[:16]


def known_faults() -> frozenset[str]:
    """Ids of the dialogues that are written down as not holding yet."""
    path = SCENARIOS / "open.yml"
    return frozenset(read_yaml(path) or ()) if path.exists() else frozenset()


def open_flags() -> list[Flag]:
    """The review notes of docs/reviews that nobody has closed."""
    notes = [n for path in sorted(REVIEWS.glob("*.yml")) for n in read_yaml(path) or ()]
    return [
        Flag(str(n.get("response", "")), str(n.get("place", "")), str(n.get("note", "")), str(n.get("by", "")))
        for n in notes
        if n.get("status", "open") == "open"
    ]


def as_html(results: Sequence[Result], figures: Figures) -> str:
    """The page."""
    content = load_content()
    shown = [s for s in content.services.values() if s.may_be_shown]
    failed = [r for r in results if r.failures]
    return (
        _environment()
        .get_template("report.html")
        .render(
            version=version(),
            digest=content_digest(),
            today=datetime.date.today(),
            results=results,
            failed=failed,
            good=[r for r in results if not r.failures],
            passed=len(results) - len(failed),
            unplayed=figures.unplayed,
            known_faults=known_faults(),
            groups=figures.groups,
            recognized=figures.groups[-1] if figures.groups else None,
            rules=figures.rules,
            confusion=confusion(figures.rows),
            alarms=alarms(figures.rows),
            flags=[*open_flags(), *figures.flags],
            facts=sorted(shown, key=lambda s: s.verified_on or s.compiled_on),
            undialed=sum(s.verified_on is None for s in shown),
            unsigned=sum(r.reviewed_by == NOBODY_YET for r in content.responses.values()),
            texts=len(content.responses),
            signer=figures.signer,
            talk=_talk,
        )
    )


def write_report(path: Path, results: Sequence[Result], figures: Figures = Figures()) -> None:
    """Writes the page."""
    path.write_text(as_html(results, figures), encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape())


def _talk(result: Result) -> Markup:
    """Each turn with what was said and what differed."""
    why: dict[int, list[str]] = {}
    for failure in result.failures:
        why.setdefault(failure.turn, []).append(failure.fact)
    parts = [Markup('<p class="why">{}</p>').format(fact) for fact in why.get(0, ())]
    for number, (step, reply) in enumerate(zip(result.dialogue.turns, result.replies), 1):
        said = step.say if step.say is not None else step.choose[0]
        # On paper only the turns that differed: whole conversations would fill a hundred pages that nobody reads.
        parts.append(Markup('<div class="turn{}">').format("" if number in why else " held"))
        parts.append(Markup('<p class="you">{}</p>').format(said))
        parts += [Markup('<p class="bot">{}</p>').format(text) for text in reply.texts]
        if reply.services:
            parts.append(Markup("<small>{}</small>").format(", ".join(reply.services)))
        parts += [Markup('<p class="why">{}</p>').format(fact) for fact in why.get(number, ())]
        parts.append(Markup("</div>"))
    return Markup("").join(parts)
