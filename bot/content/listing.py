"""The directory as a table or as JSON: who may be shown, with the date and source of each fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.content.checks.lines import read_lines
from bot.content.directory import in_region, ways
from bot.content.load import load_content


def as_rows(state: str = "", country: str = "") -> list[dict[str, Any]]:
    """One row a service that may be shown, US-wide and worldwide ones first.

    Args:
        state: two letters of a US state whose own lines are added.
        country: two letters; another country's services instead of those of the US.
    """
    found = in_region(load_content(), state, country)
    return [
        {
            "id": s.id,
            "name": s.name,
            "region": s.region,
            "ways": ways(s),
            "purpose": s.purpose,
            "caveat": (s.ship == "ok_with_caveat" and list(s.limits)) or [],
            "confidence": s.confidence,
            "source_date": s.source_date,
            "sources": list(s.sources),
            "compiled_on": str(s.compiled_on),
            "verified_on": str(s.verified_on) if s.verified_on else None,
        }
        for s in sorted(found, key=lambda s: (len(s.region) > 2 and s.region != "GLOBAL", s.region != "US"))
    ]


def print_table(rows: Sequence[dict[str, Any]]) -> None:
    """Prints the rows for a reader at a terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table("service", "ways", "region", "source read", "dialed", expand=True)
    for row in rows:
        reach = "\n".join(w["label"] for w in row["ways"])
        table.add_row(
            f"[bold]{row['name']}[/bold]\n{row['id']}",
            reach,
            row["region"],
            f"{row['source_date']}\n{row['sources'][0] if row['sources'] else ''}",
            row["verified_on"] or "nobody yet",
        )
    console = Console()
    console.print(table)
    console.print(
        f"{len(rows)} services. Compiled {rows[0]['compiled_on']}; nobody has dialed them yet."
        if rows
        else "No service here may be shown yet. findahelpline.com lists lines by country."
    )


def lines_table() -> str:
    """How many written lines there are, by group and language, as a table for a document."""
    groups = {name: s.group for name, s in load_content().situations.items()}
    counts: Counter[tuple[str, str]] = Counter()
    for line in read_lines():
        counts[groups[line.situation], "Spanish" if "/es/" in line.path else "English"] += 1
    names = dict.fromkeys(groups.values())
    rows = [f"| {g.replace('_', ' ')} | {counts[g, 'English']} | {counts[g, 'Spanish']} |" for g in names]
    total = [sum(counts[g, lang] for g in names) for lang in ("English", "Spanish")]
    return "\n".join(["| group | English | Spanish |", "|---|---|---|", *rows, f"| all | {total[0]} | {total[1]} |"])
