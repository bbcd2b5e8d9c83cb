"""The path of an HTTP API's event without its stage: a stage that is not $default stands before every path."""

from collections.abc import Mapping
from typing import Any


def path_of(event: Mapping[str, Any]) -> str:
    """Give the path that the routes know; not decoded."""
    path, stage = str(event["rawPath"]), event["requestContext"].get("stage", "$default")
    return path[len(stage) + 1 :] if path.startswith(f"/{stage}/") else path


def without_stage(event: dict[str, Any]) -> dict[str, Any]:
    """Give the event with such a path; the event itself when there is nothing to take away."""
    path = path_of(event)
    if path == event["rawPath"]:
        return event
    context = event["requestContext"]
    return {**event, "rawPath": path, "requestContext": {**context, "http": {**context["http"], "path": path}}}
