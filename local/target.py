"""Which deployment a command is about: the one that the shell's environment names, otherwise the stack that runs here."""

import os
from collections.abc import Mapping

from local.checkout import DEV
from local.errors import LocalError
from local.lock import Running, StackLock

NAMES_A_DATABASE = ("DATABASE_URL_UNPOOLED", "DATABASE_URL_OVERRIDE", "DATABASE_URL")


class NothingRunsError(LocalError):
    """Neither does the environment name a database nor does a stack run here; the message says what to do."""


def running() -> Running:
    """Return the stack of this checkout."""
    found = StackLock(DEV).read()
    if found is None:
        raise NothingRunsError("Nothing runs in this checkout. Start it with ./prosa up in another terminal.")
    return found


def target_environment() -> Mapping[str, str]:
    """Give the variables for `shared.settings`."""
    if any(os.environ.get(name) for name in NAMES_A_DATABASE):
        return os.environ
    return running().environment
