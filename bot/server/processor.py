"""Rasa's processor for one model that this project trained: the same turn, without what is for any bot.

Some things fall away (docs/performance.md has what each cost). The domain is read from the model's own JSON, which
Rasa reads anyway, and not a second and a third time from YAML against a schema. The steps of the graph run one
after the other, without the scheduler of a data-processing library in between. No event is copied for a line of
debugging. And a model with a rule that looks further back than a conversation remembers is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Optional

import rasa.core.processor
from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema, SchemaNode
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from rasa.utils.endpoints import EndpointConfig

from bot.content import load_content
from bot.server.live_tracker import KEPT_STATES
from bot.server.said import ByName


class RuleTooLong(ValueError):
    """A rule looks further back than a conversation's tracker remembers."""


class StraightRunner(GraphRunner):
    """Runs the steps of a graph in order."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self.nodes = nodes
        self._plans: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[list[GraphNodeHook]] = None,
    ) -> StraightRunner:
        """A runner with every step loaded."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: Optional[dict[str, Any]] = None, targets: Optional[list[str]] = None) -> dict[str, Any]:
        """The output of each target, by its name."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = _in_order(self._schema, wanted)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._plans[wanted]:
            done[name] = self.nodes[name](*(done[need] for need in self._schema.nodes[name].needs.values()))
        return {name: done[name][1] for name in wanted}


def _in_order(schema: GraphSchema, targets: tuple[str, ...]) -> list[str]:
    """The steps that the targets need, each after those it needs itself."""
    order: dict[str, None] = {}

    def add(name: str) -> None:
        if name in schema.nodes and name not in order:
            for need in schema.nodes[name].needs.values():
                add(need)
            order[name] = None

    for target in targets:
        add(target)
    return list(order)


def _knowing(domain: Domain, schema: GraphSchema) -> GraphSchema:
    """The graph with a domain provider that has its domain already."""

    class KnownDomain(DomainProvider):
        @classmethod
        def load(
            cls,
            config: dict[str, Any],
            model_storage: ModelStorage,
            resource: Resource,
            execution_context: ExecutionContext,
            **kwargs: Any,
        ) -> KnownDomain:
            return cls(model_storage, resource, domain)

    def known(node: SchemaNode) -> SchemaNode:
        return dataclasses.replace(node, uses=KnownDomain) if node.uses is DomainProvider else node

    return GraphSchema({name: known(node) for name, node in schema.nodes.items()})


class OwnProcessor(MessageProcessor):
    """Rasa's processor over a `StraightRunner`."""

    @staticmethod
    def _load_model(model_path: Any) -> tuple[str, ModelMetadata, GraphRunner]:
        model = Path(model_path)
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model)
            schema = _knowing(metadata.domain, metadata.predict_schema)
            context = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
            runner = StraightRunner.create(schema, storage, context)
        _check_rules(node._component for node in runner.nodes.values())
        return model.name, metadata, runner

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Nothing: it makes a whole domain to see whether ours is empty, to warn of an act that no rule answers."""


def _check_rules(components: Iterable[Any]) -> None:
    for policy in components:
        for key in policy.lookup[RULES] if isinstance(policy, RulePolicy) else ():
            if len(policy._rule_key_to_state(key)) > KEPT_STATES:
                raise RuleTooLong(f"config.yml: a rule has more than {KEPT_STATES} steps. Shorten it.")


def load_agent(model: Path, actions: EndpointConfig) -> Agent:
    """The agent of a trained model, with these actions and a lock for each conversation.

    Raises:
        RuleTooLong: when a rule looks too far back.
    """
    # Rasa copies the events of each step for lines of debugging, and nothing else here.
    rasa.core.processor.copy = SimpleNamespace(deepcopy=lambda thing: thing)
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))  # or all kinds of events are listed for each one
    agent = Agent(lock_store=InMemoryLockStore(), action_endpoint=actions)
    agent.nlg = ByName(load_content().responses)
    agent.processor = OwnProcessor(model, agent.tracker_store, agent.lock_store, agent.nlg, actions)
    agent.domain = agent.tracker_store.domain = agent.processor.domain
    return agent
