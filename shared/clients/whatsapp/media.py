"""The MediaSource over Meta's Graph API: a look-up for the address, then the download, both with the number's own token."""

import base64
import hashlib
import http.client
import json
import ssl
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, urlsplit

from shared.clients.bounded import TooLarge, read_bounded
from shared.clients.egress import Denied, GuardedHttp
from shared.domain.media import NoMedia
from shared.domain.sending import Sender

HOSTS: Final = frozenset(
    {"lookaside.fbsbx.com"}
)  # where the Cloud API keeps files (Meta's media reference, read 2026-11)
MAX_LOOK_UP: Final = 65_536  # bytes; the answer has some 500
UNAVAILABLE: Final = NoMedia("media_unavailable")


class GraphMedia:
    """Implements `MediaSource`. base_url, version: of Graph. timeout: for both requests together.

    The download goes to Graph's own origin or to HOSTS, over TLS and to public addresses; no redirect is followed, so that
    the token is never shown to anybody else.
    """

    def __init__(self, base_url: str, version: str, timeout: timedelta, guard: GuardedHttp) -> None:
        self._base_url, self._version = base_url.rstrip("/"), version
        self._timeout = timeout
        self._guard = guard

    def fetch(self, sender: Sender, media_id: str, *, types: Sequence[str], most: int) -> bytes | NoMedia:
        deadline = time.monotonic() + self._timeout.total_seconds()
        try:
            return self._fetch(sender, media_id, types, most, deadline)
        except TooLarge:
            return NoMedia("media_too_large")
        except Denied:
            return NoMedia("media_host")
        except (OSError, http.client.HTTPException, ValueError):
            return UNAVAILABLE

    def _fetch(
        self, sender: Sender, media_id: str, types: Sequence[str], most: int, deadline: float
    ) -> bytes | NoMedia:
        about = f"{self._base_url}/{self._version}/{quote(media_id, safe='')}?phone_number_id={quote(sender.number)}"
        status, body = self._get(about, sender.token, deadline, MAX_LOOK_UP)
        found: Any = json.loads(body) if status == http.HTTPStatus.OK else None
        if not isinstance(found, dict) or not isinstance(found.get("url"), str):
            return UNAVAILABLE
        if str(found.get("mime_type", "")).partition(";")[0].strip().lower() not in types:
            return NoMedia("media_type")
        if _number(found.get("file_size")) > most:
            return NoMedia("media_too_large")
        status, data = self._get(found["url"], sender.token, deadline, most)
        is_whole = status == http.HTTPStatus.OK and _has_digest(data, found.get("sha256"))
        return data if is_whole else UNAVAILABLE

    def _get(self, url: str, token: str, deadline: float, most: int) -> tuple[int, bytes]:
        connection = self._connect(url, deadline)
        try:
            parts = urlsplit(url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"Authorization": f"Bearer {token}", "User-Agent": "Prosa", "Accept-Encoding": "identity"}
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            return response.status, read_bounded(connection, response, deadline=deadline, most=most)
        finally:
            connection.close()

    def _connect(self, url: str, deadline: float) -> http.client.HTTPConnection:
        """Raises Denied for an address that is neither Graph's nor one of HOSTS."""
        parts = urlsplit(url)
        if not _is_same_origin(url, self._base_url):
            if parts.hostname not in HOSTS:
                raise Denied
            return self._guard.connect(url, deadline)
        timeout = max(0.1, deadline - time.monotonic())
        if parts.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout, context=context)
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)


def _is_same_origin(url: str, other: str) -> bool:
    one, two = urlsplit(url), urlsplit(other)
    return (one.scheme, one.hostname, one.port) == (two.scheme, two.hostname, two.port) and not one.username


def _number(given: Any) -> int:
    """Meta writes sizes as numbers or as text."""
    return int(given) if isinstance(given, int) or (isinstance(given, str) and given.isdecimal()) else 0


def _has_digest(data: bytes, given: Any) -> bool:
    """Meta writes it in hex or in base64; where it says nothing, nothing is compared."""
    digest = hashlib.sha256(data).digest()
    return not isinstance(given, str) or not given or given in {digest.hex(), base64.b64encode(digest).decode()}
