"""Ports on 127.0.0.1: the preferred one when it is free, any free one otherwise.

A port that is only looked at may be gone when the server binds it, and a second stack on the same machine does take it.
So our own servers inherit a socket that already listens; connections wait in it until the server is ready.
"""

import argparse
import socket

HOST = "127.0.0.1"
BACKLOG = 1024
FD = "--fd"  # the argument by which a server of ours is told of its socket


def listen(preferred: int | None = None) -> socket.socket:
    """Listen on the preferred port, or on a free one when somebody else does."""
    try:
        return socket.create_server((HOST, preferred or 0), backlog=BACKLOG)
    except OSError:
        return socket.create_server((HOST, 0), backlog=BACKLOG)


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def free_port(preferred: int | None = None) -> int:
    """Choose a port for a server that cannot inherit a socket; it must be ready to find the port taken."""
    with listen(preferred) as listener:
        return port_of(listener)


def accepts(port: int) -> bool:
    """Say whether something listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def add_fd_argument(parser: argparse.ArgumentParser) -> None:
    """Let a server of ours take its socket."""
    parser.add_argument(FD, type=int, required=True, help="an inherited socket that listens")


def inherited(fd: int) -> socket.socket:
    """Take over the socket."""
    return socket.socket(fileno=fd)
