"""A contact's file that was fetched, or why it was not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoMedia:
    """code: media_unavailable (gone, refused, or out of time) | media_too_large | media_type (none of the wanted ones) | media_host (Meta named a host that we do not go to)."""

    code: str
