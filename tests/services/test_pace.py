"""A number talks as fast as Meta allows, slows down when told, and holds its breath while nobody knows what becomes of its sends."""

from datetime import timedelta

from shared.domain.ids import PhoneNumberId
from shared.services.pace import BREAKER_FAULTS, BREAKER_PAUSE, NUMBER_RATE, SLOW_TIME, Pace

NUMBER, OTHER = PhoneNumberId("1"), PhoneNumberId("2")
GO = timedelta()


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def burst(pace: Pace, number: PhoneNumberId = NUMBER) -> int:
    """How many messages may leave right now."""
    sent = 0
    while pace.pause_before(number) == GO:
        sent += 1
    return sent


def test_a_second_holds_eighty_messages_of_a_number_and_the_next_has_its_own() -> None:
    clock = Clock()
    pace = Pace(clock)

    assert burst(pace) == NUMBER_RATE
    assert burst(pace, OTHER) == NUMBER_RATE
    clock.now += 0.5
    assert burst(pace) == NUMBER_RATE / 2


def test_after_a_complaint_a_number_goes_at_half_the_rate_for_a_while() -> None:
    clock = Clock()
    pace = Pace(clock)
    burst(pace)
    pace.note_too_fast(NUMBER)

    clock.now += 1
    assert burst(pace) == NUMBER_RATE / 2
    clock.now += SLOW_TIME.total_seconds()
    assert burst(pace) == NUMBER_RATE


def test_five_unknown_outcomes_close_the_number_and_only_that_one() -> None:
    pace = Pace(Clock())

    closed = [pace.note_unknown(NUMBER) for _ in range(BREAKER_FAULTS)]

    assert closed == [False] * (BREAKER_FAULTS - 1) + [True]
    assert pace.pause_before(NUMBER) == BREAKER_PAUSE
    assert pace.pause_before(OTHER) == GO


def test_unknown_outcomes_far_apart_close_nothing() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(3 * BREAKER_FAULTS):
        pace.note_unknown(NUMBER)
        clock.now += 8

    assert pace.pause_before(NUMBER) == GO


def test_after_the_pause_one_tries_and_the_others_wait_for_what_it_finds() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(BREAKER_FAULTS):
        pace.note_unknown(NUMBER)

    clock.now += BREAKER_PAUSE.total_seconds()
    assert burst(pace) == 1

    pace.note_unknown(NUMBER)
    assert pace.pause_before(NUMBER) == BREAKER_PAUSE
    clock.now += BREAKER_PAUSE.total_seconds()
    assert burst(pace) == 1

    pace.note_answer(NUMBER)
    assert burst(pace) == NUMBER_RATE
