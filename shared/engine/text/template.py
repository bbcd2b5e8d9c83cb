"""A text with `{{ name | filter }}` in it, cut into segments once; showing it is a join, and what is shown is never read again."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from shared.engine.expressions import ROOTS, ExpressionError, Run, Scope, reader
from shared.engine.limits import MAX_TEXT
from shared.engine.text import formats
from shared.engine.text.borders import shorten
from shared.engine.text.filters import FILTERS, Filter

# One slot, bounded in length before it is matched: a path, then filters with quoted or plain arguments.
_PATH: Final = r"[^\W\d]\w*(?:\.\w+)*"
_ARGUMENT: Final = r'(?:"[^"]*"|[\w-]+)'
_FILTER: Final = rf"\s*\|\s*(\w+)(?:\s*:\s*({_ARGUMENT}(?:\s*,\s*{_ARGUMENT})*))?"
_SLOT: Final = re.compile(rf"\s*({_PATH})((?:{_FILTER})*)\s*")
_ONE_FILTER: Final = re.compile(_FILTER)
_ONE_ARGUMENT: Final = re.compile(_ARGUMENT)
MAX_SLOT: Final = 200  # characters between the braces


class Telling(Scope, Protocol):
    """What a text sees of a turn."""

    @property
    def locale(self) -> str: ...

    def sentence(self, name: str, *values: str) -> str: ...


Tell = Callable[[Telling], str]
Labels = Mapping[str, Mapping[str, Mapping[str, str]]]  # variable -> value as text -> locale -> label


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of the variables: their types, and the labels of their values."""

    types: Mapping[str, str] = field(default_factory=dict)
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """One `{{ … }}`: the path and the filters with their arguments."""

    path: tuple[str | int, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]


def cut(text: str) -> list[str | Slot]:
    """Cut a text into literals and slots; what is no slot stays as it was written. Raises ExpressionError for an unknown filter."""
    if "{{" not in text:
        return [text] if text else []
    parts: list[str | Slot] = []
    at = 0
    while (start := text.find("{{", at)) >= 0:
        end = text.find("}}", start + 2, start + 2 + MAX_SLOT)  # bounded, so that a text full of braces costs no more
        slot = _slot(text[start + 2 : end]) if end >= 0 else None
        if slot is None:
            parts.append(text[at : start + 2])
            at = start + 2
        else:
            if start > at:
                parts.append(text[at:start])
            parts.append(slot)
            at = end + 2
    parts.append(text[at:])
    return _merged(parts)


def _merged(parts: list[str | Slot]) -> list[str | Slot]:
    """Join neighbouring literals."""
    merged: list[str | Slot] = []
    literal: list[str] = []
    for part in parts:
        if isinstance(part, str):
            literal.append(part)
            continue
        if literal:
            merged.append("".join(literal))
            literal = []
        merged.append(part)
    if any(literal):
        merged.append("".join(literal))
    return merged


def _slot(inner: str) -> Slot | None:
    match = _SLOT.fullmatch(inner)
    if match is None:
        return None
    path = tuple(int(part) if part.isdigit() else part for part in match[1].split("."))
    filters = []
    for name, arguments in _ONE_FILTER.findall(match[2]):
        if name not in FILTERS:
            raise ExpressionError(f"there is no filter {name!r}")
        given = tuple(argument.strip('"') for argument in _ONE_ARGUMENT.findall(arguments))
        if len(given) > FILTERS[name][1]:
            raise ExpressionError(f"the filter {name!r} takes at most {FILTERS[name][1]} values")
        filters.append((name, given))
    return Slot(path, tuple(filters))


def telling(parts: Sequence[str | Slot], names: Names) -> Tell:
    """Compile a text that has been cut."""
    if not any(isinstance(part, Slot) for part in parts):
        whole = "".join(part for part in parts if isinstance(part, str))
        return lambda _turn: whole
    first = parts[0] if isinstance(parts[0], str) else ""
    pieces: list[tuple[str, Tell, str]] = []
    for part in parts[1:] if first else parts:
        if isinstance(part, str):
            pieces[-1] = (*pieces[-1][:2], part)
        else:
            pieces.append((_words_of(part, names), _shown(part, names), ""))

    def tell(turn: Telling) -> str:
        said, values = [first], turn.vars
        for variable, show, literal in pieces:
            value = values.get(variable)
            said.append(value if value.__class__ is str else show(turn))
            said.append(literal)
        whole = "".join(said)
        return whole if len(whole) < MAX_TEXT // 2 else shorten(whole, MAX_TEXT)

    return tell


def _shown(slot: Slot, names: Names) -> Tell:
    read, variable = reader(slot.path), str(slot.path[0]) if len(slot.path) == 1 else None
    kind = _kind_of(slot.path, names)
    labels = names.labels.get(variable) if variable is not None else None
    chain = tuple((FILTERS[name][0], given) for name, given in slot.filters)
    is_raw = any(name == "raw" for name, _ in slot.filters)
    if labels and not is_raw:
        return _labelled(read, labels, chain, kind)
    if not chain:
        return lambda turn: formats.shown(read(turn), turn.locale, kind)
    return lambda turn: _filtered(read(turn), turn, chain, kind)


_WORDS: Final = frozenset({None, "text", "email", "place", "enum"})  # types whose texts are shown as they are


def _words_of(slot: Slot, names: Names) -> str:
    """Return the variable whose text the most common slot shows as it is; "" for every other slot."""
    variable = str(slot.path[0])
    is_plain = len(slot.path) == 1 and not slot.filters and variable not in ROOTS and not names.labels.get(variable)
    return variable if is_plain and _kind_of(slot.path, names) in _WORDS else ""


def _filtered(value: Any, turn: Telling, chain: tuple[tuple[Filter, tuple[str, ...]], ...], kind: str | None) -> str:
    for run, given in chain:
        value = run(value, turn.locale, *given)
    return formats.shown(value, turn.locale, kind)


def _labelled(
    read: Run,
    labels: Mapping[str, Mapping[str, str]],
    chain: tuple[tuple[Filter, tuple[str, ...]], ...],
    kind: str | None,
) -> Tell:
    def tell(turn: Telling) -> str:
        value = read(turn)
        if isinstance(value, list):
            value = [label_of(item, labels, turn.locale) for item in value]
        elif not isinstance(value, dict):
            value = label_of(value, labels, turn.locale)
        return _filtered(value, turn, chain, kind)

    return tell


def label_of(value: Any, labels: Mapping[str, Mapping[str, str]], locale: str) -> Any:
    """Return the label that stands for a value, or the value itself."""
    if isinstance(value, list | dict):
        return value
    by_locale = labels.get(str(value))
    return by_locale.get(locale) or next(iter(by_locale.values())) if by_locale else value


def _kind_of(path: tuple[str | int, ...], names: Names) -> str | None:
    """A variable's declared type; a field that ends in _cents is money wherever it stands."""
    if len(path) == 1:
        return names.types.get(str(path[0]))
    last = str(path[-1])
    if last.endswith("_cents"):
        return "money"
    root = names.types.get(str(path[0]))
    return root if last in {"min", "max"} else None
