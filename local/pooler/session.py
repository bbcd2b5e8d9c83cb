"""One client's connection: logged in, then a server connection for each of his transactions."""

import asyncio
import contextlib
import secrets

from local.pooler.backend import Backend
from local.pooler.pool import Pool
from local.pooler.prepared import Statements
from local.pooler.wire import IDLE, LENGTH, ConnectionEndedError, Message, Peer, message

AUTHENTICATION_OK = message(b"R", LENGTH.pack(0))
READY = message(b"Z", IDLE)
TERMINATE = b"X"


class Session:
    """A client that has proved who he is; `key` is what he would cancel a query with."""

    def __init__(self, peer: Peer, pool: Pool, *, tracks: bool) -> None:
        self.key = secrets.token_bytes(8)
        self._peer = peer
        self._pool = pool
        self._backend: Backend | None = None
        self._statements = Statements(pool.statements) if tracks else None

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
                self._backend = self._pool.borrow_rested(self) or await self._borrow(messages)
            await self._backend.send(messages, self._statements)
        return not is_leaving

    async def _borrow(self, messages: list[Message]) -> Backend:
        """Wait for a server connection; what arrives meanwhile joins `messages`.

        A client who gives up waiting leaves the queue, as behind PgBouncer: nothing of his reaches the server. Otherwise a
        queue of clients long gone would cost one server connection each, and nobody else would ever be served again.
        """
        borrowing = asyncio.ensure_future(self._pool.borrow(self))
        try:
            while not borrowing.done():
                messages += await self._next_before(borrowing)
        except ConnectionEndedError:
            borrowing.add_done_callback(_give_back)
            raise
        return await borrowing

    async def _next_before(self, borrowing: "asyncio.Future[Backend]") -> list[Message]:
        """Return what the client says before the connection comes; raise ConnectionEndedError when it is good-bye."""
        reading = asyncio.ensure_future(self._peer.messages())
        await asyncio.wait((borrowing, reading), return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            reading.cancel()
            await asyncio.wait((reading,))
        messages = [] if reading.cancelled() else reading.result()
        if messages and messages[-1].kind == TERMINATE:
            raise ConnectionEndedError
        return messages


def _give_back(borrowing: "asyncio.Future[Backend]") -> None:
    """Return what came too late."""
    if not borrowing.cancelled() and borrowing.exception() is None:
        borrowing.result().leave()
