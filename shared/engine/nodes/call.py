"""`call` and `return`: another flow of the tenant as a part of this one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import VariableName
from shared.engine.expressions import follow
from shared.engine.facts import LoadFlow
from shared.engine.faults import Fault
from shared.engine.limits import MAX_CALLS
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel, Write
from shared.engine.state import FlowRef, Frame
from shared.engine.turn import Turn
from shared.engine.words import is_empty

FlowKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")]
Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*(\.\w+)*$", max_length=200)]


def _names_are_pairs(value: object) -> object:
    return {name: name for name in value} if isinstance(value, list) else value


Pairs = dict[VariableName, Path]
Outputs = Annotated[Pairs, BeforeValidator(_names_are_pairs, json_schema_input_type=Pairs | list[VariableName])]


class Call(NodeModel):
    """Runs the flow with this key; its variables are its own. Comes back at a `return`, or when it has nowhere to go.

    version latest: the published one at the moment of the call; a number: that one; pinned: the one published together with this
    flow (the host writes the number in). A running call stays on its version. inputs: the sub-flow's variables at its start, JSON with
    `{{ … }}`. outputs: this flow's variables from the sub-flow's ({"address": "found.street"}, or a list of equal names).

    {"id": "who", "type": "call", "flow": "collect_contact", "version": "latest", "inputs": {"greeting": "Oi, {{ name }}"},
     "outputs": {"phone": "phone", "email": "email"}, "transitions": [{"to": "lead"}]}
    """

    types: ClassVar = ("call",)

    flow: FlowKey
    version: Literal["pinned", "latest"] | Annotated[int, Field(ge=1)] = "latest"
    inputs: dict[VariableName, Any] = Field(default={}, max_length=50)
    outputs: Outputs = Field(default={}, max_length=50)

    def writes(self) -> Iterator[Write]:
        for name in self.outputs:
            yield Write(name, always=False)  # what the flow called may have left without

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        prompt = compiler.text(self.prompt, "prompt")
        inputs = [
            (name, compiler.value(value, f"inputs.{name}", may_be_empty=True)) for name, value in self.inputs.items()
        ]
        outputs = [(name, tuple(path.split("."))) for name, path in self.outputs.items()]
        wanted = self.version if isinstance(self.version, int) else None

        def enter(turn: Turn) -> str | None:
            if prompt is not None:
                turn.say(self.id, prompt(turn))
            given = {name: run(turn) for name, run in inputs}
            return enter_subflow(turn, self.id, FlowRef(self.flow, wanted), given)

        def returned(turn: Turn, values: dict[str, Any]) -> str | None:
            for name, path in outputs:
                value = follow(values, path)
                if is_empty(value):
                    turn.forget(name)
                else:
                    turn.save(name, value)
            return choose(turn)

        return Node(self.id, self.type, enter, returned=returned)


def enter_subflow(turn: Turn, node: str, ref: FlowRef, given: dict[str, Any]) -> str | None:
    """Put the calling flow on the stack and start the other one, on the version that is there now."""
    session = turn.session
    if len(session.stack) >= MAX_CALLS:
        raise Fault("call_depth")
    answer = turn.fact(LoadFlow(str(ref.key), ref.version))
    version = answer.get("version") if isinstance(answer, dict) else None
    ref = FlowRef(ref.key, version if isinstance(version, int) and not isinstance(version, bool) else ref.version)
    flow = turn.subflows(turn, ref)
    frame = Frame(session.flow, node, turn.vars, turn.trail, session.memory, session.result)
    turn.session = replace(session, flow=ref, stack=(*session.stack, frame), memory={}, result="result")
    turn.flow = flow
    turn.replace_vars({**flow.defaults, **{name: value for name, value in given.items() if not is_empty(value)}})
    turn.trail = ()
    turn.question = None
    return flow.start


class Return(NodeModel):
    """Ends a sub-flow and goes back to the `call`; in a flow that was not called it ends the session. values: further outputs.

    {"id": "done", "type": "return", "values": {"outcome": "found"}}
    """

    types: ClassVar = ("return",)
    ends: ClassVar = True

    values: dict[VariableName, Any] = Field(default={}, max_length=50)

    def build(self, compiler: Compiler) -> Node:
        prompt = compiler.text(self.prompt, "prompt")
        compiler.transitions(self.transitions)
        values = [(name, compiler.value(value, f"values.{name}")) for name, value in self.values.items()]

        def enter(turn: Turn) -> str | None:
            if prompt is not None:
                turn.say(self.id, prompt(turn))
            if not turn.session.stack:
                turn.end(None)
                return None
            return turn.return_from_subflow({name: run(turn) for name, run in values})

        return Node(self.id, self.type, enter)
