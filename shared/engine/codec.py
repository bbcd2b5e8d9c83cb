"""State, events, effects, facts and messages as plain JSON values and back: stable, versioned, tolerant in what it reads.

Every dataclass is an object of its fields, those with their default value left out, and a union's member carries its name in
"is". Times are ISO texts in UTC. `{"v": 1, …}` stands on the outermost object.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin

from shared.domain.messages import Incoming, Outgoing
from shared.engine.effects import Effect
from shared.engine.events import Event
from shared.engine.facts import FactRequest
from shared.engine.state import State
from shared.engine.words import canonical

VERSION = 1
Json = dict[str, Any]


class CodecError(ValueError):
    """A stored value that is not of this codec's making."""


def state_to_json(state: State) -> Json:
    return {"v": VERSION, **encode(state)}


def state_from_json(value: Mapping[str, Any]) -> State:
    """Read a stored state; raises CodecError for what is none."""
    return typing.cast("State", decode(State, value))


def event_to_json(event: Event) -> Json:
    return {"v": VERSION, **encode_member(event)}


def event_from_json(value: Mapping[str, Any]) -> Event:
    return typing.cast("Event", decode(Event, value))


def effect_to_json(effect: Effect) -> Json:
    return {"v": VERSION, **encode_member(effect)}


def effect_from_json(value: Mapping[str, Any]) -> Effect:
    return typing.cast("Effect", decode(Effect, value))


def fact_request_to_json(request: FactRequest) -> Json:
    return {"v": VERSION, **encode_member(request)}


def fact_request_from_json(value: Mapping[str, Any]) -> FactRequest:
    return typing.cast("FactRequest", decode(FactRequest, value))


def fact_key(request: FactRequest) -> str:
    """The canonical JSON of a request: equal requests have one key, in this process and any other."""
    return canonical(encode_member(request))


def outgoing_to_json(message: Outgoing) -> Json:
    return {"v": VERSION, **encode_member(message)}


def outgoing_from_json(value: Mapping[str, Any]) -> Outgoing:
    return typing.cast("Outgoing", decode(Outgoing, value))


def incoming_to_json(message: Incoming) -> Json:
    return {"v": VERSION, **encode(message)}


def incoming_from_json(value: Mapping[str, Any]) -> Incoming:
    return typing.cast("Incoming", decode(Incoming, value))


# --- the mechanism: one encoder and one decoder per type, worked out once from its annotations


def encode(value: Any) -> Any:
    """Return a dataclass, or whatever its fields hold, as JSON values."""
    return _encoder(value.__class__)(value)


def encode_member(value: Any) -> Json:
    """Encode a member of a union: its name goes along."""
    return {"is": type(value).__name__, **encode(value)}


@cache
def _encoder(kind: type) -> Callable[[Any], Any]:
    """Return what encodes the values of one class."""
    if issubclass(kind, Enum):
        return lambda value: value.value
    if kind in _PLAIN:
        return _as_it_is
    if dataclasses.is_dataclass(kind):
        return _dataclass_encoder(kind)
    if issubclass(kind, datetime):
        return lambda value: value.astimezone(UTC).isoformat()
    if issubclass(kind, Mapping):
        return lambda value: {str(key): encode(inner) for key, inner in value.items()}
    if issubclass(kind, list | tuple):
        return lambda value: [inner if inner.__class__ in _PLAIN else encode(inner) for inner in value]
    if issubclass(kind, timedelta):
        return lambda value: value.total_seconds()
    return _as_it_is


_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def _as_it_is(value: Any) -> Any:
    return value


def _dataclass_encoder(kind: type) -> Callable[[Any], Json]:
    hints = typing.get_type_hints(kind)
    fields = [(field.name, *_default(field), _field_encoder(hints[field.name])) for field in dataclasses.fields(kind)]

    def run(value: Any) -> Json:
        encoded: Json = {}
        for name, has_default, default, write in fields:
            inner = getattr(value, name)
            if has_default and (inner is default or (inner == default and type(inner) is type(default))):
                continue
            encoded[name] = write(inner)
        return encoded

    return run


def _field_encoder(hint: Any) -> Callable[[Any], Any]:
    if _is_union(hint):
        return encode_member
    return _rows if _row_kinds(hint) else encode


def _rows(value: Any) -> list[list[Any]]:
    return [list(row) for row in value]


def _row_kinds(hint: Any) -> tuple[type, ...]:
    """The kinds of `tuple[tuple[str, int], ...]` and its like: a session's trail has fifty rows, read and written each turn."""
    arguments = get_args(hint)
    if get_origin(hint) is not tuple or len(arguments) != 2 or arguments[1] is not Ellipsis:
        return ()
    kinds = get_args(arguments[0]) if get_origin(arguments[0]) is tuple else ()
    return kinds if all(kind in (str, int, bool) for kind in kinds) else ()


def _default(field: Any) -> tuple[bool, Any]:
    if field.default is not dataclasses.MISSING:
        return True, field.default
    if field.default_factory is not dataclasses.MISSING:
        return True, field.default_factory()
    return False, None


def _members(hint: Any) -> tuple[type, ...]:
    if get_origin(hint) not in {Union, types.UnionType}:
        return ()
    return tuple(one for one in get_args(hint) if one is not type(None))


def _is_union(hint: Any) -> bool:
    """A union of several dataclasses, whose members need their names written."""
    members = _members(hint)
    return len(members) > 1 and all(dataclasses.is_dataclass(member) for member in members)


def decode(hint: Any, value: Any) -> Any:
    """Rebuild a value of type `hint`; raises CodecError."""
    return _decoder(hint)(value)


@cache
def _decoder(hint: Any) -> Callable[[Any], Any]:
    if kinds := _row_kinds(hint):
        return lambda value: _read_rows(value, kinds)
    members = _members(hint)
    if _is_union(hint):
        by_name = {member.__name__: member for member in members}
        return lambda value: _decoder(_named(by_name, value))(value)
    if members:
        if len(members) > 1:
            return _as_it_is  # a union of plain JSON types
        inner = _decoder(members[0])
        return lambda value: None if value is None else inner(value)
    if dataclasses.is_dataclass(hint):
        return _dataclass_decoder(hint)  # type: ignore[arg-type]  # a class, not an instance
    if get_origin(hint) is tuple:
        return _tuple_decoder(get_args(hint))
    if hint is datetime:
        return _moment
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: _enum(hint, value)
    if get_origin(hint) is Literal:
        return _one_of(get_args(hint))
    return _PLAIN_DECODERS.get(get_origin(hint) or hint, _as_it_is)


def _named(by_name: dict[str, type], value: Any) -> type:
    name = value.get("is") if isinstance(value, Mapping) else None
    if not isinstance(name, str) or name not in by_name:
        raise CodecError(f"unknown member {str(name)[:40]!r}")
    return by_name[name]


def _dataclass_decoder(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    fields = [(field.name, _decoder(hints[field.name]), _default(field)[0]) for field in dataclasses.fields(kind)]

    def run(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise CodecError(f"{kind.__name__} is an object")
        given: Json = {}
        for name, read, has_default in fields:
            if name in value:
                given[name] = read(value[name])
            elif not has_default:
                raise CodecError(f"{kind.__name__} needs {name}")
        return kind(**given)

    return run


def _tuple_decoder(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        read = _decoder(arguments[0])
        return lambda value: tuple([read(inner) for inner in _list(value)])
    readers = tuple(_decoder(argument) for argument in arguments)

    def fixed(value: Any) -> Any:
        items = _list(value)
        if len(items) != len(readers):
            raise CodecError("a tuple of another length")
        return tuple([read(inner) for read, inner in zip(readers, items, strict=True)])

    return fixed


def _read_rows(value: Any, kinds: tuple[type, ...]) -> tuple[tuple[Any, ...], ...]:
    rows = tuple([tuple(row) if row.__class__ is list else tuple(_list(row)) for row in _list(value)])
    if any(tuple(map(type, row)) != kinds for row in rows):
        raise CodecError(f"a row is no {', '.join(kind.__name__ for kind in kinds)}")
    return rows


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise CodecError("a list is missing")
    return list(value)


def _moment(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (TypeError, ValueError):
        raise CodecError("a time is missing") from None


def _enum(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise CodecError(f"unknown {kind.__name__}") from None


def _one_of(names: tuple[str, ...]) -> Callable[[Any], Any]:
    def run(value: Any) -> Any:
        if not isinstance(value, str) or value not in names:
            raise CodecError(f"{str(value)[:40]!r} is none of {', '.join(names)}")
        return value

    return run


def _a(kind: type, *others: type, called: str) -> Callable[[Any], Any]:
    """Return what lets only values of one JSON type pass; true and false are no numbers."""
    kinds = frozenset({kind, *others})

    def run(value: Any) -> Any:
        if value.__class__ not in kinds:
            raise CodecError(f"{called} is missing")
        return value

    return run


_PLAIN_DECODERS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    str: _a(str, called="a text"),
    int: _a(int, called="a whole number"),
    float: _a(float, int, called="a number"),
    bool: _a(bool, called="true or false"),
    dict: _a(dict, called="an object"),
}
