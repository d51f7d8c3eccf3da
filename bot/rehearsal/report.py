"""The result of a rehearsal as one HTML page that prints well."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.rehearsal.play import Result

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1d2a2c}
h2{margin:1.6rem 0 .2rem;font-size:1.05rem}.pass{color:#1f6b45}.fail{color:#9a3412}
.you{margin:.5rem 0 0 3rem;padding:.3rem .7rem;background:#dcebe6;border-radius:.6rem}
.bot{margin:.2rem 3rem 0 0;padding:.3rem .7rem;border:1px solid #d9d2c3;border-radius:.6rem}
.why{margin:.2rem 0 0;color:#9a3412}small{color:#546466}@media print{h2{break-after:avoid}}"""


def _talk(result: Result) -> str:
    why: dict[int, list[str]] = {}
    for failure in result.failures:
        why.setdefault(failure.turn, []).append(failure.fact)
    parts = []
    for number, (step, reply) in enumerate(zip(result.dialogue.turns, result.replies), 1):
        parts.append(f'<p class="you">{escape(step.say if step.say is not None else step.choose[0])}</p>')
        parts += [f'<p class="bot">{escape(text)}</p>' for text in reply.texts]
        parts.append(f"<small>{escape(', '.join(reply.services))}</small>")
        parts += [f'<p class="why">{escape(fact)}</p>' for fact in why.get(number, [])]
    return "".join(parts)


def _section(result: Result) -> str:
    state = "fail" if result.failures else "pass"
    head = f"{escape(result.path.name)}: {escape(result.dialogue.title)}"
    return f'<section><h2><span class="{state}">{state}</span> {head}</h2>{_talk(result)}</section>'


def write_report(path: Path, results: Sequence[Result]) -> None:
    """Writes the page: failures first, each turn with what was said and what differed."""
    ordered = sorted(results, key=lambda r: not r.failures)
    passed = sum(not r.failures for r in results)
    body = "".join(_section(r) for r in ordered)
    path.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Rehearsal</title><style>{_STYLE}</style>'
        f"<h1>{passed} of {len(results)} dialogues pass</h1>{body}</html>",
        encoding="utf-8",
    )
