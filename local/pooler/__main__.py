"""Run the pooler: python -m local.pooler --fd LISTENING_SOCKET --server-port PORT [--size N]."""

import argparse
import asyncio
import signal
import socket

import uvloop

from local.pooler.server import Pooler
from local.pooler.wire import Peer
from local.ports import HOST, add_fd_argument, inherited

DEFAULT_SIZE = 5  # server connections per user and database


async def run(listener: socket.socket, server_port: int, size: int, *, tracks: bool) -> None:
    """Serve until SIGTERM or SIGINT."""
    pooler = Pooler(HOST, server_port, size, tracks=tracks)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await pooler.welcome(Peer(reader, writer))

    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    server = await asyncio.start_server(accept, sock=listener)
    await stopping.wait()
    server.close()
    pooler.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.pooler", description=__doc__)
    add_fd_argument(parser)
    parser.add_argument("--server-port", type=int, required=True)
    parser.add_argument("--size", type=int, default=DEFAULT_SIZE)
    parser.add_argument(
        "--untracked", action="store_true", help="know no prepared statements, as PgBouncer before 1.21"
    )
    arguments = parser.parse_args()
    listener = inherited(arguments.fd)
    uvloop.run(run(listener, arguments.server_port, arguments.size, tracks=not arguments.untracked))


if __name__ == "__main__":
    main()
