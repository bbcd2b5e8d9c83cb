"""One server connection, and what it still owes the client that holds it."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from local.pooler.login import Login
from local.pooler.wire import IDLE, ConnectionEndedError, Message, ProtocolError, cancel_packet, connect


class Holder(Protocol):
    """Whoever a server connection is lent to, for one transaction."""

    async def receive(self, data: bytes) -> None:
        """Take what the server sent."""

    def part(self) -> None:
        """The transaction is over: the connection is no longer yours."""

    def lose(self) -> None:
        """The connection ended in the middle of your transaction."""


class Backend:
    """A server connection; `returned` is called when a transaction is over, `ended` when the connection is."""

    def __init__(
        self, login: Login, *, returned: Callable[["Backend"], None], ended: Callable[["Backend"], None]
    ) -> None:
        self._peer, self._key = login.peer, login.key
        self._returned, self._ended = returned, ended
        self._holder: Holder | None = None
        self._owed: deque[bytes] = deque()  # the requests that a ReadyForQuery will answer, oldest first
        self._has_unsynced = False
        self._status = IDLE
        self._cancels = 0
        self.is_alive = True
        self._pump_task = asyncio.create_task(self._pump())

    @property
    def is_between_transactions(self) -> bool:
        """Whether another client may use it; not while a cancel request that is not his may still arrive."""
        return self._status == IDLE and not (self._owed or self._has_unsynced or self._cancels)

    def lend(self, holder: Holder) -> None:
        self._holder = holder

    async def send(self, messages: Sequence[Message]) -> None:
        """Pass the holder's messages on."""
        for each in messages:
            if each.kind in (b"Q", b"F", b"S"):  # Query, FunctionCall, Sync
                self._owed.append(each.kind)
                self._has_unsynced = False
            elif each.kind in (b"P", b"B", b"D", b"E", b"C"):  # these open a transaction that lasts to the next Sync
                self._has_unsynced = True
        self._peer.write(b"".join(each.raw for each in messages))
        await self._peer.flush()

    async def cancel(self, host: str, port: int) -> None:
        """Pass a cancel request on; return when the server has acted on it."""
        self._cancels += 1
        try:
            peer = await connect(host, port)
            peer.write(cancel_packet(self._key))
            await peer.ended()
            peer.close()
        finally:
            self._cancels -= 1
            self._return_if_done(self._holder)

    def leave(self) -> None:
        """Take the connection from a holder who is gone; it ends if he left in the middle of a transaction."""
        if self.is_between_transactions:
            self._return_if_done(self._holder)
        else:
            self._holder = None
            self._pump_task.cancel()
            self._end()

    def close(self) -> None:
        self._pump_task.cancel()
        self._peer.close()

    async def _pump(self) -> None:
        """Carry the server's messages to the holder until the connection ends."""
        try:
            while True:
                messages = await self._peer.messages()
                holder = self._holder
                if holder is None:
                    continue  # a notification between transactions reaches nobody, as behind any pooler
                for each in messages:
                    self._settle(each)
                await holder.receive(b"".join(each.raw for each in messages))
                self._return_if_done(holder)
        except (ConnectionEndedError, ProtocolError):
            self._end()

    def _settle(self, answer: Message) -> None:
        """Strike what is answered off the list."""
        if answer.kind == b"Z":
            self._status = answer.body
            if self._owed:
                self._owed.popleft()
        elif answer.kind == b"G" and self._owed and self._owed[0] == b"S":
            self._owed.popleft()  # a COPY begun by the extended protocol swallows the Sync sent with it

    def _return_if_done(self, holder: Holder | None) -> None:
        if holder is not None and holder is self._holder and self.is_between_transactions:
            self._holder = None
            holder.part()
            self._returned(self)

    def _end(self) -> None:
        self.is_alive = False
        self._peer.close()
        holder, self._holder = self._holder, None
        if holder is not None:
            holder.lose()
        self._ended(self)
