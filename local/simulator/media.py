"""Files: uploaded by the business, sent by people, or fetched from links; and their five-minute urls."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from local.simulator.checks.media import check_file
from local.simulator.errors import GraphError
from local.simulator.limits import LIMITS, media_limit
from local.simulator.outbound import client
from local.simulator.settings import MediaSettings

LINK_CACHE_SECONDS: Final = LIMITS["media"]["link_cache_minutes"] * 60
FETCH_SECONDS: Final = 10
MAX_REDIRECTS: Final = 3


@dataclass(frozen=True, slots=True)
class Media:
    """One file; phone_number_id: the number it is bound to, None for a file fetched from a link."""

    id: str
    phone_number_id: str | None
    mime_type: str
    data: bytes
    filename: str | None = None

    @property
    def digest(self) -> bytes:
        """Hash the bytes."""
        return hashlib.sha256(self.data).digest()


class MediaStore:
    """All files, in memory."""

    def __init__(self, base_url: str, dice: Random) -> None:
        self.settings = MediaSettings()
        self._base_url, self._dice = base_url, dice
        self._files: dict[str, Media] = {}
        self._by_link: dict[str, tuple[float, Media]] = {}

    def add(self, phone_number_id: str | None, mime_type: str, data: bytes, filename: str | None = None) -> Media:
        """Keep a file under a new id."""
        media = Media(str(self._dice.randrange(10**15, 10**16)), phone_number_id, mime_type, data, filename)
        self._files[media.id] = media
        return media

    def find(self, media_id: str, phone_number_id: str | None = None) -> Media | None:
        """Find a file, of this number only if one is named."""
        media = self._files.get(media_id)
        return None if media and phone_number_id and media.phone_number_id != phone_number_id else media

    def delete(self, media: Media) -> None:
        """Forget a file."""
        self._files.pop(media.id, None)

    def clear(self) -> None:
        """Forget all files."""
        self._files.clear()
        self._by_link.clear()

    def browser_url(self, media_id: str) -> str:
        """Say where a browser finds the file."""
        return f"{self._base_url}/sim/media/{media_id}"

    def download_url(self, media: Media, source: str = "getMedia") -> str:
        """Make a url that lives five minutes and wants the Bearer token."""
        expires = int(time.time() + self.settings.url_minutes * 60)
        return (
            f"{self._base_url}/whatsapp_business/attachments/?mid={media.id}&source={source}&ext={expires}"
            f"&hash={_url_hash(media.id, expires)}"
        )

    def from_url(self, media_id: str, expires: str, url_hash: str) -> Media | None:
        """Find the file of a download url; None when the url is wrong or too old."""
        if not expires.isdigit() or int(expires) <= time.time():
            return None
        return self.find(media_id) if hmac.compare_digest(url_hash, _url_hash(media_id, int(expires))) else None

    async def fetch(self, kind: str, link: str) -> Media:
        """Fetch a link as Meta does, ten minutes cached, and check type and size.

        Raises GraphError 131053.
        """
        cached = self._by_link.get(link)
        if cached is None or cached[0] < time.monotonic():
            mime_type, data = await _download(link, media_limit(kind).max_bytes)
            media = self.add(None, mime_type, data)
            self._by_link[link] = (time.monotonic() + LINK_CACHE_SECONDS, media)
        else:
            media = cached[1]
        check_file(kind, media.mime_type, len(media.data))
        return media


def inbound_body(media: Media, url: str, extra: dict[str, Any]) -> dict[str, Any]:
    """Describe a person's file for the webhook."""
    digest = base64.b64encode(media.digest).decode()
    return {"mime_type": media.mime_type, "sha256": digest, "id": media.id, "url": url, **extra}


async def _download(link: str, most: int) -> tuple[str, bytes]:
    """Read a link up to one byte above the limit, so that the check can tell it is too big."""
    try:
        async with (
            client(FETCH_SECONDS, max_redirects=MAX_REDIRECTS) as http,
            http.stream("GET", link) as answer,
        ):
            if answer.status_code != 200:
                raise GraphError(131053, f"Downloading media from weblink failed with http code {answer.status_code}.")
            data = bytearray()
            async for chunk in answer.aiter_bytes():
                data += chunk
                if len(data) > most:
                    break
            return answer.headers.get("content-type", ""), bytes(data)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        host = urlsplit(link).netloc
        raise GraphError(131053, f"Downloading media from weblink at {host} failed: {type(error).__name__}.") from error


def _url_hash(media_id: str, expires: int) -> str:
    return "AR" + hashlib.sha256(f"simulator|{media_id}|{expires}".encode()).hexdigest()[:20]
