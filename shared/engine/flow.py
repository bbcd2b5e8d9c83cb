"""A flow as it runs: loaded, checked in shape and compiled once; immutable, so it may be cached for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from shared.engine.commands import CommandTable
from shared.engine.compiler import Compiler, Notebook
from shared.engine.definition import LeadKanban, Outline, Policy
from shared.engine.limits import MAX_STEPS
from shared.engine.localised_lead import LeadLines, compile_lead_lines
from shared.engine.node import Node, Visit
from shared.engine.nodes.base import NodeModel
from shared.engine.nodes.registry import read_node
from shared.engine.problems import FlowInvalid, Problem
from shared.engine.proof.graph import graph_of, longest, loops
from shared.engine.sentences import DEFAULT_LOCALE
from shared.engine.shape import path_of, read_shape
from shared.engine.suggesting import did_you_mean, quoted, sentence_of
from shared.engine.triggers import TriggerTable
from shared.engine.variables import names_of


@dataclass(frozen=True, slots=True)
class Flow:
    """key: the author's name of the flow. version: the published number, 0 for a draft. human_node: where people take over.

    longest_run: nodes that one answer may pass at most, MAX_STEPS where that is not known. entered: prepared lines of the trace. session_length, most_messages, message_budget: of the
    policy, at hand for every turn. only_locale: set where the flow speaks one language.
    """

    key: str | None
    version: int
    start: str
    nodes: Mapping[str, Node]
    policy: Policy
    kanban: LeadKanban | None
    locales: tuple[str, ...]
    default_locale: str
    only_locale: str | None
    variables: Mapping[str, str]
    defaults: Mapping[str, Any]
    commands: CommandTable
    triggers: TriggerTable
    human_node: str | None
    lead_lines: LeadLines | None
    has_lead_node: bool
    entered: Mapping[str, Visit]
    longest_run: int
    session_length: timedelta
    most_messages: int
    message_budget: int | None
    steps_before_fallback: int = MAX_STEPS - 5  # a flow that used its steps up does not get more of them

    @property
    def first_stage(self) -> str | None:
        return self.kanban.stages[0].id if self.kanban is not None and self.kanban.stages else None

    @property
    def version_label(self) -> str:
        return f"v{self.version}" if self.version else "draft"

    def locale_of(self, variables: Mapping[str, Any], host: Mapping[str, Any]) -> str:
        """The contact's language where the flow speaks it (variable `locale`), else the flow's, else the tenant's."""
        chosen = variables.get("locale")
        if isinstance(chosen, str) and (not self.locales or chosen in self.locales):
            return chosen
        if self.locales:
            return self.default_locale
        tenant = host.get("tenant")
        given = tenant.get("locale") if isinstance(tenant, dict) else None
        return given if isinstance(given, str) and given else self.default_locale


@dataclass(frozen=True, slots=True)
class Parsed:
    """A definition whose every part is well formed by itself."""

    outline: Outline
    nodes: tuple[NodeModel, ...]


def load_flow(definition: Mapping[str, Any], *, version: int = 0) -> Flow:
    """Parse, check the shape, compile. version: the published number, carried by reply ids.

    Raises FlowInvalid with every problem found. What only matters for going live (missing targets, loops, …) is
    `validate`'s affair: a draft with such a fault loads, and the turn that meets it goes to a person.
    """
    parsed, problems = parse_definition(definition)
    if parsed is None:
        raise FlowInvalid(problems)
    flow, notebook = compile_flow(parsed, version=version)
    errors = [problem for problem in (*problems, *notebook.problems) if problem.severity == "error"]
    if errors:
        raise FlowInvalid(errors)
    return flow


def parse_definition(definition: Mapping[str, Any]) -> tuple[Parsed | None, list[Problem]]:
    """Read the models; None where a part cannot be read, with all that is wrong."""
    problems = read_shape(definition)
    if problems:
        return None, problems
    outline: Outline | None = None
    try:
        outline = Outline.model_validate(definition)
    except ValidationError as error:
        problems.extend(_shape_problem(found) for found in error.errors(include_url=False))
    nodes: list[NodeModel] = []
    given = definition.get("nodes")
    for index, node in enumerate(given if isinstance(given, list) else []):
        read = read_node(node, f"nodes[{index}]")
        if isinstance(read, NodeModel):
            nodes.append(read)
        else:
            problems.extend(read)
    problems.extend(_duplicates(nodes))
    if outline is not None and not problems and outline.start not in {node.id for node in nodes}:
        meant = did_you_mean(outline.start, [node.id for node in nodes])
        message = f"The start, {quoted(outline.start)}, is not one of the nodes.{meant}"
        problems.append(Problem("error", "start_missing", outline.start, "start", message))
    if outline is None or problems:
        return None, problems
    return Parsed(outline, tuple(nodes)), []


def _duplicates(nodes: list[NodeModel]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for index, node in enumerate(nodes):
        if node.id in seen:
            message = "Another node has this id."
            problems.append(Problem("error", "duplicate_id", node.id, f"nodes[{index}].id", message))
        seen.add(node.id)
    return problems


def _shape_problem(found: Any) -> Problem:
    code = "unknown_key" if found["type"] == "extra_forbidden" else "shape_invalid"
    names = [*(field.alias or name for name, field in Outline.model_fields.items()), "nodes"]
    return Problem("error", code, None, path_of(found["loc"]), sentence_of(found, names))


def compile_flow(parsed: Parsed, *, version: int = 0) -> tuple[Flow, Notebook]:
    """Compile a parsed definition; what is broken inside is noted in the notebook."""
    outline = parsed.outline
    locales = outline.locales
    default = locales.default if locales is not None else DEFAULT_LOCALE
    names = names_of(outline, parsed.nodes, default)
    notebook = Notebook()
    nodes: dict[str, Node] = {}
    for index, model in enumerate(parsed.nodes):
        compiler = Compiler(notebook, names, default, model.id, f"nodes[{index}]")
        nodes[model.id] = model.build(compiler)
    compiler = Compiler(notebook, names, default)
    spoken = tuple(dict.fromkeys([default, *locales.spoken])) if locales is not None else ()
    flow = Flow(
        key=outline.key,
        version=version,
        start=outline.start,
        nodes=nodes,
        policy=outline.policy,
        kanban=outline.lead_kanban,
        locales=spoken,
        default_locale=default,
        only_locale=default if len(spoken) == 1 else None,
        variables=dict(names.types),
        defaults={one.name: one.default for one in outline.variables if one.default is not None},
        commands=CommandTable.of(outline.commands, compiler),
        triggers=TriggerTable.of(outline.triggers, compiler),
        human_node=_human_node(outline, parsed.nodes),
        lead_lines=compile_lead_lines(outline.lead_summary, compiler),
        has_lead_node=any(model.type == "lead" for model in parsed.nodes),
        entered={model.id: Visit(model.id, "entered") for model in parsed.nodes},
        session_length=timedelta(hours=outline.policy.session_ttl_h),
        most_messages=outline.policy.max_messages_per_turn,
        message_budget=outline.policy.budget.messages,
        longest_run=_longest_run(outline, parsed.nodes, notebook),
    )
    return flow, notebook


def _longest_run(outline: Outline, nodes: tuple[NodeModel, ...], notebook: Notebook) -> int:
    """How many nodes one way may pass at most: what a burst of messages has to leave room for."""
    graph = graph_of(nodes, notebook.exits, outline.start, _human_node(outline, nodes))
    if any(node.type == "call" for node in nodes) or loops(graph):
        return MAX_STEPS
    return max(longest(graph, lambda _node: 1).values(), default=1)


def _human_node(outline: Outline, nodes: tuple[NodeModel, ...]) -> str | None:
    """The target of the command for a human, else the first hand-over of the flow."""
    ids = {node.id for node in nodes}
    for command in outline.commands:
        if command.action == "human" and command.to in ids:
            return command.to
    return next((node.id for node in nodes if node.type == "handoff"), None)
