"""Stock Rasa over the same subject: `rasa init`'s default pipeline and policies, our domain, some of our lines.

Every intent has the same number of lines, the first ones of its file; more would take hours to train and be
no slower to serve. Our own actions are left out, so stock Rasa needs no second process: a favor to it.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from bot.content import Content, load_content
from bot.content.digest import digest_of
from bot.content.load import ROOT, read_yaml

LINES_EACH = 5
_STORIES, _TURNS, _SEED = 40, 5, 20261121
_EPOCHS = 10  # a tenth of the default: training takes a tenth of the time, a turn takes the same
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": _EPOCHS, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "ResponseSelector", "epochs": _EPOCHS, "constrain_similarities": True},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
_POLICIES: list[dict[str, Any]] = [
    {"name": "MemoizationPolicy"},
    {"name": "RulePolicy"},
    {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": _EPOCHS},
    {"name": "TEDPolicy", "max_history": 5, "epochs": _EPOCHS, "constrain_similarities": True},
]


def lines_of(path: Path) -> dict[str, list[str]]:
    """intent -> the first lines written for it."""
    return {
        entry["intent"]: [line[2:] for line in entry["examples"].splitlines() if line.startswith("- ")][:LINES_EACH]
        for entry in read_yaml(path)["nlu"]
        if "intent" in entry
    }


def _sample() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for intent, lines in lines_of(path).items():
            found[intent] = (found.get(intent, []) + lines)[:LINES_EACH]
    return {intent.partition("/")[0]: lines for intent, lines in found.items() if len(lines) > 1}


def _answer_to(intent: str, content: Content) -> str:
    return next((name for name in content.responses if name.startswith(f"utter_{intent}")), "utter_opening")


def _rule(intent: str, answer: str) -> dict[str, Any]:
    return {"rule": intent, "steps": [{"intent": intent}, {"action": answer}]}


def _story(number: int, answers: dict[str, str], chance: random.Random) -> dict[str, Any]:
    intents = chance.sample(sorted(answers), _TURNS)
    steps = [step for intent in intents for step in ({"intent": intent}, {"action": answers[intent]})]
    return {"story": str(number), "steps": steps}


def files() -> dict[str, Any]:
    """name -> content of each file of the project."""
    content, lines = load_content(), _sample()
    answers = {intent: _answer_to(intent, content) for intent in lines}
    domain = read_yaml(ROOT / "domain.yml")
    domain.pop("actions", None)
    domain["intents"] = sorted({*lines, *(i for i in domain["intents"] if isinstance(i, str))})
    domain["responses"] = {name: [{"text": r.text("en")}] for name, r in content.responses.items()}
    chance = random.Random(_SEED)
    examples = [{"intent": i, "examples": "".join(f"- {line}\n" for line in found)} for i, found in lines.items()]
    return {
        "config.yml": {
            "recipe": "default.v1", "assistant_id": "stock", "language": "en",
            "pipeline": PIPELINE, "policies": _POLICIES,
        },
        "domain.yml": domain,
        "credentials.yml": {"rest": {}},
        "endpoints.yml": {"tracker_store": {"type": "in_memory"}},
        "data/nlu.yml": {"version": "3.1", "nlu": examples},
        "data/rules.yml": {"version": "3.1", "rules": [_rule(i, a) for i, a in answers.items()]},
        "data/stories.yml": {"version": "3.1", "stories": [_story(n, answers, chance) for n in range(_STORIES)]},
    }  # fmt: skip


def write_project(folder: Path) -> Path:
    """Writes the project; its folder, named after what it was made from."""
    project = folder / digest_of(("domain.yml", "data", "bot/bench/stock.py"))[:12]
    for name, content in files().items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return project


def train(project: Path) -> Path:
    """The trained model of the project, trained once.

    Raises:
        subprocess.CalledProcessError: when Rasa could not train it.
    """
    model = project / "model.tar.gz"
    if not model.exists():
        command = [
            sys.executable, "-m", "rasa", "train", "--domain", "domain.yml", "--data", "data", "--config",
            "config.yml", "--out", ".", "--fixed-model-name", "model", "--quiet",
        ]  # fmt: skip
        subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return model
