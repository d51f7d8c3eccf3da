"""Reads the files under data/ into frozen objects, collecting every problem on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.content.places import texts_for_places
from bot.content.schema import (
    FollowUp,
    FollowUps,
    Language,
    Problem,
    Response,
    ResponseFile,
    Routing,
    Service,
    Situation,
    Tap,
    Taps,
)

FOLLOW_UP = "follow_up/"  # what the names of follow-ups begin with among the lines
ROOT = Path(__file__).resolve().parents[2]
M = TypeVar("M", bound=BaseModel)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Content:
    """Everything the bot may say and everyone it may name.

    `where` maps a response, service or situation to the file that holds it, so that a problem
    can name it.
    """

    services: dict[str, Service]
    routing: Routing
    responses: dict[str, Response]
    follow_ups: dict[str, FollowUp]
    where: dict[str, str]
    problems: tuple[Problem, ...] = field(default=())
    languages: dict[str, Language] = field(default_factory=dict)
    taps: tuple[Tap, ...] = ()

    @cached_property
    def likes(self) -> dict[str, str]:
        """Follow-up -> the situation it counts as in a first message."""
        return {name: entry.like for name, entry in self.follow_ups.items() if entry.like}

    @cached_property
    def situations(self) -> dict[str, Situation]:
        return self.routing.situations


def read_yaml(path: Path) -> Any:
    """The parsed file.

    Raises:
        ValueError: when the file is no YAML, naming the path and the line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: is no YAML: {str(error).splitlines()[-1].strip()}") from error


def _validated(model: type[M], raw: Any, path: str, item: str, problems: list[Problem]) -> M | None:
    """The entry as `model`, or None with a problem for each field that is wrong."""
    try:
        return model.parse_obj(raw)
    except ValidationError as error:
        for e in error.errors():
            at = ".".join(str(part) for part in e["loc"])
            problems.append(Problem(path, f"{item}.{at}", f"{e['msg']}.", "Mend this key."))
        return None


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    """(path from the root, parsed content) of each YAML file in `folder`, in name order."""
    for path in sorted(folder.glob("*.yml")):
        name = str(path.relative_to(folder.parents[1]))
        try:
            yield name, read_yaml(path)
        except ValueError as error:
            problems.append(Problem(name, "file", f"{error}.", "Mend the YAML."))


def _add(into: dict[str, M], where: dict[str, str], key: str, value: M, path: str, problems: list[Problem]) -> None:
    if key in into:
        problems.append(Problem(path, key, f"is already in {where[key]}.", "Keep one of them."))
    into[key], where[key] = value, path


def _load_services(root: Path, where: dict[str, str], problems: list[Problem]) -> dict[str, Service]:
    services: dict[str, Service] = {}
    for path, raw in _files(root / "data/facts", problems):
        for index, entry in enumerate((raw or {}).get("services", [])):
            item = str(entry.get("id", f"entry {index + 1}"))
            service = _validated(Service, entry, path, item, problems)
            if service:
                _add(services, where, service.id, service, path, problems)
    return services


def _load_responses(root: Path, where: dict[str, str], problems: list[Problem]) -> dict[str, Response]:
    responses: dict[str, Response] = {}
    for path, raw in _files(root / "data/responses", problems):
        file = _validated(ResponseFile, raw, path, "file", problems)
        if not file:
            continue
        shared = {k: getattr(file, k) for k in ("reviewed_by", "reviewed_on", "audience")}
        for name, response in file.texts.items():
            unset = {k: v for k, v in shared.items() if k not in response.__fields_set__}
            _add(responses, where, name, response.copy(update=unset), path, problems)
    return responses


def _load_languages(root: Path, problems: list[Problem]) -> dict[str, Language]:
    """Language code -> what we can say in it, besides English and Spanish."""
    found = (
        (Path(path).stem, _validated(Language, raw, path, "file", problems))
        for path, raw in _files(root / "data/languages", problems)
    )
    return {code: language for code, language in found if language}


def _load_table(root: Path, path: str, model: type[M], problems: list[Problem]) -> M | None:
    """The one table that the file at `path` is."""
    try:
        raw = read_yaml(root / path)
    except (OSError, ValueError) as error:
        problems.append(Problem(path, "file", f"{error}.", "Restore the table."))
        return None
    return _validated(model, raw, path, "file", problems)


def _load_routing(root: Path, where: dict[str, str], problems: list[Problem]) -> Routing:
    path = "data/routing.yml"
    routing = _load_table(root, path, Routing, problems) or Routing(
        situations={}, stands_for={}, us_only=(), urgent_abroad=()
    )
    where.update(dict.fromkeys(routing.situations, path))
    return routing


def _load_follow_ups(root: Path, where: dict[str, str], problems: list[Problem]) -> dict[str, FollowUp]:
    path = "data/follow_ups.yml"
    table = _load_table(root, path, FollowUps, problems)
    found = {name: _with_lists(entry, table.lists) for name, entry in table.follow_ups.items()} if table else {}
    where.update({f"{FOLLOW_UP}{name}": path for name in found})
    return found


def _load_taps(root: Path, problems: list[Problem]) -> tuple[Tap, ...]:
    table = _load_table(root, "data/taps.yml", Taps, problems)
    return table.taps if table else ()


def _with_lists(entry: FollowUp, lists: Mapping[str, Sequence[str]]) -> FollowUp:
    """The entry with the words of each list where its patterns name one."""

    def spelled(pattern: str) -> str:
        return re.sub(r"<(\w+)>", lambda m: "|".join(lists[m.group(1)]), pattern)

    return entry.copy(update={"phrases": tuple(map(spelled, entry.phrases)), "words": tuple(map(spelled, entry.words))})


def load(root: Path = ROOT) -> Content:
    """All content under `root`/data, with the problems found while reading it."""
    problems: list[Problem] = []
    where: dict[str, str] = {}
    routing = _load_routing(root, where, problems)
    services = _load_services(root, where, problems)
    responses = _load_responses(root, where, problems)
    local = texts_for_places(responses, services, routing.urgent_abroad)
    where.update(dict.fromkeys(local, "data/responses/places.yml"))
    responses.update(local)
    follow_ups = _load_follow_ups(root, where, problems)
    languages = _load_languages(root, problems)
    taps = _load_taps(root, problems)
    return Content(services, routing, responses, follow_ups, where, tuple(problems), languages, taps)


@lru_cache(maxsize=1)
def load_content() -> Content:
    """The project's own content, read once.

    Raises:
        ValueError: when a file is broken: a service with half its facts must not start.
    """
    content = load()
    if content.problems:
        raise ValueError("\n".join(str(p) for p in content.problems))
    return content


Check = Callable[[Content], list[Problem]]
