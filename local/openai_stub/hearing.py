"""What OpenAI's transcription refuses, and what Prosa promises never to send."""

from dataclasses import dataclass
from typing import Final

FORMATS: Final = {"flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm"}  # told by the file's name
MAX_BYTES: Final = 25_000_000  # OpenAI's own bound on a file


@dataclass(frozen=True, slots=True)
class Heard:
    """One request, taken apart."""

    model: str
    response_format: str
    language: str
    filename: str
    data: bytes


def wrong_with(heard: Heard, authorization: str) -> list[str]:
    """Return what is wrong with a transcription request, in words; nothing wrong = empty."""
    wrong: list[str] = []
    if not authorization.startswith("Bearer "):
        wrong.append("no bearer key")
    if not heard.model:
        wrong.append("you must provide a model parameter")
    if not heard.data:
        wrong.append("file is empty or missing")
    if heard.filename.rpartition(".")[2].lower() not in FORMATS:
        wrong.append("unrecognized file format")
    if len(heard.data) > MAX_BYTES:
        wrong.append("maximum content size limit exceeded")
    if heard.response_format not in {"json", "text"}:
        wrong.append("the format is not one that every model has")
    if heard.language and len(heard.language) != 2:  # ISO 639-1
        wrong.append("invalid language")
    return wrong
