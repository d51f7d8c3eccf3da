"""Stands in for packages that Rasa imports for others and this service never runs.

TensorFlow alone took half of the start and half of the memory (docs/performance.md), and no part of a turn
calls it. A stand-in can be imported, named in an annotation and inherited from; whatever calls one raises
`AbsentPackage`, so that a need for the real thing shows at once and never as a wrong answer. Training never
comes here with a component that is not ours, nor a model with one that is not known to do without.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Optional

from bot.content.load import ROOT, read_yaml

# Learning, then the other channels and the other stores that Rasa brings.
PACKAGES = frozenset(
    ("tensorflow", "keras", "aiogram", "slack_sdk", "twilio", "webexteamssdk", "boto3", "botocore", "pymongo")
)
_DO_WITHOUT = (
    "bot.",
    "rasa.graph_components.",
    "rasa.core.policies.ensemble.",
    "rasa.core.policies.rule_policy.",
    "rasa.nlu.classifiers.regex_message_handler.",
)


class AbsentPackage(RuntimeError):
    """Something was called that this process left out."""


class NoModel(ValueError):
    """A file that should be a trained model is none."""


class _StandIn(type):
    """A class named after what it stands for; so are all its attributes."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if "_stands_for" in cls.__dict__:
            raise AbsentPackage(f"{cls.__qualname__}: left out of this process (bot/server/absent.py).")
        return super().__call__(*args, **kwargs)

    def __getitem__(cls, _item: Any) -> Any:
        return cls


def _stand_in(name: str) -> Any:
    return _StandIn(name.rsplit(".", 1)[-1], (), {"__qualname__": name, "_stands_for": name})


class _AbsentModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers every import of an absent package, and of anything inside it."""

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, _module: ModuleType) -> None:
        """Nothing runs: an absent module is made when it is found."""


def components_of(model: Path) -> list[str]:
    """The class of each step that a trained model runs.

    Raises:
        NoModel: when the file is no model, or not all of one.
    """
    try:
        with tarfile.open(model) as archive:
            found = archive.extractfile(next(m for m in archive if m.name.strip("./") == "metadata.json"))
            nodes = json.load(found)["predict_schema"]["nodes"] if found else {}
        return [node["uses"] for node in nodes.values()]
    except (OSError, EOFError, tarfile.TarError, StopIteration, KeyError, ValueError):
        raise NoModel(f"{model}: is no trained model, or not all of one. Run: handrail train") from None


def does_without(model: Path) -> bool:
    """True when every step of the model is known to need none of the packages."""
    return all(name.startswith(_DO_WITHOUT) for name in components_of(model))


def leave_out(model: Path) -> bool:
    """Leaves the packages out of this process, if the model can do without and none is here already."""
    return does_without(model) and _left_out()


def leave_out_of_training() -> bool:
    """The same for a training, if every component of config.yml is ours."""
    raw = read_yaml(ROOT / "config.yml")
    return all(step["name"].startswith("bot.") for step in (*raw["pipeline"], *raw["policies"])) and _left_out()


def _left_out() -> bool:
    if PACKAGES & sys.modules.keys():
        return False
    sys.meta_path.insert(0, _Finder())
    return True
