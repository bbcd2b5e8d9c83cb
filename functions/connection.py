"""A connection whose headers are small and come in time, which uvicorn leaves to whoever stands before it; bodies have their own guard."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from functions.middleware import BODY_SECONDS, MAX_HEADERS

HEAD_SECONDS = BODY_SECONDS  # from the first byte of a request to the end of its headers
REFUSAL = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class GuardedConnection(HttpToolsProtocol):
    """For uvicorn's `--http`. Headers that never end get 431, those that dawdle and connections that say nothing are closed.

    Headers that are whole and too large are answered by `functions.middleware`, in the shape of all errors.
    """

    _is_in_head = False
    _head_size = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self._wait_for_a_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing():
            self._end_head()
        elif self._is_in_head:
            self._watch_head(len(data))
        elif self.cycle is None or self.cycle.response_complete:
            self._wait_for_a_request()  # line ends are no request, but they ended the wait for one

    def on_message_begin(self) -> None:
        self._is_in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def _watch_head(self, size: int) -> None:
        self._head_size += size
        if self._head_size > MAX_HEADERS:
            self.transport.write(REFUSAL)
            self.transport.close()
            self._end_head()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)

    def _end_head(self) -> None:
        self._is_in_head, self._head_size = False, 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _wait_for_a_request(self) -> None:
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
