"""JSON values of a definition that may hold `{{ name }}`: compiled to functions that keep the variables' own types."""

from collections.abc import Callable, Sequence
from typing import Any

from shared.engine.expressions import Run, reader
from shared.engine.expressions.values import as_text
from shared.engine.text.filters import FILTERS
from shared.engine.text.template import Slot, cut


def templated(value: Any, note: Callable[[Sequence[str | Slot]], None]) -> Run:
    """Compile a JSON value; `note` is told the parts of every text that holds slots. Raises ExpressionError."""
    if isinstance(value, str):
        if "{{" not in value:
            return lambda _scope: value
        parts = cut(value)
        note(parts)
        return _text(parts)
    if isinstance(value, list):
        runs = tuple(templated(item, note) for item in value)
        return lambda scope: [run(scope) for run in runs]
    if isinstance(value, dict):
        pairs = tuple((key, templated(item, note)) for key, item in value.items())
        return lambda scope: {key: run(scope) for key, run in pairs}
    return lambda _scope: value


def _text(parts: Sequence[str | Slot]) -> Run:
    if len(parts) == 1 and isinstance(parts[0], Slot):
        return _slot(parts[0])
    runs = tuple(part if isinstance(part, str) else _slot(part) for part in parts)
    return lambda scope: "".join(part if isinstance(part, str) else as_text(part(scope)) for part in runs)


def _slot(slot: Slot) -> Run:
    read = reader(slot.path)
    chain = tuple((FILTERS[name][0], given) for name, given in slot.filters if name not in {"label", "raw"})
    if not chain:
        return read

    def run(scope: Any) -> Any:
        value = read(scope)
        for one, given in chain:
            value = one(value, getattr(scope, "locale", "pt-BR"), *given)
        return value

    return run
