"""Scores answered messages against what was expected of them, group by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.content.load import Content


class Group(NamedTuple):
    """How one group of situations did: counts out of counts."""

    name: str
    messages: int
    exact: int
    named: int
    first: tuple[int, int]
    clean: int


def _is_exact(wanted: dict[str, Any], got: dict[str, Any]) -> bool:
    return got["situation"] in {wanted["situation"], *(wanted.get("also") or ())}


def _is_named(wanted: dict[str, Any], got: dict[str, Any]) -> bool:
    """True when the situation, or a fair other reading, is among all that was heard."""
    return bool({wanted["situation"], *(wanted.get("also") or ())} & {got["situation"], *got["also"]})


def _group(name: str, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Group:
    must = [(w, g) for w, g in pairs if w.get("must_first")]
    return Group(
        name,
        len(pairs),
        sum(_is_exact(w, g) for w, g in pairs),
        sum(_is_named(w, g) for w, g in pairs),
        (sum(bool(set(w["must_first"]) & set(g["services"])) for w, g in must), len(must)),
        sum(not set(w.get("must_not") or ()) & set(g["services"]) for w, g in pairs),
    )


def score(wanted: Sequence[dict[str, Any]], got: Sequence[dict[str, Any]], content: Content) -> list[Group]:
    """One row a group, and one for all.

    Args:
        wanted: lines with `situation`, and perhaps `also`, `must_first`, `must_not`.
        got: the answers of `handrail evaluate`, in the same order.
    """
    by_group: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for w, g in zip(wanted, got):
        by_group[content.situations[w["situation"]].group].append((w, g))
    rows = [_group(name, pairs) for name, pairs in by_group.items()]
    return [*rows, _group("all", [p for pairs in by_group.values() for p in pairs])]


def as_markdown(rows: Sequence[Group]) -> str:
    """The rows as a table for a document."""

    def share(n: int, of: int) -> str:
        return f"{n}/{of} ({100 * n / of:.1f}%)" if of else "-"

    head = "| group | messages | acts on the right situation | names it | a needed service first | no wrong service |"
    lines = [
        f"| {r.name.replace('_', ' ')} | {r.messages} | {share(r.exact, r.messages)} | {share(r.named, r.messages)} "
        f"| {share(*r.first)} | {share(r.clean, r.messages)} |"
        for r in rows
    ]
    return "\n".join([head, "|---|---|---|---|---|---|", *lines])
