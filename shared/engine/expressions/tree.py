"""An expression as a tree: what the parser makes, the compiler runs and the prover reads."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constant:
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or root, and the way into it: `result.items[0].title` is ("result", "items", 0, "title")."""

    path: tuple[str | int, ...]

    @property
    def root(self) -> str:
        return str(self.path[0])


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str  # "not", "-", "is_set"
    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple["Tree", ...]


Tree = Constant | Name | Items | Unary | Binary | Call


def names_in(tree: Tree) -> Iterator[tuple[Name, bool]]:
    """Yield every name with whether it is only asked about by `is_set` (so that reading it unset is meant)."""
    waiting: list[tuple[Tree, bool]] = [(tree, False)]
    while waiting:
        node, is_guarded = waiting.pop()
        match node:
            case Name():
                yield node, is_guarded
            case Items(items):
                waiting.extend((item, is_guarded) for item in items)
            case Unary(operator, operand):
                waiting.append((operand, operator == "is_set" or is_guarded))
            case Binary(_, left, right):
                waiting.extend([(left, is_guarded), (right, is_guarded)])
            case Call(function, arguments):
                guards = is_guarded or function == "coalesce"
                waiting.extend((argument, guards) for argument in arguments)
            case Constant():
                pass
