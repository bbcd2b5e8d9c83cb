"""The throttle of sign-ins: what slows down, what does not, and that Redis learns nothing about anybody."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.clients.redis import MemoryKeyValue
from shared.domain.errors import TooMany
from shared.ports import KeyValueUnavailable
from shared.services.throttle import LONGEST_DELAY, Throttle

NOON = datetime(2026, 11, 23, 12, 0, 1, tzinfo=UTC)
OWNER, STRANGER = "198.51.100.1", "203.0.113.66"
EMAIL = "bia@aurora.example"


class Clock:
    """Time as the stores see it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Away(MemoryKeyValue):
    """A Redis that is gone."""

    def increment(self, key: str, *, expires: timedelta) -> int:
        raise KeyValueUnavailable

    def get(self, key: str) -> str | None:
        raise KeyValueUnavailable

    def put(self, key: str, value: str, *, expires: timedelta) -> None:
        raise KeyValueUnavailable

    def delete(self, key: str) -> None:
        raise KeyValueUnavailable


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(MemoryKeyValue(clock), MemoryKeyValue(clock), "secret")


def fail(
    throttle: Throttle, times: int = 1, *, email: str = EMAIL, place: str = STRANGER, now: datetime = NOON
) -> None:
    for _ in range(times):
        throttle.admit_login(email, place, now=now)
        throttle.note_failure(email, place, now=now)


def pause(throttle: Throttle, place: str = STRANGER, now: datetime = NOON) -> timedelta:
    """How long the next try must wait; zero when it is let through."""
    try:
        throttle.admit_login(EMAIL, place, now=now)
    except TooMany as error:
        return error.retry_after
    return timedelta()


def test_ten_wrong_tries_are_free_and_the_eleventh_waits(throttle: Throttle) -> None:
    fail(throttle, 10)

    assert timedelta() < pause(throttle) <= LONGEST_DELAY


def test_after_the_pause_one_try_is_let_through_and_the_next_waits_again(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, 10)
    waiting = pause(throttle)

    clock.now += waiting.total_seconds() + 0.1

    assert pause(throttle, OWNER) == timedelta()
    assert pause(throttle) > timedelta()


def test_pauses_grow_to_a_limit_however_hard_somebody_tries(throttle: Throttle) -> None:
    fail(throttle, 10)

    pauses = [pause(throttle) for _ in range(50)]

    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_DELAY


def test_the_next_window_begins_afresh(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, 10)

    clock.now += 301

    assert pause(throttle, now=NOON + timedelta(minutes=5)) == timedelta()


def test_signing_in_forgets_the_wrong_tries(throttle: Throttle) -> None:
    fail(throttle, 9)
    throttle.admit_login(EMAIL, STRANGER, now=NOON)
    throttle.note_success(EMAIL, STRANGER, now=NOON)

    fail(throttle, 9)

    assert pause(throttle) == timedelta()


def test_the_owners_place_counts_for_itself(throttle: Throttle) -> None:
    throttle.admit_login(EMAIL, OWNER, now=NOON)
    throttle.note_success(EMAIL, OWNER, now=NOON)
    fail(throttle, 10)
    assert pause(throttle) > timedelta()

    assert pause(throttle, OWNER) == timedelta()
    fail(throttle, 9, place=OWNER)
    assert pause(throttle, OWNER) > timedelta()  # from there, too, guessing is slow


def test_other_addresses_are_not_slowed(throttle: Throttle) -> None:
    fail(throttle, 10)

    throttle.admit_login("carlos@aurora.example", STRANGER, now=NOON)


def test_a_place_with_fifty_failures_waits_for_the_window_to_end(throttle: Throttle) -> None:
    for n in range(50):
        fail(throttle, email=f"u{n}@aurora.example")

    with pytest.raises(TooMany) as caught:
        throttle.admit_login("another@aurora.example", STRANGER, now=NOON)

    assert timedelta(minutes=4) < caught.value.retry_after <= timedelta(minutes=5)
    throttle.admit_login("another@aurora.example", OWNER, now=NOON)


def test_twenty_wrong_keys_of_one_place_are_enough(throttle: Throttle) -> None:
    for _ in range(20):
        throttle.note_wrong_key(STRANGER, now=NOON)

    with pytest.raises(TooMany):
        throttle.note_wrong_key(STRANGER, now=NOON)
    throttle.note_wrong_key(OWNER, now=NOON)


def test_without_redis_this_process_counts_on(clock: Clock) -> None:
    throttle = Throttle(Away(), MemoryKeyValue(clock), "secret")
    fail(throttle, 10)

    assert pause(throttle) > timedelta()


def test_losing_redis_midway_forgets_nothing(clock: Clock) -> None:
    own = MemoryKeyValue(clock)
    fail(Throttle(MemoryKeyValue(clock), own, "secret"), 10)

    assert pause(Throttle(Away(), own, "secret")) > timedelta()


def test_two_instances_count_together(clock: Clock) -> None:
    shared = MemoryKeyValue(clock)
    first, second = (Throttle(shared, MemoryKeyValue(clock), "secret") for _ in range(2))
    fail(first, 5)
    fail(second, 5)

    assert pause(first) > timedelta()


def test_redis_sees_neither_addresses_nor_places() -> None:
    class Spy(MemoryKeyValue):
        keys: list[str] = []  # noqa: RUF012 - of this test alone

        def increment(self, key: str, *, expires: timedelta) -> int:
            self.keys.append(key)
            return super().increment(key, expires=expires)

    fail(Throttle(Spy(), MemoryKeyValue(), "secret"), 3)

    assert Spy.keys
    assert not [key for key in Spy.keys if "bia" in key or "203.0" in key]
