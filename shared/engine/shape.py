"""The first look at a definition: is it an object of bounded size and depth? Linear, without recursion, before any model."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shared.engine.limits import MAX_DEFINITION_BYTES, MAX_DEPTH, MAX_NODES
from shared.engine.problems import Problem


def read_shape(definition: object) -> list[Problem]:
    """Return what makes a definition unfit to be read at all."""
    if not isinstance(definition, Mapping):
        return [_error("shape_invalid", "", "A definition is a JSON object.")]
    size, depth = _measure(definition)
    if depth > MAX_DEPTH:
        return [_error("definition_too_deep", "", f"The definition is nested deeper than {MAX_DEPTH}.")]
    if size > MAX_DEFINITION_BYTES:
        return [_error("definition_too_large", "", f"The definition is larger than {MAX_DEFINITION_BYTES} bytes.")]
    nodes = definition.get("nodes")
    if isinstance(nodes, list) and len(nodes) > MAX_NODES:
        return [_error("too_many_nodes", "nodes", f"There are more than {MAX_NODES} nodes.")]
    return []


def _measure(value: object) -> tuple[int, int]:
    """Return the size as JSON (about) and the depth, giving up just past either limit."""
    size, depth = 0, 0
    level: list[object] = [value]
    while level and depth <= MAX_DEPTH:
        depth += 1
        following: list[object] = []
        for item in level:
            if isinstance(item, str):
                size += _bytes_of(item) + 2
            elif isinstance(item, Mapping):
                size += 2 + 4 * len(item) + sum(map(len, map(str, item)))
                following.extend(item.values())
            elif isinstance(item, list | tuple):
                size += 2 + len(item)
                following.extend(item)
            elif isinstance(item, int) and not isinstance(item, bool):
                size += max(1, item.bit_length() // 3)
            else:
                size += 5
            if size > MAX_DEFINITION_BYTES:
                return size, depth
        level = following
    return size, depth


def _bytes_of(text: str) -> int:
    is_plain = text.isascii() or len(text) > MAX_DEFINITION_BYTES
    return len(text) if is_plain else len(text.encode("utf-8", "surrogatepass"))


# What Pydantic adds to the place of a problem when a value may be one of several things: the thing it was taken for.
_UNION_MEMBER = re.compile(
    r"constrained-(str|int|float)|str|int|float|bool|none|function-.*|(dict|list|tuple|literal|union|nullable)\[.*\]"
    r"|(Money|PlaceSource|Otherwise|Secret|After|Reaction)"
)


def path_of(location: Sequence[Any]) -> str:
    """("nodes", 3, "options", 0, "label") is "nodes[3].options[0].label"."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "[key]" and _UNION_MEMBER.fullmatch(part) is None:
            path += f".{part}" if path else str(part)
    return path


def _error(code: str, path: str, message: str) -> Problem:
    return Problem("error", code, None, path, message)
