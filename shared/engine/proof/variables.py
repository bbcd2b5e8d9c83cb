"""Variables: unknown ones, undeclared ones, ones that may be read before anything set them."""

from collections import deque
from collections.abc import Iterable, Iterator

from shared.engine.compiler import Exit, Read
from shared.engine.definition import Outline
from shared.engine.expressions import RESERVED, ROOTS
from shared.engine.nodes.asking import AskingModel
from shared.engine.problems import Problem
from shared.engine.proof.graph import Graph
from shared.engine.suggesting import did_you_mean, quoted

BUILT_IN = frozenset({"locale", "item", "liked", "disliked"})  # set or read by the engine itself
_WITHOUT_ANSWER = frozenset({"retry", "silence", "skip", "gave_up", "rounds", "on_empty", "on_end", "else"})


def known_names(outline: Outline, graph: Graph) -> frozenset[str]:
    written = {write.name for model in graph.models.values() for write in model.writes()}
    return frozenset(written | {variable.name for variable in outline.variables} | ROOTS | BUILT_IN)


def unknown_variables(outline: Outline, graph: Graph, reads: Iterable[Read]) -> Iterator[Problem]:
    """An unknown name in an expression is an error: it is a slip of the pen, and the condition never holds. In a text it is a warning."""
    known = known_names(outline, graph)
    in_order = sorted(known)
    seen: set[tuple[str | None, str, bool]] = set()
    for read in reads:
        key = (read.node, read.name, read.in_expression)
        if read.name in known or key in seen:
            continue
        seen.add(key)
        severity = "error" if read.in_expression else "warning"
        meant = did_you_mean(read.name, in_order)
        message = f"Nothing in this flow sets the variable {quoted(read.name)}, and it is not declared.{meant}"
        yield Problem("error" if severity == "error" else "warning", "unknown_variable", read.node, read.path, message)


def reserved_names(graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    """Variables that could never be read: the engine's own names mean something else."""
    for node, model in graph.models.items():
        for write in model.writes():
            if write.name in RESERVED:
                message = f"The name {write.name!r} is the engine's own; call the variable something else."
                yield Problem("error", "reserved_name", node, paths[node], message)


def undeclared_variables(outline: Outline, graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    """Flows that declare variables should declare all of them."""
    if not outline.variables:
        return
    declared = {variable.name for variable in outline.variables} | BUILT_IN
    for node, model in graph.models.items():
        for write in model.writes():
            if write.name not in declared:
                declared.add(write.name)
                message = f"The variable {write.name!r} is not declared."
                yield Problem("warning", "undeclared_variable", node, paths[node], message)


def maybe_unset(outline: Outline, graph: Graph, reads: Iterable[Read]) -> Iterator[Problem]:
    """Texts and expressions that read a variable which some way to them leaves unset."""
    assigned = surely_set(outline, graph)
    writes = {node: {write.name for write in model.writes()} for node, model in graph.models.items()}
    written = {name for names in writes.values() for name in names}
    seen: set[tuple[str | None, str]] = set()
    for read in reads:
        node = read.node
        if node is None or read.is_guarded or node not in assigned or read.name in ROOTS or (node, read.name) in seen:
            continue
        if read.name not in written or read.name in writes[node] or read.name in assigned[node]:
            continue
        seen.add((node, read.name))
        message = f"The variable {read.name!r} may not be set when this is reached; use a default or is_set."
        yield Problem("warning", "maybe_unset", node, read.path, message)


def surely_set(outline: Outline, graph: Graph) -> dict[str, frozenset[str]]:
    """Return, per reachable node, the variables that every way to it has set, and that it has not cleared itself while it stays.

    A question can be come back to ("voltar", a tap on its old buttons) from whatever was asked after it, so what is cleared
    further on may be missing when it is asked again.
    """
    names = sorted({write.name for model in graph.models.values() for write in model.writes()})
    bits = {name: 1 << at for at, name in enumerate(names)}
    at_start = 0
    for variable in outline.variables:
        if variable.default is not None and variable.name in bits:
            at_start |= bits[variable.name]
    sets = {node: _mask(bits, (w.name for w in model.writes() if w.always)) for node, model in graph.models.items()}
    unsets = {node: _mask(bits, model.clears()) for node, model in graph.models.items()}
    later = _cleared_later(graph, unsets)
    inside: dict[str, int] = {}
    given = {way: _mask(bits, way.given) for ways in graph.exits.values() for way in ways if way.given}
    waiting = deque((way.to, at_start) for way in graph.entries if way.to in graph.models)
    while waiting:
        node, before = waiting.popleft()
        known = inside.get(node)
        merged = (before if known is None else known & before) & ~later.get(node, 0)
        if known is not None and merged == known:
            continue
        inside[node] = merged
        following = (way for way in graph.exits[node] if way.to in graph.models)
        waiting.extend((way.to, _after(way, merged, sets[node], unsets[node]) | given.get(way, 0)) for way in following)
    open_at = {node: mask & ~unsets[node] if graph.models[node].waits else mask for node, mask in inside.items()}
    return {node: frozenset(name for name in names if mask & bits[name]) for node, mask in open_at.items()}


def _cleared_later(graph: Graph, unsets: dict[str, int]) -> dict[str, int]:
    """Return, per question, the variables that it or anything after it clears."""
    found, into = dict(unsets), dict[str, list[str]]()
    for node, ways in graph.exits.items():
        for way in ways:
            into.setdefault(way.to, []).append(node)
    waiting = deque(node for node, mask in found.items() if mask)
    while waiting:
        node = waiting.popleft()
        for earlier in into.get(node, ()):
            if earlier in found and found[node] & ~found[earlier]:
                found[earlier] |= found[node]
                waiting.append(earlier)
    return {node: mask for node, mask in found.items() if mask and isinstance(graph.models[node], AskingModel)}


def _after(way: Exit, before: int, sets: int, unsets: int) -> int:
    kept = before & ~unsets
    return kept if way.how in _WITHOUT_ANSWER else kept | sets


def _mask(bits: dict[str, int], names: Iterable[str]) -> int:
    mask = 0
    for name in names:
        mask |= bits.get(name, 0)
    return mask
