r"""The small expression language of flows: parsed and compiled when a flow is loaded, total and bounded when it runs.

    purpose == "buy" and price.max <= 50000000        literals, variables, paths, == != < <= > >=
    not is_set city or city in ["Campinas", "Santos"]  and or not, in, not in, is_set, lists
    reply.text contains "centro"                       contains, starts_with, ends_with: accents and capitals do not matter
    reply.text matches "^[A-Z]{3}-?\\\\d{4}$"            a pattern in quotes, linear time (RE2)
    price.max / 100 + 1, round(x, 2), len(name)        + - * /, functions
    add(today, 7, "days"), diff(visit, today, "days")  dates are ISO texts
    result.count > 0, reply.id == "yes"                roots: reply result now today contact tenant conversation business session item

Nonsense has a value: what is missing is null, arithmetic with null is null, a comparison of different kinds is false,
division by zero is null. There are no loops and no assignments, and nothing of Python can be reached.
"""

from shared.engine.expressions.compiler import (
    RESERVED,
    ROOTS,
    PatternError,
    Run,
    Scope,
    compiled,
    follow,
    linear_pattern,
    reader,
)
from shared.engine.expressions.lexer import ExpressionError
from shared.engine.expressions.parser import parse
from shared.engine.expressions.tree import Tree, names_in

__all__ = [
    "RESERVED",
    "ROOTS",
    "ExpressionError",
    "PatternError",
    "Run",
    "Scope",
    "Tree",
    "compiled",
    "follow",
    "linear_pattern",
    "names_in",
    "parse",
    "reader",
]
