"""`split`: sends contacts down different arms, always the same one for the same contact."""

import hashlib
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, OptionId, Part, VariableName
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel, Write
from shared.engine.turn import Turn


class Arm(Part):
    """weight: its share among all arms."""

    id: OptionId
    weight: Annotated[int, Field(ge=0, le=1_000)] = 1
    to: NodeId | None = None


class Split(NodeModel):
    """Chooses by a hash of the contact (or the conversation) and this node's id: no chance, no state. `reply.id` is the arm.

    An arm without `to` follows the transitions.

    {"id": "ab", "type": "split", "key": "contact", "save_as": "variant",
     "arms": [{"id": "short", "weight": 1, "to": "short_hello"}, {"id": "long", "weight": 1, "to": "long_hello"}]}
    """

    types: ClassVar = ("split",)

    arms: Annotated[tuple[Arm, ...], Field(min_length=1, max_length=20)]
    key: Literal["contact", "conversation"] = "contact"
    save_as: VariableName | None = None

    def writes(self) -> Iterator[Write]:
        if self.save_as is not None:
            yield Write(self.save_as, "enum", units=64)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        arms = [
            (arm.id, arm.weight, compiler.goes(arm.to, f"arms[{at}].to", "arm") if arm.to is not None else None)
            for at, arm in enumerate(self.arms)
        ]
        total = sum(weight for _, weight, _ in arms)
        if total == 0:
            compiler.finding("split_without_weight", "arms", "At least one arm needs a weight.")

        def enter(turn: Turn) -> str | None:
            place = _place(turn, self.key, self.id) % max(total, 1)
            name, to = _arm(arms, place)
            if self.save_as is not None:
                turn.save(self.save_as, name)
            turn.hear(option=name, text="", kind="")
            return to or choose(turn)

        return Node(self.id, self.type, enter)


def _arm(arms: list[tuple[str, int, str | None]], place: int) -> tuple[str, str | None]:
    for name, weight, to in arms:
        place -= weight
        if place < 0:
            return name, to
    return arms[-1][0], arms[-1][2]


def _place(turn: Turn, key: str, node: str) -> int:
    """A number that is the same for this contact and this node, and even over all contacts."""
    known = turn.root(key)
    who = known.get("id") or known.get("phone") or turn.root("contact").get("id") or ""
    digest = hashlib.sha256(f"{turn.flow.key}\n{node}\n{who}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8])
