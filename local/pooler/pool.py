"""The server connections of one login, handed out in turn, one transaction at a time."""

import asyncio
import time
from collections import deque

from local.pooler.backend import Backend, Holder
from local.pooler.login import Credentials, Login, log_in
from local.pooler.prepared import Statement
from local.pooler.wire import ConnectionEndedError, RefusedError, fatal

QUERY_WAIT = 120.0  # seconds that a client waits for a server connection: PgBouncer's query_wait_timeout
LOGIN_PATIENCE = 10.0  # seconds during which a server that is down or starting is tried again
LOGIN_PAUSE = 0.1  # seconds between two tries
LEAST = 2  # connections: with one, a lonely client would always find its own session state again
NOT_NOW = ("57P03", "53300")  # SQLSTATEs: starting or stopping; too many connections


class Pool:
    """Up to `size` server connections; a transaction gets the one that has rested longest."""

    def __init__(self, host: str, port: int, credentials: Credentials, size: int) -> None:
        self.parameters = b""  # the server's, as every client hears them at login
        self.statements: dict[bytes, Statement] = {}  # by text and types: what any client has prepared
        self._host, self._port, self._credentials, self._size = host, port, credentials, size
        self._clients = 0
        self._opening = 0
        self._backends: set[Backend] = set()
        self._rested: deque[Backend] = deque()
        self._waiting: deque[asyncio.Future[Backend]] = deque()
        self._refills: set[asyncio.Task[None]] = set()

    @property
    def is_unused(self) -> bool:
        return not (self._clients or self._backends or self._opening)

    async def enter(self) -> None:
        """Count a new client, and open a connection for him while the pool is small.

        Raises RefusedError with the server's answer, to a wrong password for instance.
        """
        self._clients += 1
        wanted = min(self._size, max(LEAST, self._clients)) - len(self._backends) - self._opening
        if not self._backends:
            wanted = max(wanted, 1)  # nobody has proved this password yet
        await asyncio.gather(*(self._grow() for _ in range(wanted)))

    def leave(self) -> None:
        self._clients -= 1

    def borrow_rested(self, holder: Holder) -> Backend | None:
        """Lend a connection that waits for a client, if one does."""
        while self._rested:
            backend = self._rested.popleft()
            if backend.is_alive:
                backend.lend(holder)
                return backend
        return None

    async def borrow(self, holder: Holder) -> Backend:
        """Lend a connection for one transaction; raise RefusedError when none comes free in time."""
        backend = await self._next()
        while not backend.is_alive:  # it ended in the moment between being offered and being taken
            backend = await self._next()
        backend.lend(holder)
        return backend

    def close(self) -> None:
        for backend in self._backends:
            backend.close()

    async def _next(self) -> Backend:
        if self._rested:
            return self._rested.popleft()
        if len(self._backends) + self._opening < self._size:
            return await self._open()
        future: asyncio.Future[Backend] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            return await asyncio.wait_for(future, QUERY_WAIT)
        except TimeoutError as error:
            raise RefusedError(fatal("08P01", "query_wait_timeout"), "08P01") from error

    def _offer(self, backend: Backend) -> None:
        """Give a connection to whoever waits longest, or let it rest."""
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(backend)
                return
        self._rested.append(backend)

    def _forget(self, backend: Backend) -> None:
        """Drop a connection that ended, and open another if somebody waits."""
        self._backends.discard(backend)
        if backend in self._rested:
            self._rested.remove(backend)
        if self._waiting:
            task = asyncio.create_task(self._refill())
            self._refills.add(task)
            task.add_done_callback(self._refills.discard)

    async def _grow(self) -> None:
        backend = await self._open()
        if len(self._backends) > self._size:  # several clients proved the same password at once
            self._backends.discard(backend)
            backend.close()
        else:
            self._offer(backend)

    async def _refill(self) -> None:
        try:
            await self._grow()
        except RefusedError as error:
            while self._waiting:
                future = self._waiting.popleft()
                if not future.done():
                    future.set_exception(error)

    async def _open(self) -> Backend:
        self._opening += 1
        try:
            login = await self._log_in_patiently()
        finally:
            self._opening -= 1
        self.parameters = login.parameters
        backend = Backend(login, returned=self._offer, ended=self._forget)
        self._backends.add(backend)
        return backend

    async def _log_in_patiently(self) -> Login:
        """Log in, waiting for a server that restarts: clients wait too, as behind PgBouncer."""
        end = time.monotonic() + LOGIN_PATIENCE
        while True:
            try:
                return await log_in(self._host, self._port, self._credentials)
            except RefusedError as error:
                if error.code not in NOT_NOW or time.monotonic() > end:
                    raise
            except ConnectionEndedError as error:
                if time.monotonic() > end:
                    raise RefusedError(fatal("08006", "the server does not answer"), "08006") from error
            await asyncio.sleep(LOGIN_PAUSE)
