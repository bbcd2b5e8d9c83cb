"""How deep a JSON value is nested, found without recursion: the depth is the sender's choice."""

from typing import Any


def is_nested_deeper(value: Any, depth: int) -> bool:
    """Whether lists and objects stand in each other more than `depth` times."""
    level = [value]
    for _ in range(depth):
        level = [inner for outer in level for inner in inside(outer)]
        if not level:
            return False
    return True


def inside(value: Any) -> list[Any]:
    """The members of a list, the values of an object; nothing has anything else inside."""
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
