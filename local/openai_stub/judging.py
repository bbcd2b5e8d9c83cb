"""Whether a request keeps to what Prosa promises: the roles, a strict schema, bounds, and no personal data by accident."""

import json
from typing import Any


def violations(body: dict[str, Any], authorization: str) -> list[str]:
    """Return what is wrong with a chat request, in words; nothing wrong = empty."""
    wrong: list[str] = []
    messages = body.get("messages")
    if not authorization.startswith("Bearer "):
        wrong.append("no bearer key")
    if not isinstance(messages, list) or [message.get("role") for message in messages] != ["system", "user"]:
        return [*wrong, "the roles are not exactly system and user"]
    if not all(isinstance(message.get("content"), str) for message in messages):
        return [*wrong, "a content is no text"]
    wrong += _material(messages[1]["content"])
    form = body.get("response_format") or {}
    if form.get("type") != "json_schema" or (form.get("json_schema") or {}).get("strict") is not True:
        wrong.append("no strict schema")
    if not isinstance(body.get("max_completion_tokens"), int):
        wrong.append("no bound on the answer")
    if body.get("stream") or body.get("tools"):
        wrong.append("streams or offers tools")
    return wrong


def _material(content: str) -> list[str]:
    """The user turn is one JSON object of known fields, so that nothing in it can pass for a turn of its own."""
    try:
        material = json.loads(content)
    except ValueError:
        return ["the user turn is no JSON"]
    if not isinstance(material, dict) or not {"message", "locale"} <= set(material) <= {
        "message",
        "locale",
        "passages",
    }:
        return ["the user turn has other fields than message, locale and passages"]
    return []
