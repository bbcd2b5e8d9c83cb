"""What every node model shares: the wire form, and the two methods that make it run and make it known to the prover."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, Part, Transition
from shared.engine.node import Node
from shared.engine.text.localised import LocalText


def _absent_is_empty(value: object) -> object:
    return [] if value is None else value


Transitions = Annotated[tuple[Transition, ...], BeforeValidator(_absent_is_empty)]  # the customer's own flows say null


@dataclass(frozen=True, slots=True)
class Write:
    """A variable that a node sets. labels: value as text -> locale -> words."""

    name: str
    type: str | None = None
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    always: bool = True  # False: on some ways out only


class NodeModel(Part):
    """A node of a definition.

    Subclasses are one kind each: `types` are its names, `waits` says that a turn stops here, `messages` how many WhatsApp
    messages entering it may add at most. `build` compiles it; `writes` tells what it sets.
    """

    types: ClassVar[tuple[str, ...]] = ()
    waits: ClassVar[bool] = False
    ends: ClassVar[bool] = False  # a dead end here is meant

    id: NodeId
    type: str
    title: LocalText | None = None
    prompt: LocalText | None = None
    handler: Annotated[str, StringConstraints(max_length=100)] | None = None
    transitions: Transitions = ()

    def build(self, compiler: Compiler) -> Node:  # noqa: ARG002 - for the subclasses
        raise AssertionError(
            f"{type(self).__name__} builds nothing"
        )  # every registered kind overrides it; a test holds that

    def writes(self) -> Iterator[Write]:
        return iter(())

    def most_messages(self) -> int:
        """How many messages one visit may add at most, before the renderer joins them."""
        return 1 if self.prompt is not None else 0
