"""The child: `python -m shared.clients.pdf.child < file.pdf` prints {"text": …} or {"error": "<code>"}, or dies of its limits."""

import io
import json
import sys
from typing import Any, Final

MAX_PAGES: Final = 300
MAX_CHARACTERS: Final = 200_000  # as of a text that is added by hand
MAX_MEMORY: Final = 512 * 1024 * 1024  # bytes of address space; Python and pypdf take some 100 MB of it
MAX_SECONDS: Final = 10  # of processor time


def main() -> None:
    """Read, and say what was found."""
    data = sys.stdin.buffer.read()
    _limit()
    try:
        found: dict[str, Any] = _read(data)
    except (MemoryError, RecursionError):
        found = {"error": "pdf_too_costly"}
    except Exception:  # noqa: BLE001 - whatever a file does to the library, it is the file that cannot be read
        found = {"error": "pdf_unreadable"}
    sys.stdout.write(json.dumps(found))


def _limit() -> None:
    """Take from this process what it will not need. Windows has no such limits; there the parent's clock is all."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _read(data: bytes) -> dict[str, Any]:
    import pypdf

    if b"%PDF-" not in data[:1024]:
        return {"error": "pdf_unreadable"}
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):  # an empty password only keeps readers from printing
        return {"error": "pdf_encrypted"}
    if len(reader.pages) > MAX_PAGES:
        return {"error": "pdf_too_many_pages"}
    pages, size = list[str](), 0
    for page in reader.pages:
        text = _clean(page.extract_text())
        size += len(text)
        if size > MAX_CHARACTERS:
            return {"error": "pdf_too_long"}
        pages.append(text)
    whole = "\n\n".join(filter(None, pages))
    return {"text": whole} if whole else {"error": "pdf_no_text"}


def _clean(text: str) -> str:
    """Without what Postgres does not store."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode().strip()


if __name__ == "__main__":
    main()
