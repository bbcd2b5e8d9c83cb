"""What a model says that found nothing: every field of the schema null, empty or zero."""

from typing import Any


def empty_answer(schema: dict[str, Any]) -> Any:
    """Return the emptiest value that the schema allows."""
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return None
    match kinds:
        case "object":
            return {name: empty_answer(inner) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return []
        case "number" | "integer":
            return 0
        case "boolean":
            return False
        case _:
            return ""
