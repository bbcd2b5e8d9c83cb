"""Statements that leave together: psycopg's pipeline writes each to the socket as it comes, here they wait for the first read.

Twenty statements are two packets instead of twenty: as many fewer system calls here, and wakings of the pooler and of Postgres.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.abc import PQGen
from psycopg.generators import send
from psycopg.rows import TupleRow


class Flight(psycopg.Pipeline):
    """A pipeline that fills libpq's buffer and sends it when a result is asked for, or at its end."""

    def _communicate_gen(self) -> PQGen[None]:
        """Psycopg's call after each statement, to send it."""
        yield from ()

    def _fetch_gen(self, *, flush: bool) -> PQGen[None]:
        if self.command_queue:
            if flush:
                self.command_queue.append(self.pgconn.send_flush_request)
            while self.command_queue:
                self.command_queue.popleft()()
            yield from send(self.pgconn)
            flush = False
        yield from super()._fetch_gen(flush=flush)


@contextmanager
def flight(connection: psycopg.Connection[TupleRow]) -> Iterator[None]:
    """Queue what is executed inside; the end sends what is left and waits for it."""
    connection._pipeline = Flight(connection)  # noqa: SLF001 - `pipeline` goes on with the one that is there
    with connection.pipeline():
        yield
