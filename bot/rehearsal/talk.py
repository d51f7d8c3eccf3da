"""`handrail talk`: a conversation in the terminal, through the real door."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bot.rehearsal.client import DoorClient
from bot.rehearsal.dialogue import Reply
from bot.rehearsal.play import running_service


def _print(console: Console, reply: Reply) -> None:
    for text in reply.texts:
        console.print(text, style="green", markup=False)
    if reply.services:
        console.print(f"  services: {', '.join(reply.services)}", style="dim", markup=False)
    for number, (_, title) in enumerate(reply.buttons, 1):
        console.print(f"  [{number}] {title}", style="cyan", markup=False)


def talk(model: Path) -> None:
    """Reads lines until the conversation or the input ends; a bare number chooses a button."""
    console = Console(highlight=False)
    console.print("Starting the service ...", style="dim")
    with running_service(model) as address:
        client = DoorClient(address)
        last = client.opening
        _print(console, last)
        while not last.ended:
            try:
                line = console.input("> ").strip()
            except (EOFError, KeyboardInterrupt):
                break
            if line.isdigit() and 1 <= int(line) <= len(last.buttons):
                last = client.choose(last.buttons[int(line) - 1][0])
            elif line:
                last = client.say(line)
            _print(console, last)
