"""One server connection, lent to one client after the other."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from local.pooler.login import Login
from local.pooler.prepared import Requests, Statements
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
        self._requests = Requests()
        self._status = IDLE
        self._cancels = 0
        self.is_alive = True
        self._pump_task = asyncio.create_task(self._pump())

    @property
    def is_between_transactions(self) -> bool:
        """Whether another client may use it; not while a cancel request that is not his may still arrive."""
        return self._status == IDLE and self._requests.are_settled and not self._cancels

    def lend(self, holder: Holder) -> None:
        self._holder = holder

    async def send(self, messages: Sequence[Message], statements: Statements | None) -> None:
        """Pass the holder's messages on, with what he has prepared elsewhere."""
        self._peer.write(self._requests.asked(messages, statements))
        if self._holder is not None and (said := self._requests.due()):
            await self._holder.receive(said)
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
                    if each.kind == b"Z":
                        self._status = each.body
                await holder.receive(self._requests.answered(messages))
                self._return_if_done(holder)
        except (ConnectionEndedError, ProtocolError):
            self._end()

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
