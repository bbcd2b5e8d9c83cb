"""Sub-flows: loaded as facts, compiled once per content."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from shared.engine.facts import LoadFlow
from shared.engine.faults import Fault
from shared.engine.problems import FlowInvalid
from shared.engine.state import FlowRef
from shared.engine.words import canonical

if TYPE_CHECKING:
    from shared.engine.flow import Flow
    from shared.engine.turn import Turn

_KEPT: Final = 64  # compiled sub-flows kept; they are immutable, so only memory bounds them
_compiled: "OrderedDict[bytes, Flow | None]" = OrderedDict()


def subflow(turn: "Turn", ref: FlowRef) -> "Flow":
    """Return a flow by its reference; raises Fault where it is gone or cannot be loaded, NeedsFacts where it is not here yet."""
    if ref.key is None:
        return turn.root_flow
    answer = turn.fact(LoadFlow(ref.key, ref.version))
    definition = answer.get("definition") if isinstance(answer, Mapping) else None
    if not isinstance(definition, Mapping):
        raise Fault("subflow_missing")
    version = answer.get("version")
    flow = _compile(definition, version if isinstance(version, int) and not isinstance(version, bool) else 0)
    if flow is None:
        raise Fault("subflow_invalid")
    return flow


def _compile(definition: Mapping[str, Any], version: int) -> "Flow | None":
    """Compile once per content. The cache holds nothing that the content does not say, so a turn stays pure."""
    from shared.engine.flow import load_flow

    key = hashlib.sha256(f"{version}:{canonical(definition)}".encode("utf-8", "surrogatepass")).digest()
    if key in _compiled:
        return _compiled[key]
    try:
        flow: Flow | None = load_flow(definition, version=version)
    except FlowInvalid:
        flow = None
    _compiled[key] = flow
    if len(_compiled) > _KEPT:
        _compiled.popitem(last=False)
    return flow
