"""HTTP calls to servers on this machine, never through a proxy that the environment names for the outside world."""

import json
from http.client import HTTPException
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from local.ports import HOST

TIMEOUT = 10.0  # seconds

_opener = build_opener(ProxyHandler({}))


def fetch(url: str, body: Any = None) -> bytes:
    """GET the address, or POST `body` to it as JSON; raise OSError when it does not answer with a success."""
    if not url.startswith(f"http://{HOST}:"):
        raise ValueError(f"{url} is not on this machine")
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data=data, headers={"content-type": "application/json"})  # noqa: S310 - checked above
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read())
    except HTTPException as error:
        raise OSError(f"{url}: {error!r}") from error


def answers(url: str) -> bool:
    """Say whether the address answers with a success."""
    try:
        fetch(url)
    except OSError:
        return False
    return True
