"""The thread pool runs each wake, one of a kind at a time, comes back when asked to, and stops when told."""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from shared.clients.inline import InlineWaker
from shared.clients.threads import MAX_WAITING, ThreadWaker, Ticker
from shared.domain.ids import ConversationId, TenantId
from shared.ports import DeliverWake, SendWake, Wake

PATIENCE = timedelta(seconds=10)
Following = Sequence[tuple[Wake, timedelta]]


def a_wake() -> DeliverWake:
    return DeliverWake(TenantId(uuid.uuid4()), ConversationId(uuid.uuid4()))


def test_different_conversations_run_side_by_side_and_one_runs_alone() -> None:
    both_inside, overlaps, running, lock = threading.Barrier(2, timeout=10), list[Wake](), set[Wake](), threading.Lock()
    one, other, done = a_wake(), a_wake(), threading.Semaphore(0)

    def handle(wake: Wake) -> Following:
        with lock:
            overlaps.extend([wake] if wake in running else [])
            running.add(wake)
        both_inside.wait()
        with lock:
            running.discard(wake)
        done.release()
        return ()

    waker = ThreadWaker(handle, threads=4)
    waker.wake([one, other, one, other])

    for _ in range(2):
        assert done.acquire(timeout=10)
    assert overlaps == []
    assert waker.stop(patience=PATIENCE)


def test_a_wake_that_comes_while_it_runs_runs_once_more() -> None:
    entered, go_on, runs, wake = threading.Semaphore(0), threading.Semaphore(0), list[int](), a_wake()

    def handle(_: Wake) -> Following:
        entered.release()
        assert go_on.acquire(timeout=10)
        runs.append(1)
        return ()

    waker = ThreadWaker(handle, threads=2)
    waker.wake([wake])
    assert entered.acquire(timeout=10)
    waker.wake([wake])
    waker.wake([wake])
    go_on.release()
    assert entered.acquire(timeout=10)
    go_on.release()

    assert waker.stop(patience=PATIENCE)
    assert len(runs) == 2


def test_what_follows_is_woken_after_its_pause() -> None:
    seen, done, first, second = list[Wake](), threading.Event(), a_wake(), a_wake()

    def handle(wake: Wake) -> Following:
        seen.append(wake)
        if wake == first:
            return ((second, timedelta(milliseconds=20)),)
        done.set()
        return ()

    waker = ThreadWaker(handle, threads=2)
    waker.wake([first])

    assert done.wait(10)
    assert seen == [first, second]
    assert waker.stop(patience=PATIENCE)


def test_stopping_waits_for_what_runs_and_starts_nothing_new() -> None:
    entered, go_on, finished = threading.Event(), threading.Event(), list[Wake]()
    running, waiting = a_wake(), a_wake()

    def handle(wake: Wake) -> Following:
        entered.set()
        assert go_on.wait(10)
        finished.append(wake)
        return ()

    waker = ThreadWaker(handle, threads=1)
    waker.wake([running, waiting])
    assert entered.wait(10)

    assert not waker.stop(patience=timedelta(milliseconds=10))
    go_on.set()
    assert waker.stop(patience=PATIENCE)
    assert finished == [running]


def test_the_ticker_sweeps_at_once_and_until_stopped() -> None:
    swept = threading.Event()
    waker = ThreadWaker(lambda _: (), threads=1)

    def sweep(_: timedelta) -> tuple[int, timedelta | None]:
        swept.set()
        return 0, None

    ticker = Ticker(sweep, waker, idle=timedelta(seconds=600))

    ticker.start()

    assert swept.wait(10)
    ticker.stop()


def test_the_inline_waker_does_the_work_and_what_follows_before_it_returns() -> None:
    first, second, seen = a_wake(), a_wake(), list[Wake]()

    def handle(wake: Wake) -> Following:
        seen.append(wake)
        return ((second, timedelta()), (second, timedelta(hours=1))) if wake == first else ()

    InlineWaker(handle).wake([first])

    assert seen == [first, second]


def a_send() -> SendWake:
    return SendWake(TenantId(uuid.uuid4()), None, uuid.uuid4())  # type: ignore[arg-type] # the pool does not look inside


def test_a_hand_is_set_aside_only_while_it_is_free() -> None:
    entered, go_on = threading.Semaphore(0), threading.Semaphore(0)

    def handle(_: Wake) -> Following:
        entered.release()
        assert go_on.acquire(timeout=10)
        return ()

    waker = ThreadWaker(handle, threads=2)
    wait_until(waker.reserve)
    wait_until(waker.reserve)
    assert not waker.reserve()  # both are set aside
    waker.release()
    waker.wake([a_send()])
    assert entered.acquire(timeout=10)
    wait_until(waker.reserve)  # one is free again
    waker.wake([a_send()])
    assert entered.acquire(timeout=10)

    assert not waker.reserve()  # both work
    go_on.release(2)
    assert waker.stop(patience=PATIENCE)


def test_a_claimed_send_is_done_even_when_the_pool_stops() -> None:
    done = list[Wake]()
    waker = ThreadWaker(lambda wake: done.append(wake) or (), threads=1)  # type: ignore[func-returns-value]
    wait_until(waker.reserve)
    send = a_send()

    waker.wake([send])
    assert waker.stop(patience=PATIENCE)

    assert done == [send]
    assert not waker.reserve()


def wait_until(claim: Callable[[], bool]) -> None:
    """Threads take a moment to begin waiting."""
    give_up = time.monotonic() + 10
    while not claim():
        assert time.monotonic() < give_up
        threading.Event().wait(0.001)


def test_a_tenant_with_a_backlog_of_hanging_work_keeps_nobody_else_waiting() -> None:
    """Its wakes came first and every one hangs; another tenant's wake still finds a thread at once."""
    hanging, others = threading.Event(), threading.Semaphore(0)
    busy = TenantId(uuid.uuid4())

    def handle(wake: Wake) -> Following:
        if wake.tenant == busy:
            hanging.wait(10)
        else:
            others.release()
        return ()

    waker = ThreadWaker(handle, threads=8)
    waker.wake([DeliverWake(busy, ConversationId(uuid.uuid4())) for _ in range(100)])
    waker.wake([a_wake(), a_wake()])

    served = [others.acquire(timeout=5) for _ in range(2)]
    hanging.set()
    assert served == [True, True]
    waker.stop(patience=PATIENCE)


def test_tenants_take_turns() -> None:
    order, done, begin = list[TenantId](), threading.Semaphore(0), threading.Event()
    many, few = TenantId(uuid.uuid4()), TenantId(uuid.uuid4())

    def handle(wake: Wake) -> Following:
        begin.wait(10)
        order.append(wake.tenant)
        done.release()
        return ()

    waker = ThreadWaker(handle, threads=1)
    waker.wake([DeliverWake(tenant, ConversationId(uuid.uuid4())) for tenant in [many] * 20 + [few] * 3])
    begin.set()
    for _ in range(23):
        assert done.acquire(timeout=10)

    assert few in order[:3]
    assert max(place for place, tenant in enumerate(order) if tenant == few) <= 6
    waker.stop(patience=PATIENCE)


def test_one_tenant_cannot_fill_the_memory_with_wakes() -> None:
    entered, go_on = threading.Semaphore(0), threading.Event()
    busy, other, seen = TenantId(uuid.uuid4()), a_wake(), threading.Event()

    def handle(wake: Wake) -> Following:
        if wake == other:
            seen.set()
            return ()
        entered.release()
        go_on.wait(10)
        return ()

    waker = ThreadWaker(handle, threads=1)
    waker.wake([DeliverWake(busy, ConversationId(uuid.uuid4())) for _ in range(MAX_WAITING + 1)])
    assert entered.acquire(timeout=10)
    waker.wake([other])
    go_on.set()

    assert seen.wait(10)
    waker.stop(patience=PATIENCE)
