"""The HTTP server: uvicorn, with connections that faults can reset and streams that end when it stops."""

import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from local.simulator.faults import TRANSPORT
from local.simulator.world import World

GRACE_SECONDS = 2


class _ResettableProtocol(HttpToolsProtocol):
    """Puts the connection into the request's scope, where a fault finds it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._world.events.close()
        super().handle_exit(sig, frame)


def serve(app: Starlette, world: World, host: str, port: int, fd: int | None = None) -> None:
    """Serve until a signal ends it, on the inherited socket `fd` if there is one."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=_ResettableProtocol,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
    )
    _Server(config, world).run(None if fd is None else [socket.socket(fileno=fd)])
