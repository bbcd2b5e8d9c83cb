"""Wakes reach a queue that speaks SQS's protocol and checks signatures; one that is away or refuses costs a log line."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.lambda_host.fifo import FifoQueue
from local.lambda_host.sqs import REGION, SqsServer
from local.ports import HOST, free_port
from shared.clients.aws_signature import Credentials
from shared.clients.sqs import SqsWaker
from shared.clients.wake_messages import decode
from shared.domain.ids import AccountId, TenantId
from shared.observability import FIELDS, correlated
from shared.ports import ConverseWake, Wake

KEYS = Credentials("AKIATEST", "a-secret", "a-session-token")
TENANT, ACCOUNT = TenantId(uuid.uuid4()), AccountId(uuid.uuid4())


def wakes_of(*contacts: int) -> list[Wake]:
    return [ConverseWake(TENANT, ACCOUNT, f"551199999{contact:04}") for contact in contacts]


@pytest.fixture
def queue() -> FifoQueue:
    return FifoQueue(visibility=60)


@pytest.fixture
def server(queue: FifoQueue) -> Iterator[SqsServer]:
    running = SqsServer({"wakes.fifo": queue}, KEYS)
    yield running
    running.close()


@pytest.fixture
def waker(server: SqsServer) -> Iterator[SqsWaker]:
    made = SqsWaker(server.url_of("wakes.fifo"), REGION, KEYS)
    yield made
    made.close()


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(record) | getattr(record, FIELDS) for record in caplog.records]


def test_each_wake_is_a_message_in_the_group_of_its_conversation(waker: SqsWaker, queue: FifoQueue) -> None:
    wakes = wakes_of(*range(25))

    with correlated("the-request"):
        waker.wake(wakes)

    messages = [message for _ in range(3) for message in queue.receive(most=10)]
    assert [decode(message.body) for message in messages] == [(wake, "the-request") for wake in wakes]
    assert len({message.group for message in messages}) == 25


def test_the_same_wake_again_is_not_taken_for_a_copy(waker: SqsWaker, queue: FifoQueue) -> None:
    waker.wake(wakes_of(1))
    waker.wake(wakes_of(1))

    assert queue.counts() == (2, 0)


def test_what_is_to_wait_is_left_to_the_sweep(waker: SqsWaker, queue: FifoQueue) -> None:
    waker.wake(wakes_of(1), after=timedelta(seconds=5))

    assert queue.counts() == (0, 0)


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (Credentials("AKIAOTHER", "a-secret"), "wakes.fifo"),
        (Credentials("AKIATEST", "wrong"), "wakes.fifo"),
        (KEYS, "gone.fifo"),
    ],
)
def test_a_refusal_is_logged_and_raises_nothing(
    server: SqsServer, keys: Credentials, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    waker = SqsWaker(server.url_of(name), REGION, keys)
    waker.wake(wakes_of(1, 2))
    waker.close()

    (line,) = lines(caplog)
    assert (line["levelname"], line["msg"], line["outcome"], line["lost"]) == ("WARNING", "wake", "queue_refused", 2)
    assert "551199999" not in str(line)


def test_a_queue_that_is_away_is_given_up_after_one_call(caplog: pytest.LogCaptureFixture) -> None:
    SqsWaker(f"http://{HOST}:{free_port()}/0/wakes.fifo", REGION, KEYS).wake(wakes_of(*range(30)))

    (line,) = lines(caplog)
    assert (line["outcome"], line["lost"]) == ("queue_unavailable", 10)
