"""Targets that are missing, nodes that are never reached, loops that never wait, ways that lead nowhere."""

from collections.abc import Iterator
from dataclasses import replace

from shared.engine.compiler import Exit
from shared.engine.nodes.ask_consent import AskConsent
from shared.engine.nodes.asking import AskingModel
from shared.engine.nodes.base import NodeModel
from shared.engine.nodes.choice import Choice
from shared.engine.nodes.feedback import Feedback
from shared.engine.nodes.refine import Refine
from shared.engine.nodes.split import Split
from shared.engine.problems import Problem
from shared.engine.proof.graph import GAVE_UP, Graph, gives_up, loops, reachable
from shared.engine.suggesting import did_you_mean, quoted


def missing_targets(graph: Graph) -> Iterator[Problem]:
    for way in (*graph.entries, *(way for ways in graph.exits.values() for way in ways)):
        if way.to not in graph.models:
            message = f"There is no node {quoted(way.to)}.{did_you_mean(way.to, graph.models)}"
            yield Problem("error", "target_missing", way.node, way.path, message)


def endless_loops(graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    for members in loops(graph):
        shown = " → ".join(members[:6]) + (" …" if len(members) > 6 else "")
        message = f"These nodes can run round for ever without waiting for the contact: {shown}."
        yield Problem("error", "flow_cycle", members[0], paths[members[0]], message)


def unreachable_nodes(graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    known = reachable(graph)
    for node in graph.models:
        if node not in known:
            yield Problem("warning", "unreachable", node, paths[node], "No way leads to this node.")


def dead_ends(graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    """Nodes after which nothing may follow, though that is not what they are for."""
    for node, model in graph.models.items():
        ways = [way for way in graph.exits[node] if way.how not in {"retry", "silence", GAVE_UP, "rounds"}]
        if model.ends or any(way.always for way in ways):
            continue
        if not ways:
            message = (
                "Nothing follows: the question stays open." if model.waits else "Nothing follows: the flow ends here."
            )
            yield Problem("warning", "dead_end", node, paths[node], message)
        elif not _covers_everything(model):
            message = "When none of the conditions holds, nothing follows. Add a transition without a condition."
            yield Problem("warning", "dead_end", node, f"{paths[node]}.transitions", message)


def _covers_everything(model: NodeModel) -> bool:
    """Say whether every option of a question leads somewhere: by its own target, or by a plain condition on it."""
    if isinstance(model, Choice) and model.options and model.dynamic is None and not model.multi:
        wanted = {option.id: option.value for option in model.options if option.to is None}
    elif isinstance(model, Feedback):
        wanted = {name: name for name in model.reactions() if not _leads(model.on.get(name))}
    elif isinstance(model, Split):
        return all(arm.to is not None for arm in model.arms)
    elif isinstance(model, AskConsent):
        wanted = {name: name == "yes" for name in ("yes", "no") if getattr(model, f"{name}_to") is None}
    elif isinstance(model, Refine):
        wanted = {facet.id: facet.id for facet in model.suggest if facet.to is None}
    else:
        return False
    return all(_is_covered(model, one, one if value is None else value) for one, value in wanted.items())


def _leads(reaction: object) -> bool:
    return isinstance(reaction, str) or getattr(reaction, "to", None) is not None


def _is_covered(model: NodeModel, option: str, value: object) -> bool:
    variable = model.variable if isinstance(model, AskingModel) else None
    for transition in model.transitions:
        when = transition.when
        if not isinstance(when, dict) or len(when) != 1:
            continue
        name, wanted = next(iter(when.items()))
        values = wanted if isinstance(wanted, list) else [wanted]
        if (name == "reply" and option in values) or (name == variable and value in values):
            return True
    return False


def no_way_out(graph: Graph, paths: dict[str, str], human: str | None) -> Iterator[Problem]:
    """Questions that leave a contact who is not understood without a way on."""
    for node, model in graph.models.items():
        if gives_up(model) and human is None:
            message = "After too many wrong answers there is no way on: set retry.then, or add a handoff to the flow."
            yield Problem("error", "invalid_no_exit", node, f"{paths[node]}.retry", message)


def nagging_loops(graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    """Ways round on which the contact is written to again and again without ever having answered."""
    unheard = replace(graph, exits={node: tuple(_unheard(graph, node)) for node in graph.models}, stops=frozenset())
    for members in loops(unheard, every_way=True):
        if all(graph.models[node].at_once() is None for node in members):
            continue  # told already: it does not even wait
        message = "The contact may be written to again and again without ever answering; say good-bye after some time."
        yield Problem("warning", "nagging_loop", members[0], paths[members[0]], message)


def _unheard(graph: Graph, node: str) -> Iterator[Exit]:
    """The ways out of a node that need no word of the contact."""
    model = graph.models[node]
    at_once = model.at_once()
    for way in graph.exits[node]:
        if way.how == "reopen":
            continue  # an ended session is only reopened by the contact's next message
        is_timer = way.how == "silence" or model.type == "wait"
        if is_timer or at_once is None or way.how in at_once:
            yield way
