"""What became of a file that should hold text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoText:
    """code: pdf_unreadable | pdf_encrypted | pdf_no_text | pdf_too_many_pages | pdf_too_long | pdf_too_costly (time or memory)."""

    code: str
