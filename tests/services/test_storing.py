"""Bodies that come while another is being stored go together, each gets what is its own, and none suffers for another."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import psycopg
import pytest

from shared.domain.errors import StoreUnavailable
from shared.domain.ids import TenantId
from shared.services.storing import TOGETHER, Items, Stored, Storing
from shared.store.database import Database, Tx
from shared.whatsapp.payload import Item
from tests import parts
from tests.store.hot import Place, count, make_place, message_item

Queued = TypeVar("Queued")
Read = TypeVar("Read")
SENDER_WITH_NUL = "55\x00"  # no text of Postgres's: it refuses the whole statement


class Gated(Database):
    """A database whose first transaction waits until it may go on; counts them."""

    def __init__(self, url: str) -> None:
        super().__init__(url, 4)
        self.transactions = 0
        self.is_away = False
        self.reached = threading.Event()
        self.may_go_on = threading.Event()

    def in_one_flight(
        self,
        tenant: TenantId,
        queue: Callable[[Tx], Queued],
        read: Callable[[Queued], Read],
        *,
        deadline: timedelta = timedelta(seconds=3),
    ) -> Read:
        self.transactions += 1
        self.reached.set()
        assert self.may_go_on.wait(30)
        if self.is_away:
            raise StoreUnavailable
        return super().in_one_flight(tenant, queue, read, deadline=deadline)


class Queue(Storing):
    """Tells how many bodies wait behind the one that is being stored."""

    def wait_for(self, waiting: int) -> None:
        while len(self._waiting) < waiting:
            assert not threading.Event().wait(0.005)


@pytest.fixture
def gated(database: parts.Database) -> Iterator[Gated]:
    opened = Gated(database.pooled_url)
    yield opened
    opened.close()


@pytest.fixture
def place(database: parts.Database) -> Place:
    return make_place(database.superuser_url)


def body(place: Place, *items: Item) -> Items:
    return {place.tenant: [(place.account, item) for item in items]}


def store_at_once(gated: Gated, first: Items, *others: Items) -> list[list[Stored] | Exception]:
    """Store the first, and the others while it is held."""
    storing = Queue(gated)

    def store(items: Items) -> list[Stored] | Exception:
        try:
            return storing.store(items)
        except Exception as error:  # noqa: BLE001 - what is asked is who gets which
            return error

    with ThreadPoolExecutor(len(others) + 1) as pool:
        answers = [pool.submit(store, first)]
        assert gated.reached.wait(30)
        for waiting, items in enumerate(others, start=1):
            answers.append(pool.submit(store, items))
            storing.wait_for(waiting)
        gated.may_go_on.set()
        return [answer.result(30) for answer in answers]


def keys(answer: list[Stored] | Exception) -> list[str]:
    assert isinstance(answer, list), answer
    return [row.key for row in answer]


def test_bodies_that_come_meanwhile_are_one_transaction(gated: Gated, place: Place, database: parts.Database) -> None:
    other = make_place(database.superuser_url)
    bodies = [body(each, message_item(each, f"wamid.{n}")) for n in range(6) for each in (place, other)]

    answers = store_at_once(gated, *bodies)

    assert [keys(answer) for answer in answers] == [[f"wamid.{n}"] for n in range(6) for _ in range(2)]
    assert [row.tenant for answer in answers if isinstance(answer, list) for row in answer] == [
        place.tenant,
        other.tenant,
    ] * 6
    assert gated.transactions == 2


def test_a_crowd_is_several_transactions(gated: Gated, place: Place) -> None:
    bodies = [body(place, message_item(place, f"wamid.{n}")) for n in range(TOGETHER + 2)]

    store_at_once(gated, *bodies)

    assert gated.transactions == 3
    assert count(gated, place, "inbox") == TOGETHER + 2


def test_an_item_that_two_bodies_bring_is_new_for_one_of_them(gated: Gated, place: Place) -> None:
    doubled = body(place, message_item(place, "wamid.2"))

    _, *answers = store_at_once(gated, body(place, message_item(place, "wamid.1")), doubled, doubled)

    assert [keys(answer) for answer in answers] == [["wamid.2"], []]


def test_a_body_that_cannot_be_stored_fails_alone(gated: Gated, place: Place) -> None:
    good, bad = (
        body(place, message_item(place, "wamid.2")),
        body(place, message_item(place, "wamid.3", sender=SENDER_WITH_NUL)),
    )

    _, first, second, third = store_at_once(
        gated, body(place, message_item(place, "wamid.1")), good, bad, body(place, message_item(place, "wamid.4"))
    )

    assert (keys(first), keys(third)) == (["wamid.2"], ["wamid.4"])
    assert isinstance(second, psycopg.DataError)
    assert count(gated, place, "inbox") == 3


def test_while_the_database_is_away_nobody_is_told_that_anything_is_stored(gated: Gated, place: Place) -> None:
    gated.is_away = True
    bodies = [body(place, message_item(place, f"wamid.{n}")) for n in range(4)]

    answers = store_at_once(gated, *bodies)

    assert [type(answer) for answer in answers] == [StoreUnavailable] * 4
    assert len({id(answer) for answer in answers}) == 4
    gated.is_away = False
    assert keys(Storing(gated).store(bodies[0])) == ["wamid.0"]
