"""Generated sections of a document: what stands between `<!-- name -->` and `<!-- /name -->`."""

from __future__ import annotations

from pathlib import Path


def replace_section(document: Path, name: str, text: str) -> None:
    """Puts `text` between the markers of `name`.

    Raises:
        ValueError: when the document has no such section.
    """
    head, opening, rest = document.read_text(encoding="utf-8").partition(f"<!-- {name} -->")
    _, closing, tail = rest.partition(f"<!-- /{name} -->")
    if not opening or not closing:
        raise ValueError(
            f"{document}: {name}: has no such section. Write <!-- {name} --> and <!-- /{name} --> into it."
        )
    document.write_text(f"{head}{opening}\n{text}\n{closing}{tail}", encoding="utf-8")
