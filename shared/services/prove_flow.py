"""What can be said of a definition before it goes live, together with the flows it calls and those that call it.

The engine is brought by the first proof: reading and listing flows do without it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shared.domain.ids import FlowId, TenantId
from shared.engine.problems import Problem
from shared.store import flow_versions
from shared.store.core import Tx

if TYPE_CHECKING:
    from shared.engine.validate import Proof

MAX_RELATIVES = 100  # flows looked at for one definition; more is a mistake that the proof then calls missing
FROM_SUBFLOWS = frozenset({"flow_cycle", "subflow_cycle", "subflow_invalid", "call_depth", "too_many_steps"})

Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """A flow that answers now and calls the one to be proven, with everything it can reach."""

    name: str
    definition: Definition
    subflows: Mapping[str, Definition]


@dataclass(frozen=True, slots=True)
class Relatives:
    """subflows: what the definition can call, itself among them. numbers: versions of those it calls. callers: who calls it."""

    subflows: Mapping[str, Definition] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    callers: tuple[Caller, ...] = ()


def read_relatives(
    tx: Tx, *, tenant: TenantId, definition: Definition, name: str, flow: FlowId | None = None
) -> Relatives:
    """Find the flows a definition calls, as a turn would find them now, and the answering flows that call it.

    name: of the flow the definition belongs to; others may call it by that, or by its key.
    """
    key = definition.get("key")
    own = {called: definition for called in (name, key) if isinstance(called, str)}
    found = _Search(tx, tenant, dict(own))
    found.follow(definition)
    callers = []
    for other in flow_versions.list_answering(tx, tenant=tenant):
        if other.flow == flow:
            continue
        around = _Search(tx, tenant, dict(own))
        around.follow(other.definition)
        if around.met:
            callers.append(Caller(other.name, other.definition, around.definitions))
    return Relatives(found.definitions, found.numbers, tuple(callers))


def proof_of(definition: Definition, relatives: Relatives) -> "Proof":
    """Prove a definition; what it would break in a flow that answers now is an error of its own. Takes no transaction."""
    proof = _prove(definition, relatives.subflows)
    broken = [problem for caller in relatives.callers for problem in _broken(caller)] if proof.is_publishable else []
    return replace(proof, problems=(*broken, *proof.problems))


def with_numbers(definition: Definition, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Write into each `call` that is `pinned` the number of the version it is published with."""
    nodes = [
        {**node, "version": numbers[node["flow"]]} if _is_pinned(node) and node["flow"] in numbers else node
        for node in definition["nodes"]
    ]
    return {**definition, "nodes": nodes}


def _prove(definition: Definition, subflows: Mapping[str, Definition]) -> "Proof":
    from shared.engine.validate import prove

    return prove(definition, subflows=subflows)


def _broken(caller: Caller) -> Iterator[Problem]:
    for problem in _prove(caller.definition, caller.subflows).problems:
        if problem.severity == "error" and problem.code in FROM_SUBFLOWS:
            message = f"The flow {caller.name!r} answers now and calls this one; it would break: {problem.message}"
            yield Problem("error", "breaks_caller", None, "", message)


class _Search:
    """Walks from a definition to all it can call. met: one of the definitions given at the beginning was called."""

    def __init__(self, tx: Tx, tenant: TenantId, known: dict[str, Definition]) -> None:
        self._tx, self._tenant, self._known = tx, tenant, known
        self.definitions: dict[str, Definition] = dict(known)
        self.numbers: dict[str, int] = {}
        self.met = False

    def follow(self, definition: Definition) -> None:
        waiting, seen = [definition], set[str]()
        while waiting:
            for key, number in _calls(waiting.pop()):
                self.met = self.met or (key in self._known and number is None)
                if key in seen or len(seen) >= MAX_RELATIVES:
                    continue
                seen.add(key)
                called = self._find(key, number)
                if called is not None:
                    waiting.append(called)

    def _find(self, key: str, number: int | None) -> Definition | None:
        if key in self._known and number is None:
            return self._known[key]
        found = flow_versions.find_callable(self._tx, tenant=self._tenant, key=key, number=number)
        if found is None:
            return None
        self.definitions[key], self.numbers[key] = found
        return found[0]


def _calls(definition: Definition) -> Iterator[tuple[str, int | None]]:
    """The sub-flows that a definition names, whatever else is wrong with it."""
    nodes = definition.get("nodes")
    for node in nodes if isinstance(nodes, list) else []:
        if isinstance(node, Mapping) and isinstance(node.get("flow"), str):
            version = node.get("version")
            yield node["flow"], version if isinstance(version, int) and 0 < version < 2**31 else None


def _is_pinned(node: Any) -> bool:
    return isinstance(node, Mapping) and node.get("version") == "pinned" and isinstance(node.get("flow"), str)
