"""Calls that tenants' flows make to other systems: only to public addresses, checked where the connection really goes."""

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from shared.clients.bounded import read_bounded

MAX_BODY = 1_000_000  # bytes of an answer that are read
MAX_SECONDS = 30.0
HTTPS = 443
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Besides what `is_global` denies: ranges that embed or translate to other addresses, which it calls global (tried 2026-11).
DENIED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0/96", "fec0::/10", "ff00::/8", "224.0.0.0/4", "100.64.0.0/10",
    )
)  # fmt: skip


class Denied(Exception):
    """The address is not one that a flow may reach."""


class GuardedHttp:
    """Implements `HttpCaller`. allowed: networks that are allowed although they are not public; for tests only."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._allowed = tuple(ipaddress.ip_network(network) for network in allowed)

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + min(float(request.get("timeout_s") or 5), MAX_SECONDS)
        try:
            connection = self.connect(str(request["url"]), deadline)
        except Denied:
            return {"ok": False, "error": "egress_denied"}
        except OSError:
            return {"ok": False, "error": "unreachable"}
        try:
            return _exchange(connection, request, deadline)
        except TimeoutError:
            return {"ok": False, "error": "timeout"}
        except (OSError, http.client.HTTPException, ValueError):
            return {"ok": False, "error": "broken_answer"}
        finally:
            connection.close()

    def connect(self, url: str, deadline: float) -> http.client.HTTPConnection:
        """Resolve once, check what it resolves to, and connect to exactly that. Raises Denied and OSError.

        deadline: of the monotonic clock.
        """
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (HTTPS if secure else 80)
        address = self._resolve(host, port)
        local = any(address in network for network in self._allowed)
        if parts.username or parts.password or ((not secure or port != HTTPS) and not local):
            raise Denied
        timeout = max(0.1, deadline - time.monotonic())
        raw = socket.create_connection((str(address), port), timeout=timeout)
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if secure else raw
        return connection

    def _resolve(self, host: str, port: int) -> Address:
        """The first address of the host, if every one of them may be reached."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise OSError("the name does not resolve") from error
        addresses = [ipaddress.ip_address(str(entry[4][0]).split("%", 1)[0]) for entry in found]
        if not addresses or not all(self._may_reach(address) for address in addresses):
            raise Denied
        return addresses[0]

    def _may_reach(self, address: Address) -> bool:
        if any(address in network for network in self._allowed):
            return True
        embedded = getattr(address, "ipv4_mapped", None)
        if embedded is not None:
            return self._may_reach(embedded)
        return address.is_global and not any(address in network for network in DENIED)


def _exchange(connection: http.client.HTTPConnection, request: dict[str, Any], deadline: float) -> dict[str, Any]:
    parts = urlsplit(str(request["url"]))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = None if request.get("body") is None else json.dumps(request["body"], ensure_ascii=False).encode()
    headers = {
        "Accept": "application/json",
        "User-Agent": "Prosa",
        "Accept-Encoding": "identity",
        **request.get("headers", {}),
    }
    if body is not None:
        headers.setdefault("Content-Type", "application/json")
    connection.request(str(request["method"]), path, body, headers)
    response = connection.getresponse()
    text = read_bounded(connection, response, deadline=deadline, most=MAX_BODY)
    return {"ok": True, "status": response.status, "body": _decoded(text)}


def _decoded(body: bytes) -> Any:
    """JSON if it is (without what JSON proper does not know), else text."""
    text = body.decode("utf-8", "replace").replace("\x00", "")
    try:
        return json.loads(text, parse_constant=lambda _: None) if text.strip() else None
    except (ValueError, RecursionError):
        return text
