"""What every node model shares: the wire form, and the two methods that make it run and make it known to the prover."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, Part, Transition
from shared.engine.limits import BODY, MAX_TEXT
from shared.engine.node import Node
from shared.engine.text.localised import LocalText, variants
from shared.engine.words import utf16_length


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

    def most_messages(self) -> int:
        """How many messages entering may add at most; joining with neighbours only makes them fewer."""
        return said(self.prompt)


def said(text: LocalText | None) -> int:
    """How many messages a text may take: a piece is at least half full, and what is interpolated is cut to one message."""
    if text is None:
        return 0
    return max(
        (1 if "{{" in one else max(1, -(-2 * utf16_length(one) // MAX_TEXT)) for one in variants(text).values()),
        default=0,
    )


def asked(*texts: LocalText | None) -> int:
    """How many messages a question may take, with what is said before it: what does not fit above the options goes before them."""
    longest = sum(longest_of(text) for text in texts)
    return 1 if longest <= BODY else 1 + -(-2 * longest // MAX_TEXT)


def longest_of(text: LocalText | None) -> int:
    """UTF-16 units of the longest variant; what is interpolated is cut to one message."""
    if text is None:
        return ENGINE_SENTENCE
    return 2 + max((MAX_TEXT if "{{" in one else utf16_length(one) for one in variants(text).values()), default=0)


ENGINE_SENTENCE = (
    200  # units of the longest of the engine's own sentences with its values, where the author wrote nothing
)
