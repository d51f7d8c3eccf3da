"""Runs every check of the content and collects all problems, path first."""

from __future__ import annotations

import datetime

from bot.content import coverage, needs
from bot.content.checks import alike, complete, contacts, follow_ups, lines, reading, shape, spoken, stories, words
from bot.content.load import Check, Content, load
from bot.content.schema import NOBODY_YET, Problem

STALE_AFTER = datetime.timedelta(days=90)
CHECKS: tuple[Check, ...] = tuple(
    m.check
    for m in (alike, complete, contacts, shape, words, reading, stories, lines, spoken, follow_ups, needs, coverage)
)


def stale(content: Content, today: datetime.date) -> list[str]:
    """Notes on facts nobody has looked at for 90 days. A date alone must not redden a change."""
    old = [
        s
        for s in content.services.values()
        if s.may_be_shown and today - (s.verified_on or s.compiled_on) > STALE_AFTER
    ]
    return [
        f"{content.where[s.id]}: {s.id}: last looked at {s.verified_on or s.compiled_on}. Call or open it, then date it."
        for s in old
    ]


def unreviewed(content: Content) -> list[str]:
    """A note on how many texts nobody with a clinical role has signed yet."""
    open_ = sum(r.reviewed_by == NOBODY_YET for r in content.responses.values())
    notes = [f"data/responses: {open_} of {len(content.responses)} texts are reviewed by nobody yet."] if open_ else []
    unsigned = [code for code, language in content.languages.items() if language.reviewed_by == NOBODY_YET]
    if unsigned:
        notes.append(f"data/languages: no speaker has reviewed {', '.join(unsigned)} yet.")
    return notes


def check_all() -> tuple[list[Problem], list[str]]:
    """All problems, sorted by path, and the notes that are no problems."""
    content = load()
    problems = list(content.problems)
    if not problems:
        problems = [p for check in CHECKS for p in check(content)]
    notes = [*stale(content, datetime.date.today()), *unreviewed(content)]
    return sorted(problems), notes
