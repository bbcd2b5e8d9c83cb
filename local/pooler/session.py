"""One client's connection: logged in, then a server connection for each of his transactions."""

import contextlib
import secrets

from local.pooler.backend import Backend
from local.pooler.pool import Pool
from local.pooler.wire import IDLE, LENGTH, ConnectionEndedError, Peer, message

AUTHENTICATION_OK = message(b"R", LENGTH.pack(0))
READY = message(b"Z", IDLE)
TERMINATE = b"X"


class Session:
    """A client that has proved who he is; `key` is what he would cancel a query with."""

    def __init__(self, peer: Peer, pool: Pool) -> None:
        self.key = secrets.token_bytes(8)
        self._peer = peer
        self._pool = pool
        self._backend: Backend | None = None

    @property
    def backend(self) -> Backend | None:
        return self._backend

    async def serve(self) -> None:
        """Answer the client until he leaves."""
        self._peer.write(AUTHENTICATION_OK + self._pool.parameters + message(b"K", self.key) + READY)
        try:
            while await self._serve_what_arrived():
                pass
        finally:
            if self._backend is not None:
                self._backend.leave()

    async def receive(self, data: bytes) -> None:
        self._peer.write(data)
        with contextlib.suppress(ConnectionEndedError):  # `serve` notices it too, and there it matters
            await self._peer.flush()  # a client that reads slowly holds the server back, not our memory

    def part(self) -> None:
        self._backend = None

    def lose(self) -> None:
        self._backend = None
        self._peer.close()

    async def _serve_what_arrived(self) -> bool:
        """Pass on what has arrived; return False when the client said good-bye."""
        messages = await self._peer.messages()
        is_leaving = messages[-1].kind == TERMINATE
        if is_leaving:
            messages.pop()
        if messages:
            if self._backend is None:
                self._backend = await self._pool.borrow(self)
            await self._backend.send(messages)
        return not is_leaving
