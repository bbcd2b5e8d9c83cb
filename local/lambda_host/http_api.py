"""The HTTP API of API Gateway (payload 2.0): a request becomes an event, what the function answers becomes the answer.

Source: API Gateway developer guide, "AWS Lambda proxy integrations for HTTP APIs", read 2026-11.
"""

import base64
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

TEXT = ("text/", "application/json", "application/javascript", "application/xml")  # other bodies travel as base64
DEFAULT_STAGE = "$default"


@dataclass(frozen=True, slots=True)
class Request:
    """headers: as received, in order, names may repeat. query: as received, not decoded. path: without the stage."""

    method: str
    path: str
    query: str = ""
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    client: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


def to_event(request: Request, *, route_key: str = "$default", stage: str = DEFAULT_STAGE) -> dict[str, Any]:
    """Write the event. A stage other than $default is part of the path that the function sees."""
    headers = _joined(request.headers)
    cookies = [part.strip() for part in headers.pop("cookie", "").split(";") if part.strip()]
    host = headers.get("host", "localhost")
    path = request.path if stage == DEFAULT_STAGE else f"/{stage}{request.path}"
    now = datetime.now(UTC)
    text = _as_text(request.body, headers.get("content-type", "application/json"))
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": request.query,
        "headers": {
            "x-forwarded-for": request.client,
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
            **headers,
        },
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": host.split(":")[0],
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.client,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": uuid.uuid4().hex,
            "routeKey": route_key,
            "stage": stage,
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(time.time() * 1000),
        },
        "isBase64Encoded": bool(request.body) and text is None,
    }
    if cookies:
        event["cookies"] = cookies
    if request.body:
        event["body"] = text if text is not None else base64.b64encode(request.body).decode()
    return event


def from_answer(answer: Any) -> Response:
    """Read what the function returned; anything that is no answer is the gateway's own 500."""
    if not isinstance(answer, dict) or not isinstance(answer.get("statusCode"), int):
        return failed()
    body = answer.get("body") or ""
    data = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    headers = [(name.lower(), str(value)) for name, value in (answer.get("headers") or {}).items()]
    headers += [("set-cookie", cookie) for cookie in answer.get("cookies") or ()]
    return Response(answer["statusCode"], [held for held in headers if held[0] != "content-length"], data)


def failed() -> Response:
    """What API Gateway says when the function raised or ran out of time."""
    return Response(500, [("content-type", "application/json")], b'{"message":"Internal Server Error"}')


def not_found() -> Response:
    """What API Gateway says for a path without a route."""
    return Response(404, [("content-type", "application/json")], b'{"message":"Not Found"}')


def _joined(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        separator = "; " if key == "cookie" else ","
        joined[key] = f"{joined[key]}{separator}{value}" if key in joined else value
    return joined


def _as_text(body: bytes, content_type: str) -> str | None:
    if not content_type.lower().startswith(TEXT):
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
