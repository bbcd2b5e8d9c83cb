"""Small flows whose every answer shows what became of a message: the counter is the state, and ends the text."""

from typing import Any

Json = dict[str, Any]

_COUNT: Json = {
    "id": "count", "type": "score", "save_as": "n", "add": True, "rules": [{"when": "true", "points": 1}],
    "transitions": [{"to": "echo"}],
}  # fmt: skip

# One answer per turn: what was said, and which turn of the conversation this is.
ECHO: Json = {
    "version": 1,
    "start": "count",
    "policy": {"debounce_ms": 0},
    "nodes": [
        _COUNT,
        {"id": "echo", "type": "ask_text", "prompt": "{{ last }} #{{ n }}", "save_as": "last", "transitions": [{"to": "count"}]},
    ],
}  # fmt: skip

# Two messages per turn, in order: a place on the map, then the same.
PAIR: Json = ECHO | {
    "nodes": [
        _COUNT | {"transitions": [{"to": "place"}]},
        {
            "id": "place", "type": "message",
            "parts": [{"location": {"latitude": -27.6, "longitude": -48.5, "name": "Centro", "address": "Rua A"}}],
            "transitions": [{"to": "echo"}],
        },
        ECHO["nodes"][1],
    ]
}  # fmt: skip

COUNTER = "n"  # the variable that counts turns
