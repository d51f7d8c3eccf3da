"""The directory by need (data/directory.yml)."""

from __future__ import annotations

from functools import lru_cache

from bot.content.load import ROOT, Content, read_yaml
from bot.content.schema import Entry, Problem

PATH = "data/directory.yml"


class Need(Entry):
    """What someone may look for, and the services that fit, the first one first."""

    meaning: str
    services: tuple[str, ...]


@lru_cache(maxsize=1)
def load_needs() -> dict[str, Need]:
    """need -> what it means and who fits."""
    return {name: Need.parse_obj(raw) for name, raw in read_yaml(ROOT / PATH)["needs"].items()}


def ids_for(content: Content, need: str, state: str = "") -> list[str]:
    """The services of a need, families replaced by the line of the state, or by what stands for it.

    Raises:
        KeyError: for a need that data/directory.yml does not have.
    """
    found: list[str] = []
    for service in load_needs()[need].services:
        family = content.routing.stands_for.get(service)
        if family is None:
            found.append(service)
            continue
        own = [s for s in content.services if s == f"{family.prefixes[0]}{state.lower()}"] if state else []
        found.extend(own or family.otherwise)
    return list(dict.fromkeys(found))


def check(content: Content) -> list[Problem]:
    """Every need names services there are, and the chat has a text that shows those of them it may show."""
    problems = []
    for name, need in load_needs().items():
        unknown = [s for s in need.services if s not in content.services and s not in content.routing.stands_for]
        problems += [
            Problem(PATH, name, f"names {s}, which is in no file of data/facts.", "Mend the id.") for s in unknown
        ]
        answer = content.responses.get(f"utter_directory_{name}")
        if answer is None:
            problems.append(Problem(PATH, name, f"has no text utter_directory_{name}.", "Write it."))
        elif not set(answer.services) & set(ids_for(content, name)):
            problems.append(Problem(PATH, name, "shows none of its services in the chat.", "List one under the text."))
    return problems
