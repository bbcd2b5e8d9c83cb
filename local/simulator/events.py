"""Live events of chats for browser phones, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

ChatKey = tuple[str, str]

HEARTBEAT_SECONDS: Final = 15  # keeps proxies and browsers from closing a quiet stream
QUEUE_LIMIT: Final = 10_000  # a listener this far behind is cut off and has to reload


class Events:
    """Who listens to which chat; publishing costs nothing while nobody does."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[bytes | None], ChatKey | None] = {}

    def publish(self, chat: ChatKey, event: str, data: dict[str, Any]) -> None:
        """Tell everyone who listens to this chat or to all."""
        if not self._listeners:
            return
        payload = {"chat": {"phone_number_id": chat[0], "contact": chat[1]}, **data}
        line = f"event: {event}\ndata: {json.dumps(payload)}\n\n".encode()
        for queue, wanted in list(self._listeners.items()):
            if wanted is not None and wanted != chat:
                continue
            if queue.qsize() < QUEUE_LIMIT:
                queue.put_nowait(line)
            else:
                del self._listeners[queue]
                queue.put_nowait(None)

    def is_open(self, chat: ChatKey) -> bool:
        """Tell whether a phone has this chat on its screen."""
        return chat in self._listeners.values()

    async def stream(self, chat: ChatKey | None) -> AsyncIterator[bytes]:
        """Yield events until the listener goes or the simulator ends."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._listeners[queue] = chat
        try:
            yield b"retry: 1000\nevent: ready\ndata: {}\n\n"
            while True:
                try:
                    line = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    line = b": still here\n\n"
                if line is None:
                    return
                yield line
        finally:
            self._listeners.pop(queue, None)

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        for queue in self._listeners:
            queue.put_nowait(None)
        self._listeners.clear()
