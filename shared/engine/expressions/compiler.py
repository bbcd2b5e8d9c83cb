"""A tree to closures, once, when the flow is loaded: running an expression is then only calls."""

from collections.abc import Callable
from operator import attrgetter, ge, gt, le, lt
from typing import Any, Protocol

from shared.engine.expressions.functions import FUNCTIONS
from shared.engine.expressions.lexer import ExpressionError
from shared.engine.expressions.tree import Binary, Call, Constant, Items, Name, Tree, Unary
from shared.engine.expressions.values import OPERATORS, contains, is_number, is_set, is_true
from shared.engine.limits import MAX_PATTERN, MAX_PATTERN_MEMORY
from shared.engine.words import folded, is_simple

RESERVED = frozenset({"reply", "now", "today", "contact", "tenant", "conversation", "business", "session"})
ROOTS = RESERVED | {"result", "item"}  # these two may be variables as well


class Scope(Protocol):
    """What an expression sees of a turn: the variables, and the roots that the engine provides."""

    vars: dict[str, Any]
    reply_text: str
    reply_id: str | None

    def root(self, name: str) -> Any: ...


Run = Callable[[Scope], Any]


def compiled(tree: Tree) -> Run:
    """Turn a tree into a function; raises ExpressionError for a broken pattern."""
    match tree:
        case Constant(value):
            return lambda _scope: value
        case Name(path):
            return reader(path)
        case Items(items):
            runs = tuple(compiled(item) for item in items)
            return lambda scope: [run(scope) for run in runs]
        case Unary(operator, operand):
            return _unary(operator, compiled(operand))
        case Binary("matches", left, right):
            return _matches(compiled(left), right)
        case Binary("contains", left, Constant(str(needle))):
            return _contains(compiled(left), needle)
        case Binary(operator, left, Constant(int() | float() as number)) if operator in _ORDERS and is_number(number):
            return _compared(operator, compiled(left), number)
        case Binary(operator, left, right):
            return _binary(operator, compiled(left), compiled(right))
        case Call(function, (only,)):
            call, one = FUNCTIONS[function].run, compiled(only)
            return lambda scope: call(one(scope))
        case Call(function, arguments):
            call, given = FUNCTIONS[function].run, tuple(compiled(argument) for argument in arguments)
            return lambda scope: call(*[run(scope) for run in given])


def reader(path: tuple[str | int, ...]) -> Run:
    """Return a function that follows a path; whatever is missing on the way is null."""
    name, rest = str(path[0]), path[1:]
    if path == ("reply", "text"):
        return attrgetter("reply_text")
    if path == ("reply", "id"):
        return attrgetter("reply_id")
    if name in RESERVED:
        return (lambda scope: follow(scope.root(name), rest)) if rest else (lambda scope: scope.root(name))
    if name in ROOTS:
        if not rest:
            return lambda scope: scope.vars[name] if name in scope.vars else scope.root(name)
        return lambda scope: follow(scope.vars[name] if name in scope.vars else scope.root(name), rest)
    if not rest:
        return lambda scope: scope.vars.get(name)
    return lambda scope: follow(scope.vars.get(name), rest)


def follow(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        if isinstance(value, dict):
            value = value.get(str(key))
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def _unary(operator: str, run: Run) -> Run:
    if operator == "not":
        return lambda scope: not is_true(run(scope))
    if operator == "is_set":
        return lambda scope: is_set(run(scope))

    def negative(scope: Scope) -> Any:
        value = run(scope)
        return -value if is_number(value) else None

    return negative


def _binary(operator: str, left: Run, right: Run) -> Run:
    if operator == "and":
        return lambda scope: is_true(left(scope)) and is_true(right(scope))
    if operator == "or":
        return lambda scope: is_true(left(scope)) or is_true(right(scope))
    run = OPERATORS[operator]
    return lambda scope: run(left(scope), right(scope))


_ORDERS = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _compared(operator: str, left: Run, number: float) -> Run:
    """Compare with a number that is written out: anything but a number is not so."""
    holds = _ORDERS[operator]

    def run(scope: Scope) -> bool:
        value = left(scope)
        return holds(value, number) if value.__class__ is int or value.__class__ is float else False

    return run


def _contains(left: Run, needle: str) -> Run:
    """Look for words that are written out: prepared once, and found at once where nothing has to be folded."""
    words = folded(needle)

    def run(scope: Scope) -> bool:
        value = left(scope)
        if value.__class__ is not str:
            return contains(value, needle)
        return words in value.lower() or (not is_simple(value) and words in folded(value))

    return run


def _matches(left: Run, pattern: Tree) -> Run:
    """The pattern must be written out, so that it is compiled once and known to be sound."""
    if not isinstance(pattern, Constant) or not isinstance(pattern.value, str):
        raise ExpressionError("the pattern after matches must be a text in quotes")
    search = linear_pattern(pattern.value).search

    def run(scope: Scope) -> bool:
        value = left(scope)
        return isinstance(value, str) and search(value) is not None

    return run


def linear_pattern(pattern: str) -> Any:
    """Compile a regular expression with an engine whose time is linear in the text; raises ExpressionError.

    Look-around and back-references do not exist there, and one pattern's memory is bounded.
    """
    import re2  # a compiled library of some size: only flows with patterns need it

    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"the pattern is longer than {MAX_PATTERN} characters")
    options = re2.Options()
    options.max_mem = MAX_PATTERN_MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as problem:
        raise PatternError(f"the pattern is not a valid regular expression: {_words(problem)}") from None


class PatternError(ExpressionError):
    """A regular expression that cannot be used."""


def _words(problem: Exception) -> str:
    reason = problem.args[0] if problem.args else ""
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
