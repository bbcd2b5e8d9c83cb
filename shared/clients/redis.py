"""Redis for what may be lost: over Upstash's REST endpoint, over Redis' own protocol, or in this process when there is none.

All three implement `shared.ports.KeyValue`. A command that fails is never sent again: it may have run. After a failure
the client answers `KeyValueUnavailable` at once for two seconds, so that a hanging Redis slows one request, not all.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol
from uuid import uuid4

from shared.clients.resp import Answer, RespConnection, RespError
from shared.ports import KeyValue, KeyValueUnavailable

TIMEOUT = timedelta(milliseconds=200)
PAUSE = timedelta(seconds=2)  # after a failure
MAX_KEYS = 10_000  # of the in-process store; the oldest go first

# One command, so that a counter can never be left without an end.
INCREMENT = "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end return n"

# A log of the moments that passed, by Redis' own clock; what is older than the stretch is forgotten.
ADMIT = """
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""


def open_key_value(rest: tuple[str, str] | None, plain_url: str | None) -> KeyValue:
    """Choose by what is configured: (url, token) of a REST endpoint, the URL of a plain Redis, or neither."""
    if rest:
        return RedisKeyValue(_UpstashRedis(*rest))
    if plain_url:
        return RedisKeyValue(_PlainRedis(plain_url))
    return MemoryKeyValue()


class Commands(Protocol):
    """Anything that runs a Redis command; raises KeyValueUnavailable."""

    def run(self, *command: str) -> Answer: ...

    def close(self) -> None: ...


class RedisKeyValue:
    """KeyValue over commands."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._away_until = 0.0

    def increment(self, key: str, *, expires: timedelta) -> int:
        return int(self._command("EVAL", INCREMENT, "1", key, _ms(expires)) or 0)

    def admit(self, key: str, *, most: int, per: timedelta) -> bool:
        return int(self._command("EVAL", ADMIT, "1", key, str(most), _ms(per), uuid4().hex) or 0) == 1

    def get(self, key: str) -> str | None:
        found = self._command("GET", key)
        return None if found is None else str(found)

    def put(self, key: str, value: str, *, expires: timedelta) -> None:
        self._command("SET", key, value, "PX", _ms(expires))

    def delete(self, key: str) -> None:
        self._command("DEL", key)

    def ping(self) -> None:
        self._command("PING")

    def close(self) -> None:
        self._commands.close()

    def _command(self, *parts: str) -> Answer:
        if time.monotonic() < self._away_until:
            raise KeyValueUnavailable
        try:
            return self._commands.run(*parts)
        except KeyValueUnavailable:
            self._away_until = time.monotonic() + PAUSE.total_seconds()
            raise


class MemoryKeyValue:
    """KeyValue of this process alone: right for one instance, and the fallback of throttles when Redis is away."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, float]] = {}

    def increment(self, key: str, *, expires: timedelta) -> int:
        with self._lock:
            value, end = self._live(key) or ("0", self._clock() + expires.total_seconds())
            self._keep(key, str(int(value) + 1), end)
            return int(value) + 1

    def admit(self, key: str, *, most: int, per: timedelta) -> bool:
        with self._lock:
            now, found = self._clock(), self._live(key)
            passed = [at for at in (found[0].split() if found else ()) if float(at) > now - per.total_seconds()]
            if len(passed) >= most:
                return False
            self._keep(key, " ".join([*passed, repr(now)]), now + per.total_seconds())
            return True

    def get(self, key: str) -> str | None:
        with self._lock:
            found = self._live(key)
            return found[0] if found else None

    def put(self, key: str, value: str, *, expires: timedelta) -> None:
        with self._lock:
            self._keep(key, value, self._clock() + expires.total_seconds())

    def delete(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def ping(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to close."""

    def _live(self, key: str) -> tuple[str, float] | None:
        found = self._kept.get(key)
        return found if found and found[1] > self._clock() else None

    def _keep(self, key: str, value: str, end: float) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (value, end)
        while len(self._kept) > MAX_KEYS:
            del self._kept[next(iter(self._kept))]


class _PlainRedis:
    """One connection of Redis' own protocol, opened when first needed and again after a failure."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._connection: RespConnection | None = None

    def run(self, *command: str) -> Answer:
        if not self._lock.acquire(timeout=TIMEOUT.total_seconds()):
            raise KeyValueUnavailable
        try:
            self._connection = self._connection or RespConnection(self._url, TIMEOUT)
            return self._connection.run(*command)
        except RespError as error:
            raise KeyValueUnavailable from error
        except OSError as error:
            self.close()
            raise KeyValueUnavailable from error
        finally:
            self._lock.release()

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


class _UpstashRedis:
    """Upstash's SDK, whose defaults would wait for ever and send a failed command twice (SDK 1.8, 2026)."""

    def __init__(self, url: str, token: str) -> None:
        import httpx
        from upstash_redis import Redis
        from upstash_redis.errors import UpstashError

        self._client = Redis(url=url, token=token, rest_retries=0, allow_telemetry=False)
        self._http = self._client._http._client  # noqa: SLF001 - the SDK has no option for it; a test watches it
        self._http.timeout = httpx.Timeout(TIMEOUT.total_seconds())
        nonsense = (
            ValueError,
            AttributeError,
            KeyError,
            TypeError,
            AssertionError,
        )  # not JSON, or JSON that the SDK trips over
        self._faults = (UpstashError, httpx.HTTPError, httpx.InvalidURL, *nonsense)

    def run(self, *command: str) -> Answer:
        try:
            answer = self._client.execute(command=list(command))
        except self._faults as error:
            raise KeyValueUnavailable from error
        return answer if isinstance(answer, (int, str)) or answer is None else str(answer)

    def close(self) -> None:
        self._http.close()


def _ms(time_to_live: timedelta) -> str:
    return str(max(1, int(time_to_live.total_seconds() * 1000)))
