"""Serves the built admin page beside the API: hashed files for ever, the entry never cached, unknown paths to the entry."""

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from shared.container import Container

BUILD = Path(__file__).parent.parent / "frontend" / "ui" / "dist"
ENTRY = "index.html"
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob: https:{simulator}; media-src 'self' blob: https:{simulator};"
    " style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'{simulator}; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
FOR_EVER = "public, max-age=31536000, immutable"  # the build puts a hash into these names
ASK_AGAIN = "no-cache"


def serve_page(app: FastAPI, provide: Callable[[], Container], build: Path = BUILD) -> None:
    """Answer GETs that no route takes with files of `build`, which may appear while the app runs; the rest stays 404."""

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        file = _choose(build, scope) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        if file is None:
            raise HTTPException(404)
        headers = {"Cache-Control": FOR_EVER if file.parent.name == "assets" else ASK_AGAIN}
        if file.suffix == ".html":
            headers["Content-Security-Policy"] = CONTENT_POLICY.format(simulator=_simulator(provide()))
        await FileResponse(file, headers=headers)(scope, receive, send)

    app.router.default = page


def _simulator(container: Container) -> str:
    """On a developer's machine the page also talks to the simulator of WhatsApp."""
    settings = container.settings
    return f" {settings.wa_graph_base_url}" if settings.app_env == "local" else ""


def _choose(build: Path, scope: Scope) -> Path | None:
    """The file at this path; for a browser that navigates, the entry, since the page has routes of its own."""
    file = _inside(build, scope["path"].lstrip("/") or ENTRY)
    if file is None and "text/html" in Headers(scope=scope).get("accept", ""):
        file = _inside(build, ENTRY)
    return file


def _inside(build: Path, path: str) -> Path | None:
    """None when there is no such file, or when it lies elsewhere."""
    try:
        found = (build / path).resolve()
        return found if found.is_relative_to(build.resolve()) and found.is_file() else None
    except (OSError, ValueError):  # a name too long or not encodable is no file's
        return None
