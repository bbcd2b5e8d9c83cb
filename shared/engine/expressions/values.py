"""What the operators mean: total over every pair of JSON values. Nonsense is null or false, never an exception but a limit."""

import math
import operator
from collections.abc import Callable
from datetime import datetime
from typing import Any

from shared.engine.faults import Fault
from shared.engine.limits import MAX_NUMBER, MAX_VALUE
from shared.engine.words import folded, is_empty

MAX_LIST = 10_000  # items of a list that an expression may build


def is_number(value: Any) -> bool:
    return value.__class__ is int or value.__class__ is float


def is_true(value: Any) -> bool:
    """Say whether a value counts as true: not false, zero, null or empty."""
    return bool(value)


def bounded(number: float) -> int | float:
    """Return a number that JSON can carry; past the limit the turn faults with `value_limit`."""
    if isinstance(number, float) and not math.isfinite(number):
        raise Fault("value_limit")
    if abs(number) > MAX_NUMBER:
        raise Fault("value_limit")
    return number


def as_text(value: Any) -> str:
    """Return a value as text joins show it; null is nothing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(as_text(item) for item in value[:100] if not isinstance(item, dict | list))
    if isinstance(value, dict):
        return ""
    return str(value)


def add(left: Any, right: Any) -> Any:
    if is_number(left) and is_number(right):
        return bounded(left + right)
    if isinstance(left, list) and isinstance(right, list):
        if len(left) + len(right) > MAX_LIST:
            raise Fault("value_limit")
        return left + right
    if isinstance(left, str) or isinstance(right, str):
        text = as_text(left) + as_text(right)
        if len(text) > MAX_VALUE:
            raise Fault("value_limit")
        return text
    return None


def subtract(left: Any, right: Any) -> Any:
    return bounded(left - right) if is_number(left) and is_number(right) else None


def multiply(left: Any, right: Any) -> Any:
    return bounded(left * right) if is_number(left) and is_number(right) else None


def divide(left: Any, right: Any) -> Any:
    """Divide; by zero is null. A division that comes out even stays a whole number."""
    if not is_number(left) or not is_number(right) or right == 0:
        return None
    if isinstance(left, int) and isinstance(right, int) and left % right == 0:
        return left // right
    return bounded(left / right)


def equal(left: Any, right: Any) -> bool:
    """Compare like JSON: true is not 1, texts exactly."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def _order(left: Any, right: Any) -> int | None:
    """Compare two values: -1, 0, 1, or None where they are not of one kind. Moments are compared as such, other texts by letters."""
    if is_number(left) and is_number(right):
        return _sign(left, right)
    if isinstance(left, str) and isinstance(right, str):
        moments = _moment(left), _moment(right)
        if moments[0] is not None and moments[1] is not None:
            return _sign(moments[0], moments[1])
        return _sign(left, right)
    return None


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


def _moment(text: str) -> datetime | None:
    if len(text) < 20 or text[10] != "T":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


_NUMBERS = frozenset({int, float})  # not bool
_SMALLER: Callable[[Any, Any], bool] = operator.lt
_NOT_LARGER: Callable[[Any, Any], bool] = operator.le


def less(left: Any, right: Any) -> bool:
    if left.__class__ in _NUMBERS and right.__class__ in _NUMBERS:
        return _SMALLER(left, right)
    return _order(left, right) == -1


def less_or_equal(left: Any, right: Any) -> bool:
    if left.__class__ in _NUMBERS and right.__class__ in _NUMBERS:
        return _NOT_LARGER(left, right)
    return _order(left, right) in {-1, 0}


def greater(left: Any, right: Any) -> bool:
    return less(right, left)


def greater_or_equal(left: Any, right: Any) -> bool:
    return less_or_equal(right, left)


def is_in(left: Any, right: Any) -> bool:
    """Say whether the right side, a list or a text, holds the left one."""
    if isinstance(right, list):
        return any(equal(left, item) for item in right)
    if isinstance(right, str) and isinstance(left, str):
        return folded(left) in folded(right)
    return isinstance(right, dict) and isinstance(left, str) and left in right


def contains(left: Any, right: Any) -> bool:
    """`in` the other way round. In texts, capitals and accents do not matter."""
    return is_in(right, left)


def starts_with(left: Any, right: Any) -> bool:
    return isinstance(left, str) and isinstance(right, str) and folded(left).startswith(folded(right))


def ends_with(left: Any, right: Any) -> bool:
    return isinstance(left, str) and isinstance(right, str) and folded(left).endswith(folded(right))


def is_set(value: Any) -> bool:
    return not is_empty(value)


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": less,
    "<=": less_or_equal,
    ">": greater,
    ">=": greater_or_equal,
    "in": is_in,
    "contains": contains,
    "starts_with": starts_with,
    "ends_with": ends_with,
}
