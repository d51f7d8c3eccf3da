"""Every act the bot can give a message has a rule, and every rule says texts that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.content.load import ROOT, Content, read_yaml
from bot.content.schema import Problem


def read_rules() -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, rule) for every rule of data/stories."""
    for path in sorted((ROOT / "data/stories").glob("*.yml")):
        for rule in read_yaml(path)["rules"]:
            yield str(path.relative_to(ROOT)), rule


def check(content: Content) -> list[Problem]:
    domain = read_yaml(ROOT / "domain.yml")
    answered = set()
    problems = []
    for path, rule in read_rules():
        for step in rule["steps"]:
            answered.add(step.get("intent"))
            action = step.get("action", "")
            if action.startswith("utter_") and action not in content.responses:
                problems.append(
                    Problem(
                        path,
                        rule["rule"],
                        f"says {action}, which no file of data/responses holds.",
                        "Write the text, or mend the name.",
                    )
                )
    for intent in set(domain["intents"]) - answered - {"inform"}:
        problems.append(Problem("domain.yml", intent, "has no rule.", "Write one in data/stories."))
    for name in set(content.situations) - set(domain["intents"]):
        problems.append(Problem("domain.yml", name, "is missing.", "Add it to the intents."))
    return problems
