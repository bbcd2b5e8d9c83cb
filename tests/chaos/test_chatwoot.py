"""The six faults that people report of the best-known open inbox for WhatsApp, each as a test that Prosa passes.

Chatwoot is a fine product; its public tracker says what goes wrong between Meta and a database when nobody plans for it. The
numbers are issues of github.com/chatwoot/chatwoot, read 2026-11.
"""

import time
from datetime import timedelta

import pytest

from local.chaos import meta
from local.chaos.arena import Arena, Said
from local.chaos.flows import PAIR
from local.chaos.rig import Rig
from local.chaos.waiting import wait_until
from tests.chaos.judging import assert_clean, calls


def test_chatwoot_1_a_message_answered_200_is_not_lost_when_the_process_is_killed(rig: Rig, arena: Arena) -> None:
    """#15131, #11987, #13556: webhooks are answered 200, and the message never appears; the queue lives beside the database."""
    person = arena.person()
    arena.ask(person, "oi")
    said = meta.message(person, "ainda está aí?")
    arena.said.append(Said(person, said["id"], "ainda está aí?"))

    answer = meta.post(
        f"{rig.instances[0].url}/webhook", meta.webhook(arena.number, messages=[said]), rig.secrets.wa_webhook_secret
    )
    for instance in rig.instances:
        instance.kill()
    rig.start_instances()
    rig.let_leases_run_out()

    assert answer.status == 200
    arena.wait_for_answers(person, 2)
    assert_clean(arena)


def test_chatwoot_2_a_reply_whose_answer_timed_out_is_not_sent_twice(rig: Rig, arena: Arena) -> None:
    """#9314, #9465, and fazer-ai/chatwoot#258 (a read timeout, and the job queue sends again): the customer reads it twice."""
    person = arena.person()
    rig.simulator.fault("timeout_after_accept", number=arena.number, times=1, ms=4000)

    arena.ask(person, "oi")
    arena.ask(person, "e agora?")

    assert_clean(arena)
    assert arena.texts(person) == ["#1", "e agora? #2"]
    assert len(calls(arena)) == 2


def test_chatwoot_3_two_quick_messages_of_a_new_person_are_one_conversation(rig: Rig, arena: Arena) -> None:
    """#10798, #14058, #14071: two messages at once (there a picture and a voice message), and each worker makes a conversation."""
    person = arena.person()
    rig.simulator.mode(hold=True, shuffle=True, delay_ms=[1, 2])
    arena.say(person, "oi")
    arena.say(person, "tem alguém?")
    rig.simulator.mode()

    arena.wait_for_answers(person, 1)
    assert_clean(arena)
    assert arena.one("select count(*) from conversations where tenant_id = %s") == 1
    assert arena.one("select count(*) from contacts where tenant_id = %s") == 1
    assert arena.one("select count(*) from messages where tenant_id = %s and direction = 'in'") == 2


def test_chatwoot_4_statuses_that_come_in_any_order_never_run_backwards(rig: Rig, arena: Arena) -> None:
    """#14529, #9962: a late `sent` takes the second tick away from a message that was delivered."""
    person = arena.person()
    arena.ask(person, "oi")
    arena.drain(timedelta(seconds=15))
    wamid = str(arena.one("select wamid from outbox where tenant_id = %s"))

    for place, word in enumerate(("read", "sent", "delivered", "sent", "failed", "sent")):
        body = meta.webhook(arena.number, statuses=[meta.status(wamid, word)])
        answer = meta.post(f"{rig.instances[place % 2].url}/webhook", body, rig.secrets.wa_webhook_secret)
        assert answer.status == 200

    assert arena.one("select status from messages where tenant_id = %s and direction = 'out'") == "read"
    assert_clean(arena)  # the log of every change of a status is looked at too


@pytest.mark.on_demand
def test_chatwoot_5_bulk_work_of_one_tenant_keeps_no_other_waiting(rig: Rig, arena: Arena) -> None:
    """#15857, #15204: a bulk job takes the workers, and live customers wait for half an hour."""
    bulk = rig.open_arena(PAIR)
    rig.simulator.fault("timeout_after_accept", number=bulk.number, ms=4000)  # and its number hangs, too
    for _ in range(150):
        bulk.say(bulk.person(), "oi")
    wait_until(lambda: bulk.untaken() <= 0, timedelta(seconds=20), "the bulk to be stored")

    slowest = 0.0
    for _ in range(5):
        began = time.monotonic()
        arena.ask(arena.person(), "oi")
        slowest = max(slowest, time.monotonic() - began)

    assert bulk.open_work() > 100, "the bulk was over already: the test proves nothing"
    assert slowest < 2
    rig.simulator.forgive()
    rig.simulator.reset()  # the bulk's messages are not what this test is about


@pytest.mark.on_demand
def test_chatwoot_6_twenty_numbered_messages_arrive_in_order_within_seconds(rig: Rig, arena: Arena) -> None:
    """#13556, #12661, #3608: of twenty numbered messages some are missing, some come hours later, out of order."""
    person = arena.person()
    began = time.monotonic()
    for place in range(1, 21):
        arena.say(person, str(place))
    wait_until(arena.is_at_rest, timedelta(seconds=15), "all to be answered", explain=arena.explain)

    assert time.monotonic() - began < 15
    shown = arena.sql(
        "select text from messages where tenant_id = %s and direction = 'in' order by created_at, id", arena.tenant
    )
    assert [text for (text,) in shown] == [str(place) for place in range(1, 21)]
    assert_clean(arena)
