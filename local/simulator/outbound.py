"""The simulator's own calls to other servers: never through a proxy when they are on this machine."""

import httpx2


def client(timeout_seconds: float, *, max_redirects: int = 0) -> httpx2.AsyncClient:
    """Make a client; no redirects are followed unless allowed."""
    return httpx2.AsyncClient(
        timeout=timeout_seconds,
        follow_redirects=max_redirects > 0,
        max_redirects=max_redirects,
        mounts={"all://127.0.0.1": None, "all://localhost": None},
    )
