"""The directory as a table or as JSON: who may be shown, with the date and source of each fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.content.checks.lines import read_lines
from bot.content.directory import in_region, regions_of, ways
from bot.content.load import load_content
from bot.content.needs import ids_for
from bot.content.schema import Service


def as_rows(state: str = "", country: str = "", need: str = "") -> list[dict[str, Any]]:
    """One row a service that may be shown, US-wide and worldwide ones first; for a need, in its order.

    Args:
        state: two letters of a US state whose own lines are added.
        country: two letters; another country's services instead of those of the US.
        need: an id of data/directory.yml; only its services.
    """
    content = load_content()
    found = in_region(content, state, country)
    wanted = ids_for(content, need, state) if need else []
    if need:
        found = [s for s in found if s.id in wanted]
    ordered = sorted(found, key=lambda s: (len(s.region) > 2 and s.region != "GLOBAL", s.region != "US"))
    return [_row(s) for s in (sorted(found, key=lambda s: wanted.index(s.id)) if need else ordered)]


def _row(service: Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "region": service.region,
        "ways": ways(service),
        "purpose": service.purpose,
        "caveat": (service.ship == "ok_with_caveat" and list(service.limits)) or [],
        "confidence": service.confidence,
        "source_date": service.source_date,
        "sources": list(service.sources),
        "compiled_on": str(service.compiled_on),
        "verified_on": str(service.verified_on) if service.verified_on else None,
    }


def unverified(state: str = "", country: str = "", need: str = "") -> list[Service]:
    """The services of the same place and need that the chat never shows: somebody has to check them first."""
    content = load_content()
    wanted = ids_for(content, need, state) if need else list(content.services)
    regions = regions_of(state, country)
    return [s for s in content.services.values() if s.id in wanted and s.region in regions and not s.may_be_shown]


def print_table(rows: Sequence[dict[str, Any]], unchecked: Sequence[Service] = ()) -> None:
    """Prints the rows for a reader at a terminal, and what may not be given out yet below them."""
    console = Console()
    table = Table("service", "ways", "region", "source read", "dialed", expand=True)
    for row in rows:
        reach = "\n".join(w["label"] for w in row["ways"])
        notes = "".join(f"\n[dim]{escape(c)}[/dim]" for c in row["caveat"])
        table.add_row(
            f"[bold]{escape(row['name'])}[/bold]\n{row['id']}{notes}",
            reach,
            row["region"],
            f"{row['source_date']}\n{row['sources'][0] if row['sources'] else ''}",
            row["verified_on"] or "nobody yet",
        )
    console.print(table)
    console.print(
        f"{len(rows)} services. Compiled {rows[0]['compiled_on']}; nobody has dialed them yet."
        if rows
        else "No service here may be shown yet. findahelpline.com lists lines by country."
    )
    if unchecked:
        console.print(_unchecked_table(unchecked))
        console.print(
            f"{len(unchecked)} more are known and unverified. The chat shows none of them; check one, then date it."
        )


def _unchecked_table(unchecked: Sequence[Service]) -> Table:
    table = Table("not given out yet", "printed contact", "why", expand=True)
    for service in unchecked:
        printed = "\n".join(c.value for c in service.channels)
        why = f"{service.ship.replace('_', ' ')}, confidence {service.confidence}, source {service.source_date}"
        table.add_row(f"{escape(service.name)}\n[dim]{service.id}[/dim]", printed, escape(why))
    return table


def lines_table() -> str:
    """How many written lines there are, by group and language, as a table for a document."""
    groups = {name: s.group for name, s in load_content().situations.items()}
    counts: Counter[tuple[str, str]] = Counter()
    for line in read_lines():
        counts[groups.get(line.situation, "follow_ups"), "Spanish" if "/es/" in line.path else "English"] += 1
    names = dict.fromkeys([*groups.values(), "follow_ups"])
    rows = [f"| {g.replace('_', ' ')} | {counts[g, 'English']} | {counts[g, 'Spanish']} |" for g in names]
    total = [sum(counts[g, lang] for g in names) for lang in ("English", "Spanish")]
    return "\n".join(["| group | English | Spanish |", "|---|---|---|", *rows, f"| all | {total[0]} | {total[1]} |"])


def languages_table() -> str:
    """The languages a card is written in, as a table for a document."""
    rows = [
        f"| `{code}` | {language.name} | {language.english} | {language.reviewed_by} |"
        for code, language in load_content().languages.items()
    ]
    return "\n".join(["| code | language | asked for as | reviewed by |", "|---|---|---|---|", *rows])
