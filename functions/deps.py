"""What any route may ask for by type: the parts of the process, the time, where the client is, the page of a list.

None of it waits for anything, so it runs in the event loop: FastAPI gives a thread to whatever is not `async`.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from functions.paging import decode
from shared.container import Container
from shared.store.pages import Position


async def parts(request: Request) -> Container:
    """Give the container of this app."""
    container: Container = request.app.state.provide()
    return container


Parts = Annotated[Container, Depends(parts)]


async def current_time() -> datetime:
    """Give the time of this request, aware UTC."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(current_time)]


async def place(request: Request) -> str:
    """Give the client's address, as the server sees it; behind a proxy the server is told which headers to trust."""
    return request.client.host if request.client else ""


Place = Annotated[str, Depends(place)]


async def page_position(cursor: Annotated[str | None, Query(max_length=200)] = None) -> Position | None:
    """Say where the page begins; None = at the newest. Raises Invalid `invalid_cursor`."""
    return decode(cursor) if cursor else None


After = Annotated[Position | None, Depends(page_position)]
Limit = Annotated[int, Query(ge=1, le=100, description="Items per page.")]
