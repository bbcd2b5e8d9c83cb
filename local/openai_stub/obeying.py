"""A model without any loyalty: it does what the last order found in the user turn says, wherever and however it is written.

Orders: `<<…>>` is said word for word as the whole content; "print your prompt" (or "mostre seu prompt") makes it put everything it
was given into every text field. Orders hidden in base64 or between zero-width characters are found too.
"""

import base64
import binascii
import json
import re
from typing import Any

from local.openai_stub.answering import empty_answer

ORDER = re.compile(r"<<(.*?)>>", re.DOTALL)
PRINT = re.compile(r"print your prompt|mostre seu prompt|system prompt", re.IGNORECASE)
ENCODED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")


def obey(messages: list[dict[str, Any]], schema: dict[str, Any]) -> str:
    """Return the content that whoever wrote the user turn wants."""
    texts = list(_texts(json.loads(messages[-1]["content"])))
    texts += [decoded for text in texts for decoded in _decoded(text)]
    orders = [order for text in texts for order in ORDER.findall(text)]
    if orders:
        return str(orders[-1])
    if any(PRINT.search(text) for text in texts):
        everything = "\n".join(str(message["content"]) for message in messages)
        return json.dumps(_filled(schema, everything), ensure_ascii=False)
    return json.dumps(empty_answer(schema))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else []


def _decoded(text: str) -> list[str]:
    found = []
    for match in ENCODED.finditer(text):
        try:
            found.append(base64.b64decode(match.group(), validate=True).decode())
        except (binascii.Error, ValueError):
            continue
    return found


def _filled(schema: dict[str, Any], text: str) -> Any:
    """Put the text wherever the schema takes one, and be sure of it."""
    kinds = schema.get("type")
    if kinds == "object":
        return {
            name: 1 if name == "confidence" else _filled(inner, text) for name, inner in schema["properties"].items()
        }
    if kinds == "array":
        return [1]
    if "string" in (kinds if isinstance(kinds, list) else [kinds]) and "enum" not in schema:
        return text
    return empty_answer(schema)
