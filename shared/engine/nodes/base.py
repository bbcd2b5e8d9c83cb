"""What every node model shares: the wire form, and the two methods that make it run and make it known to the prover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, Part, Transition
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.text.localised import LocalText
from shared.engine.text.sizes import Sizes


def _absent_is_empty(value: object) -> object:
    return [] if value is None else value


Listed = tuple[Transition, ...]
Transitions = Annotated[  # the customer's own flows say null
    Listed, BeforeValidator(_absent_is_empty, json_schema_input_type=Listed | None)
]


@dataclass(frozen=True, slots=True)
class Write:
    """A variable that a node sets.

    labels: value as text -> locale -> words. units: the longest that its value can be shown as; None = not known.
    """

    name: str
    type: str | None = None
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    always: bool = True  # False: on some ways out only
    units: int | None = None


class NodeModel(Part):
    """A node of a definition.

    Subclasses are one kind each: `types` are its names, `waits` says that a turn stops here until something happens, `ends`
    that a way out is not needed. `build` compiles it; the other methods tell the prover what it does.
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

    def clears(self) -> Iterator[str]:
        """Variables that this node may unset."""
        return iter(())

    def at_once(self) -> frozenset[str] | None:
        """Kinds of exit that entering may take without waiting; None = every one."""
        return frozenset() if self.waits else None

    def adds(self, sizes: Sizes) -> Sequence[Added]:
        """What entering may say at most."""
        return as_texts(sizes.said(self.prompt))


def as_texts(*units: int) -> list[Added]:
    """Texts one after the other."""
    return [Added("text", one) for one in units if one]
