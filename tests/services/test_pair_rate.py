"""F8, F9: two hundred replies to one person under Meta's own rates; the time that everybody waits is skipped on both sides."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from local.simulator.rates import Bucket
from shared.domain.sending import Outcome, RetryLater, Sent
from shared.ports import DeliverWake
from shared.services.work import work
from tests import parts
from tests.services.bot import FLOW, Bot, make_bot

PAIR_BURST, PAIR_SECONDS, NUMBER_MPS = 45, 6.0, 80.0  # Meta's, read 2026-11


class Meta:
    """Graph with its two token buckets, and a clock that `pass_time` moves together with the database's rows."""

    def __init__(self, bot: Bot) -> None:
        self.db = psycopg.connect(bot.superuser_url, autocommit=True)
        self.pair, self.number = Bucket(), Bucket()
        self.now = 0.0
        self.tries: list[tuple[float, str, int]] = []  # when, row:attempt, code
        bot.messenger.answer = self.answer

    def answer(self, body: dict[str, Any]) -> Outcome:
        opaque = str(body["biz_opaque_callback_data"])
        if not self.pair.take(PAIR_BURST, 1 / PAIR_SECONDS):
            self.tries.append((self.clock(), opaque, 131056))
            return RetryLater(131056, "pair rate")
        if not self.number.take(NUMBER_MPS, NUMBER_MPS):
            self.tries.append((self.clock(), opaque, 130429))
            return RetryLater(130429, "number rate")
        self.tries.append((self.clock(), opaque, 0))
        return Sent(f"wamid.{opaque}")

    def clock(self) -> float:
        """What has passed for both sides: what was skipped, and what the machine really took."""
        return self.now + time.monotonic()

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.pair.at -= seconds
        self.number.at -= seconds
        span = timedelta(seconds=seconds)
        self.db.execute(
            "with o as (update outbox set not_before = not_before - %s where state = 'queued')"
            " update conversations set pair_at = pair_at - %s",
            (span, span),
        )

    def seconds_to_wait(self) -> float | None:
        """Until the next reply may leave; None = all have left."""
        row = self.db.execute(
            "select extract(epoch from not_before - now()) from outbox where state in ('queued', 'sending') order by position limit 1"
        ).fetchone()
        return None if row is None else max(0.01, float(row[0]))

    def close(self) -> None:
        self.db.close()


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def queue(bot: Bot, how_many: int) -> None:
    """Put as many replies into the conversation's outbox."""
    bot.sql(
        "with c as (select * from conversations), m as (insert into messages (tenant_id, conversation_id, account_id, direction, author,"
        "  kind, content, status, text) select tenant_id, id, account_id, 'out', 'bot', 'text', '{}', 'queued', n::text"
        "  from c, generate_series(1, %s) n returning *)"
        " insert into outbox (tenant_id, conversation_id, account_id, message_id, turn, step, position, payload)"
        " select tenant_id, conversation_id, account_id, id, 2, text::int, 1 + text::int,"
        "  jsonb_build_object('is', 'Text', 'body', text) from m",
        how_many,
    )


def attempt_of(opaque: str) -> int:
    return int(opaque.rpartition(":")[2])


def following(opaque: str) -> str:
    """The next attempt's own id."""
    return f"{opaque.rpartition(':')[0]}:{attempt_of(opaque) + 1}"


@pytest.mark.parametrize(("replies", "foreign"), [(200, 0), (80, 12)])
def test_f09_two_hundred_replies_to_one_person_all_leave_in_order_at_metas_pace(
    bot: Bot, replies: int, foreign: int
) -> None:
    """foreign: messages to the same person that we do not know of (another system), so that Graph refuses ours."""
    meta = Meta(bot)
    bot.hears("oi")
    meta.pass_time(3600)
    for _ in range(foreign):
        meta.pair.take(PAIR_BURST, 1 / PAIR_SECONDS)
    del bot.messenger.bodies[:], meta.tries[:]
    queue(bot, replies)

    conversation = bot.conversation
    while (seconds := meta.seconds_to_wait()) is not None:
        meta.pass_time(seconds)
        work(bot.work, DeliverWake(bot.tenant, conversation))
    meta.close()

    accepted = [
        int(body["text"]["body"]) for body, tried in zip(bot.messenger.bodies, meta.tries, strict=True) if not tried[2]
    ]
    assert accepted == list(range(1, replies + 1))
    refused = [(at, opaque) for at, opaque, code in meta.tries if code == 131056]
    assert bool(refused) == bool(foreign), "our own pace keeps below Meta's, unless somebody else talks too"
    again = {opaque: at for at, opaque, _ in meta.tries}
    assert all(again[following(opaque)] - at >= 4 ** attempt_of(opaque) for at, opaque in refused)
    assert meta.now - 3600 < (replies - PAIR_BURST + foreign) * PAIR_SECONDS * 1.1 + 120
