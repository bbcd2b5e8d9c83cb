"""Reads the body of an HTTP answer within bounds, whatever the other side does."""

import http.client
import time


class TooLarge(ValueError):
    """The body is over the bound."""


def read_bounded(
    connection: http.client.HTTPConnection, response: http.client.HTTPResponse, *, deadline: float, most: int
) -> bytes:
    """Read at most `most` bytes, all of them before the deadline (of the monotonic clock) however slowly they trickle.

    Raises TooLarge and TimeoutError.
    """
    chunks, size = list[bytes](), 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
        chunk = response.read1(65_536)
        if not chunk:
            return b"".join(chunks)
        size += len(chunk)
        if size > most:
            raise TooLarge("the answer is too large")
        chunks.append(chunk)
