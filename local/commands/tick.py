"""`./prosa tick`: what the service's own heartbeat does, once and to its end: timers, deliveries, leftovers of a crash."""

import argparse
from collections import deque
from collections.abc import Sequence
from datetime import timedelta

from local.errors import LocalError
from local.target import target_environment
from shared.ports import Wake


class DoneHere:
    """Implements `Waker` by keeping the wakes for this process; what is not due yet is left to the next tick."""

    def __init__(self) -> None:
        self.waiting: deque[Wake] = deque()

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        if after <= timedelta():
            self.waiting.extend(wakes)

    def reserve(self) -> bool:
        return False

    def release(self) -> None:
        pass


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""
    del parser


def run(_arguments: argparse.Namespace) -> int:
    """Sweep once and work through what was found."""
    from shared.container import Container
    from shared.services.sweep import sweep
    from shared.services.work import handle
    from shared.settings import ConfigurationError, load_settings

    try:
        container = Container(load_settings(target_environment()))
    except ConfigurationError as error:
        raise LocalError(str(error)) from error
    waker = DoneHere()
    try:
        swept = sweep(container.database, waker, space=container.space)
        while waker.waiting:
            for following, after in handle(container.work, waker.waiting.popleft(), is_stopping=lambda: False):
                waker.wake([following], after=after)
    finally:
        container.stop()
    print(f"{swept.senders} conversations, {swept.sends} sends, {swept.timers} timers were due.")
    return 0
