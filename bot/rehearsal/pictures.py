"""Pictures of how messages were recognized, as SVG that needs no script, no font and no style sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

URGENT = ("emergency", "crisis")
_ORDER = ("emergency", "crisis", "urgent", "support", "question", "chat")
_INK, _SOFT, _LINE, _RIGHT, _WRONG = "#1d2a2c", "#4a5a5c", "#d9d2c3", "#1f6b5c", "#9a3412"
_FONT = "system-ui, sans-serif"
_CELL, _HEAD, _LEFT = 34, 150, 190


def picture(width: float, height: float, title: str, description: str) -> Element:
    """An empty picture with the words that a screen reader says for it."""
    svg = Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}",
        height=f"{height:g}", role="img",
    )  # fmt: skip
    svg.set("font-family", _FONT)
    SubElement(svg, "title").text = title
    SubElement(svg, "desc").text = description
    SubElement(svg, "rect", width=f"{width:g}", height=f"{height:g}", fill="#fffdf8")
    return svg


def write(parent: Element, x: float, y: float, words: str, size: int = 12, fill: str = _INK, **more: str) -> Element:
    """A line of text; attribute names take `_` for `-`."""
    attributes = {k.replace("_", "-"): v for k, v in more.items()}
    line = SubElement(
        parent, "text", {"x": f"{x:g}", "y": f"{y:g}", "font-size": str(size), "fill": fill, **attributes}
    )
    line.text = words
    return line


def box(parent: Element, x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> Element:
    """A rounded box."""
    place = {"x": x, "y": y, "width": width, "height": height, "rx": 6.0}
    return SubElement(parent, "rect", {**{k: f"{v:g}" for k, v in place.items()}, "fill": fill, "stroke": stroke})


def as_text(svg: Element) -> str:
    return tostring(svg, encoding="unicode")


def confusion(rows: Sequence[dict[str, Any]]) -> str:
    """What was expected against what was acted on, with counts; only situations that were confused at all.

    Args:
        rows: each with `wanted`, `situation` and `met`.
    """
    judged = [r for r in rows if r.get("wanted")]
    pairs = Counter((r["wanted"], r["wanted"] if r["met"] else r["situation"]) for r in judged)
    mixed = {w for (w, g) in pairs if w != g}
    down = sorted(mixed)
    across = sorted({g for (w, g) in pairs if w in mixed and w != g})
    right = sum(n for (w, g), n in pairs.items() if w == g)
    title = f"{right} of {len(judged)} messages acted on as expected; {len(judged) - right} were not"
    width, height = max(_LEFT + _CELL * (len(across) + 1) + 90, 560), _HEAD + _CELL * len(down) + 30
    svg = picture(width, height if down else 60, "Confusion", title)
    write(svg, 10, 22, title, 14, font_weight="600")
    if down:
        write(svg, 10, 42, "Down: what was expected. Across: what the bot acted on.", 12, _SOFT)
        _grid(svg, down, across, pairs)
    return as_text(svg)


def _grid(svg: Element, down: Sequence[str], across: Sequence[str], pairs: Counter[tuple[str, str]]) -> None:
    for j, name in enumerate(("as expected", *across)):
        x = _LEFT + _CELL * j + _CELL / 2
        write(svg, x, _HEAD - 8, name, 11, transform=f"rotate(-40 {x:g} {_HEAD - 8})")
    for i, wanted in enumerate(down):
        y = _HEAD + _CELL * i
        write(svg, _LEFT - 8, y + 21, wanted, 12, text_anchor="end")
        for j, got in enumerate((wanted, *across)):
            count = pairs[wanted, got] if j == 0 or got != wanted else 0
            good = j == 0
            cell = box(svg, _LEFT + _CELL * j + 1, y + 1, _CELL - 2, _CELL - 2, "#fffdf8", _LINE)
            if count:
                cell.set("fill", _RIGHT if good else _WRONG)
                write(svg, _LEFT + _CELL * j + _CELL / 2, y + 22, str(count), 13, "#ffffff", text_anchor="middle")


def alarms(rows: Sequence[dict[str, Any]]) -> str:
    """Of each expected urgency, how many were answered as an emergency or crisis: right alarms and false ones."""
    judged = [r for r in rows if r.get("wanted_urgency")]
    false = sum(r["wanted_urgency"] not in URGENT and r["urgency"] in URGENT for r in judged)
    missed = sum(r["wanted_urgency"] in URGENT and r["urgency"] not in URGENT for r in judged)
    title = f"{false} false alarms and {missed} missed ones in {len(judged)} messages"
    present = [u for u in _ORDER if any(r["wanted_urgency"] == u for r in judged)]
    svg = picture(560, 70 + 40 * len(present), "False alarms", title)
    write(svg, 10, 22, title, 14, font_weight="600")
    write(svg, 10, 42, "Each bar: messages of that urgency. Dark: answered with an alarm.", 12, _SOFT)
    most = max((sum(r["wanted_urgency"] == u for r in judged) for u in present), default=1)
    for i, urgency in enumerate(present):
        _bar(svg, 60 + 40 * i, urgency, [r for r in judged if r["wanted_urgency"] == urgency], most)
    return as_text(svg)


def _bar(svg: Element, y: float, urgency: str, rows: Sequence[dict[str, Any]], most: int) -> None:
    alarmed = sum(r["urgency"] in URGENT for r in rows)
    scale = 280 / most
    write(svg, 90, y + 19, urgency, 13, text_anchor="end")
    box(svg, 100, y, max(len(rows) * scale, 2), 26, "#e8e2d4", _LINE)
    if alarmed:
        box(svg, 100, y, max(alarmed * scale, 2), 26, _RIGHT if urgency in URGENT else _WRONG)
    write(svg, 110 + len(rows) * scale, y + 18, f"{alarmed} of {len(rows)} alarmed", 12)
