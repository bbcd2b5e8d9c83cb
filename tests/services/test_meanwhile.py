"""F20 and F21: the tenant is suspended, the flow published anew or archived, at each step of a message's way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.domain.sending import Outcome, Sent
from shared.ports import DeliverWake
from shared.services.work import work
from shared.store.messages import apply_statuses
from shared.whatsapp.statuses import Status
from tests import parts
from tests.services.bot import Bot, make_bot, publish

# Two bubbles per answer, so that something still waits while the first is at Graph.
FLOW: dict[str, Any] = {
    "version": 1, "start": "place", "policy": {"debounce_ms": 0},
    "nodes": [
        {"id": "place", "type": "message", "parts": [{"location": {"latitude": 1, "longitude": 2, "name": "Centro"}}], "transitions": [{"to": "ask"}]},
        {"id": "ask", "type": "ask_text", "prompt": "E agora?", "save_as": "x", "transitions": [{"to": "again"}]},
        {"id": "again", "type": "ask_text", "prompt": "De novo?", "save_as": "x", "transitions": [{"to": "place"}]},
    ],
}  # fmt: skip
NEW: dict[str, Any] = FLOW | {
    "nodes": [node | ({"prompt": "Nova pergunta?"} if node["id"] == "again" else {}) for node in FLOW["nodes"]]
}
Change = Callable[[Bot], None]


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    made.messenger.answer = lambda body: Sent(f"wamid.{body['biz_opaque_callback_data']}")
    yield made
    made.database.close()


def suspend(bot: Bot) -> None:
    bot.sql("update tenants set status = 'suspended'")


def activate(bot: Bot) -> None:
    bot.sql("update tenants set status = 'active'")
    bot.sql("update outbox set not_before = now()")
    work(bot.work, DeliverWake(bot.tenant, bot.conversation))


def states(bot: Bot) -> list[str]:
    return [str(state) for (state,) in bot.sql("select state from outbox order by position")]


def at_call(bot: Bot, number: int, change: Change) -> None:
    """Let something happen while Graph has the send of this number in hand."""

    def answer(body: dict[str, Any]) -> Outcome:
        if len(bot.messenger.bodies) == number:
            change(bot)
        return Sent(f"wamid.{body['biz_opaque_callback_data']}")

    bot.messenger.answer = answer


def read_by_contact(bot: Bot, wamid: str) -> None:
    status = Status(wamid, "read", 5, None, None, None, None, None)
    bot.database.as_tenant(bot.tenant, lambda tx: apply_statuses(tx, statuses=[(bot.account, status)]))


def test_f20_suspended_before_the_turn_the_message_is_kept_and_nothing_said(bot: Bot) -> None:
    bot.store("oi")
    suspend(bot)

    bot.turn()

    assert bot.messenger.bodies == []
    assert bot.sql("select count(*) from messages where direction = 'in'") == [(1,)]
    assert bot.sql("select count(*) from turns") == [(0,)]


@pytest.mark.parametrize(("call", "sent"), [(1, 1), (2, 2)])
def test_f20_suspended_while_a_send_is_at_graph_its_outcome_counts_and_the_rest_waits(
    bot: Bot, call: int, sent: int
) -> None:
    at_call(bot, call, suspend)

    bot.hears("oi")
    work(bot.work, DeliverWake(bot.tenant, bot.conversation))

    assert len(bot.messenger.bodies) == sent
    assert states(bot) == ["sent"] * sent + ["queued"] * (2 - sent)
    activate(bot)
    assert states(bot) == ["sent", "sent"]
    assert len(bot.messenger.bodies) == 2


def test_f20_suspended_between_turn_and_send_nothing_leaves_until_it_is_active(bot: Bot) -> None:
    bot.hears("oi")
    bot.sql("update outbox set state = 'queued', attempt = 0, claimed_by = null, wamid = null, done_at = null")
    before = len(bot.messenger.bodies)
    suspend(bot)

    work(bot.work, DeliverWake(bot.tenant, bot.conversation))
    assert len(bot.messenger.bodies) == before

    activate(bot)
    assert len(bot.messenger.bodies) == before + 2


def test_f20_statuses_of_a_suspended_tenant_are_taken(bot: Bot) -> None:
    bot.hears("oi")
    suspend(bot)

    ((wamid,),) = bot.sql("select wamid from outbox where position = 1")
    read_by_contact(bot, str(wamid))

    assert bot.sql("select count(*) from messages where status = 'read'") == [(1,)]


def publish_new(bot: Bot) -> None:
    publish(bot, NEW, number=2)


def archive(bot: Bot) -> None:
    """What archiving leaves behind: nothing is published any more, and the flow is put away."""
    bot.sql("delete from publications")
    bot.sql("update flows set archived_at = now()")


@pytest.mark.parametrize("change", [publish_new, archive])
@pytest.mark.parametrize("step", ["before the turn", "at graph", "between", "after"])
def test_f21_a_running_conversation_stays_on_its_version_whatever_is_published(
    bot: Bot, change: Change, step: str
) -> None:
    bot.hears("oi")  # the session runs on version 1 from here on
    bot.messenger.bodies.clear()
    if step == "before the turn":
        bot.store("um")
        change(bot)
        bot.turn()
    elif step == "at graph":
        at_call(bot, 1, change)
        bot.hears("um")
    else:
        bot.hears("um")
        if step == "between":
            bot.sql("update outbox set state = 'queued', attempt = 0, claimed_by = null where position = 3")
            bot.messenger.bodies.clear()
            change(bot)
            work(bot.work, DeliverWake(bot.tenant, bot.conversation))
        else:
            change(bot)

    assert bot.messenger.texts == ["De novo?"], "the question of version 1"
    assert bot.hears("dois")[-1] == "E agora?"
    assert bot.sql("select count(distinct flow_version_id) from turns") == [(1,)]
