"""Databases made before a test asks for one and dropped after it, beside the tests: neither is worth waiting for."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from tests.parts import Database, Parts
from tests.superuser import let_go

AHEAD = 2


class Clones:
    """Gives each who asks a fresh copy of the migrated template, and takes it back."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._hands = ThreadPoolExecutor(2, thread_name_prefix="clones")
        self._ahead = deque[Future[Database]]()
        self._dropped = deque[Future[None]]()

    def take(self) -> Database:
        while len(self._ahead) <= AHEAD:
            self._ahead.append(self._hands.submit(self._parts.clone))
        return self._ahead.popleft().result()

    def give_back(self, database: Database) -> None:
        let_go(database.superuser_url)
        self._dropped.append(self._hands.submit(self._parts.drop, database))
        while self._dropped and self._dropped[0].done():
            self._dropped.popleft().result()  # raises what went wrong

    def close(self) -> None:
        """Drop what nobody took."""
        ahead = [future for future in self._ahead if not future.cancel()]
        for future in ahead:
            self._parts.drop(future.result())
        self._hands.shutdown()
        for dropped in self._dropped:
            dropped.result()
