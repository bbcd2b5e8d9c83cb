"""Slows down guessing: counts tries in Redis and in this process, so that either may go away. Nobody is ever locked out.

Sign-in: ten wrong tries for an address in five minutes, from wherever they come, put the address into slow motion: one
try every few seconds. A place from which its owner signed in lately has a count of its own, so a stranger's guessing does
not slow the owner. A place with fifty wrong tries for any addresses waits for the window to end.
"""

import hashlib
import hmac
from contextlib import suppress
from datetime import datetime, timedelta

from shared.domain.errors import TooMany
from shared.ports import KeyValue, KeyValueUnavailable

WINDOW = timedelta(minutes=5)
TRIES_PER_ADDRESS = 10
FAILURES_PER_PLACE = 50  # an office behind one address mistypes now and then
WRONG_KEYS_PER_PLACE = 20
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(seconds=30)
OWN_PLACE = timedelta(days=30)


class Throttle:
    """Counts by keyed hashes of addresses and places: neither can be read back from Redis."""

    def __init__(self, shared: KeyValue, own: KeyValue, secret: str) -> None:
        self._shared = shared
        self._own = own
        self._secret = secret.encode()

    def admit_login(self, email: str, place: str, *, now: datetime) -> None:
        """Count a try before it costs anything. place: the client's IP address. Raises TooMany `too_many_attempts`."""
        if int(self._get(self._windowed("place", now, place)) or 0) >= FAILURES_PER_PLACE:
            raise _too_many(_window_rest(now))
        tries = self._increment(self._tries(email, place, now), WINDOW)
        if tries > TRIES_PER_ADDRESS and self._increment(self._slot(email, place), _delay(tries)) > 1:
            raise _too_many(_delay(tries))

    def note_failure(self, email: str, place: str, *, now: datetime) -> None:
        self._increment(self._windowed("place", now, place), WINDOW)
        tries = int(self._get(self._tries(email, place, now)) or 0)
        if tries >= TRIES_PER_ADDRESS:
            self._increment(self._slot(email, place), _delay(tries))

    def note_success(self, email: str, place: str, *, now: datetime) -> None:
        """Forget the wrong tries, and remember that this is one of the owner's places."""
        for key in (self._tries(email, place, now), self._slot(email, place)):
            self._delete(key)
        self._put(self._key("own", email, place), OWN_PLACE)

    def note_wrong_key(self, place: str, *, now: datetime) -> None:
        """Count a wrong super admin key. Raises TooMany after twenty. The right key is never counted."""
        if self._increment(self._windowed("key", now, place), WINDOW) > WRONG_KEYS_PER_PLACE:
            raise _too_many(_window_rest(now))

    def _tries(self, email: str, place: str, now: datetime) -> str:
        return self._windowed("tries", now, email, self._lane(email, place))

    def _slot(self, email: str, place: str) -> str:
        return self._key("slot", email, self._lane(email, place))

    def _lane(self, email: str, place: str) -> str:
        """The owner's places count for themselves; all others count together."""
        return place if self._get(self._key("own", email, place)) else ""

    def _windowed(self, name: str, now: datetime, *parts: str) -> str:
        return self._key(name, str(int(now.timestamp() // WINDOW.total_seconds())), *parts)

    def _key(self, name: str, *parts: str) -> str:
        digest = hmac.new(self._secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]
        return f"throttle:{name}:{digest}"

    def _increment(self, key: str, expires: timedelta) -> int:
        """Count here as well, so that nothing is forgotten when Redis goes away."""
        here = self._own.increment(key, expires=expires)
        try:
            return max(here, self._shared.increment(key, expires=expires))
        except KeyValueUnavailable:
            return here

    def _get(self, key: str) -> str | None:
        try:
            return self._shared.get(key) or self._own.get(key)
        except KeyValueUnavailable:
            return self._own.get(key)

    def _put(self, key: str, expires: timedelta) -> None:
        self._own.put(key, "1", expires=expires)
        with suppress(KeyValueUnavailable):
            self._shared.put(key, "1", expires=expires)

    def _delete(self, key: str) -> None:
        self._own.delete(key)
        with suppress(KeyValueUnavailable):
            self._shared.delete(key)


def _delay(tries: int) -> timedelta:
    doublings = max(0, min(tries - TRIES_PER_ADDRESS, 10))
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def _window_rest(now: datetime) -> timedelta:
    return WINDOW - timedelta(seconds=now.timestamp() % WINDOW.total_seconds())


def _too_many(after: timedelta) -> TooMany:
    return TooMany("too_many_attempts", "Too many wrong tries. Please wait a little and try again.", after)
