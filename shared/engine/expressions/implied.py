"""What a condition's outcome says of the variables in it: those that are surely set where it held, and where it did not."""

from typing import NamedTuple

from shared.engine.expressions.compiler import ROOTS
from shared.engine.expressions.tree import Binary, Constant, Name, Tree, Unary

NOTHING: frozenset[str] = frozenset()
_ORDER = frozenset({"<", "<=", ">", ">="})


class Implied(NamedTuple):
    """Names of variables that are set when the condition is true, and when it is false."""

    if_true: frozenset[str] = NOTHING
    if_false: frozenset[str] = NOTHING


def implied_by(tree: Tree) -> Implied:
    """Read it off the tree; what cannot be told of is left out. Depth is bounded by the parser."""
    match tree:
        case Name():
            return Implied(_variable(tree))
        case Unary("is_set", Name() as name):
            return Implied(_variable(name))
        case Unary("not", operand):
            inner = implied_by(operand)
            return Implied(inner.if_false, inner.if_true)
        case Binary("and", left, right):
            one, other = implied_by(left), implied_by(right)
            return Implied(one.if_true | other.if_true, one.if_false & other.if_false)
        case Binary("or", left, right):
            one, other = implied_by(left), implied_by(right)
            return Implied(one.if_true & other.if_true, one.if_false | other.if_false)
        case Binary("==", Name() as name, Constant(value)) if value not in (None, ""):
            return Implied(_variable(name))
        case Binary("!=", Name() as name, Constant(value)) if value not in (None, ""):
            return Implied(NOTHING, _variable(name))
        case Binary(operator, Name() as name, Constant(value)) if operator in _ORDER and _is_number(value):
            return Implied(_variable(name))
        case _:
            return Implied()


def _variable(name: Name) -> frozenset[str]:
    """`result` says something of whatever was found last, which may be kept under another name."""
    return NOTHING if name.root in ROOTS else frozenset({name.root})


def _is_number(value: object) -> bool:
    return value.__class__ is int or value.__class__ is float
