"""Gives birth to instances of the application: imports it once, then forks a real uvicorn process for each order.

Run by path with the checkout whose application it should serve: `python nursery.py CHECKOUT FD`. It imports nothing of
`local`, so that the release before can be served by this file too. A fork costs 0.1 s where a fresh interpreter needs two
seconds for its imports: what makes hundreds of kills affordable. Nothing is open and no thread runs when it forks.

Orders come over a Unix socket as JSON, each with the listening socket of the instance: {env, log, clock}. The answer is the
process id. `clock` seconds are added to the wall clock of the instance, for the test of a machine whose clock is wrong.
"""

import ctypes
import gc
import importlib
import importlib.util
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

MAX_ORDER = 65536  # bytes
KEEP_ALIVE = 120  # seconds, as in render.yaml
PR_SET_PDEATHSIG = 1
PR_SET_PTRACER, PR_SET_PTRACER_ANY = 0x59616D61, 2**64 - 1


def main() -> None:
    """Serve orders until the other end is closed."""
    checkout, fd = sys.argv[1], int(sys.argv[2])
    sys.path[0] = checkout
    orders = socket.socket(fileno=fd)
    _import_everything()  # so that no instance has to
    gc.freeze()
    orders.send(b"ready")
    while _wait_for_order(orders):
        message, fds, _, _ = socket.recv_fds(orders, MAX_ORDER, 1)
        if not message:
            return
        ours = os.getpid()
        pid = os.fork()
        if pid == 0:
            orders.close()
            _live(json.loads(message), fds[0], ours)
        os.close(fds[0])
        orders.send(str(pid).encode())


def _import_everything() -> None:
    """Import the application, and what it would import at its first message. Another release may have other modules."""
    importlib.import_module("uvicorn")
    importlib.import_module("functions.render")
    for module in pkgutil.walk_packages(importlib.import_module("shared").__path__, "shared."):
        importlib.import_module(module.name)


def _wait_for_order(orders: socket.socket) -> bool:
    """Bury the dead meanwhile."""
    while True:
        readable, _, _ = select.select([orders], [], [], 0.02)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        if readable:
            return True


def _live(order: dict[str, Any], fd: int, parent: int) -> None:
    """Be an instance."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(PR_SET_PTRACER_ANY))  # the tracer is no ancestor of ours
    if os.getppid() != parent:
        os._exit(1)
    os.environ.clear()
    os.environ.update(order["env"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if order["clock"]:
        _set_clock(order["clock"])
    import uvicorn

    is_guarded = importlib.util.find_spec("functions.connection") is not None  # the release before may not have it
    config = uvicorn.Config(
        "functions.render:app",
        access_log=False,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE,
        http="functions.connection:GuardedConnection" if is_guarded else "auto",
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])
    sys.exit(0)


def _set_clock(seconds: float) -> None:
    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True).start()


if __name__ == "__main__":
    main()
