"""The PdfReader over a child process with limits of its own: a PDF is a program, and this one comes from a stranger.

A hostile file can keep pypdf busy for hours or have it unpack gigabytes; limits inside one process hold neither. The child
knows no variable of ours, so there is nothing in it to steal.
"""

import json
import os
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Final

from shared.domain.documents import NoText

PATIENCE: Final = timedelta(seconds=20)  # for the child, on the clock; its own limit is of processor time
AT_ONCE: Final = 2  # children of this process: each may take half a gigabyte
CODES: Final = frozenset(
    {"pdf_unreadable", "pdf_encrypted", "pdf_no_text", "pdf_too_many_pages", "pdf_too_long", "pdf_too_costly"}
)


class ChildPdfReader:
    """Implements `PdfReader`. Safe for threads; more than AT_ONCE files wait for each other."""

    def __init__(self, patience: timedelta = PATIENCE) -> None:
        self._patience = patience.total_seconds()
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def read(self, data: bytes) -> str | NoText:
        if not self._free.acquire(timeout=self._patience):
            return NoText("pdf_too_costly")
        try:
            done = subprocess.run(
                [sys.executable, "-m", "shared.clients.pdf.child"],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
                timeout=self._patience,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return NoText("pdf_too_costly")
        finally:
            self._free.release()
        return _told(done.stdout) if done.returncode == 0 else NoText("pdf_too_costly")


def _told(output: bytes) -> str | NoText:
    try:
        found = json.loads(output)
    except ValueError:
        return NoText("pdf_unreadable")
    if isinstance(found, dict) and isinstance(found.get("text"), str):
        return str(found["text"])
    code = str(found.get("error")) if isinstance(found, dict) else ""
    return NoText(code if code in CODES else "pdf_unreadable")
