"""The checks of media objects in a request and of the files behind them."""

import re
from typing import Final

from local.simulator.checks.fields import Fields
from local.simulator.errors import GraphError
from local.simulator.limits import media_limit, text_limit

LINK: Final = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
NO_CAPTION: Final = ("audio", "sticker")


def check_media(media: Fields, kind: str) -> None:
    """Check a media object: one source, caption and file name only where they belong."""
    media.only("id", "link", "caption", "filename", "voice", "provider")
    if media.has("id") == media.has("link"):
        raise GraphError(
            131009 if media.has("id") else 131008, f"{media.path}: exactly one of id and link is required."
        )
    if media.has("link") and not LINK.match(media.string("link")):
        raise GraphError(131009, f"{media.path}.link must be an http or https URL.")
    if media.has("id"):
        media.string("id")
    if media.has("caption"):
        if kind in NO_CAPTION:
            raise GraphError(100, f"Caption is not supported for {kind} messages.")
        media.text("caption", text_limit(kind, "caption"))
    if media.has("filename") and kind != "document":
        raise GraphError(100, f'Unexpected key "filename" on param "{media.path}".')
    if media.has("voice") and kind != "audio":
        raise GraphError(100, f'Unexpected key "voice" on param "{media.path}".')
    media.flag("voice")


def check_file(kind: str, mime_type: str, size: int) -> None:
    """Check an uploaded or fetched file against what Meta takes for this kind (131053)."""
    limit = media_limit(kind)
    plain = mime_type.partition(";")[0].strip().lower()
    if plain not in limit.mime_types:
        raise GraphError(131053, f"Unsupported {kind} mime type {plain or 'unknown'}.")
    if size > limit.max_bytes:
        raise GraphError(131053, f"{kind} file of {size} bytes is above {limit.max_bytes} bytes.")
    if size == 0:
        raise GraphError(131053, f"{kind} file is empty.")
