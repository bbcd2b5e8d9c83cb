"""The object form of `when`, the customer's own: equality on captured values, all of them."""

from collections.abc import Mapping
from typing import Any

from shared.engine.expressions import Run, Scope
from shared.engine.expressions.values import equal, is_number


def condition_of(when: Mapping[str, Any]) -> Run:
    """{"purpose": "buy"}, {"purpose": ["buy", "rent"]} (one of them), {"reply": "yes"} (the id of the tapped or typed option)."""
    tests = tuple(when.items())
    if len(tests) == 1:
        name, wanted = tests[0]
        if name != "reply" and isinstance(wanted, str):
            return _text_equals(name, wanted)
    return lambda scope: all(_matches(_value(scope, name), wanted) for name, wanted in tests)


def names_held(when: Mapping[str, Any]) -> frozenset[str]:
    """Return the variables that are set where the condition holds: those compared with something."""
    return frozenset([name for name, wanted in when.items() if name != "reply" and _is_something(wanted)])


def _is_something(wanted: Any) -> bool:
    if isinstance(wanted, list):
        return bool(wanted) and all(_is_something(one) for one in wanted)
    return wanted is not None and wanted != "" and not isinstance(wanted, dict)


def _text_equals(name: str, wanted: str) -> Run:
    """The most common condition: a variable that holds a text."""

    def run(scope: Scope) -> bool:
        value = scope.vars.get(name)
        return bool(value == wanted) if value.__class__ is str else _matches(value, wanted)

    return run


def _value(scope: Scope, name: str) -> Any:
    return scope.vars.get(name) if name != "reply" else scope.reply_id


def _matches(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list) and not isinstance(value, list):
        return any(_matches(value, one) for one in wanted)
    if isinstance(value, list) and not isinstance(wanted, list):
        return any(_matches(one, wanted) for one in value)
    if is_number(value) and isinstance(wanted, str):  # older flows write numbers in quotes
        return str(value) == wanted
    if is_number(wanted) and isinstance(value, str):
        return str(wanted) == value
    return equal(value, wanted)
