"""Two instances, real processes: thousands of asks at once never pass a cap, and a killed one leaves nothing open."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any
from urllib.request import Request, urlopen

from local.checkout import ROOT
from local.environment import with_inherited
from local.openai_stub.client import OpenAiStub
from tests import parts
from tests.parts import RedisRest
from tests.services.ai.conftest import CAPS, FOUND, SENTENCE
from tests.services.ai.test_tasks import do_task, spent
from tests.services.bot import Bot

ASKS = int(os.environ.get("PROSA_TEST_ASKS", "300"))  # B13 asks for 2,000: PROSA_TEST_ASKS=2000
CAP = 50
PATIENCE = 300.0  # seconds; a bound against hanging, not a measure


def start(order: dict[str, Any]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.services.ai.instance"],
        cwd=ROOT,
        env=with_inherited({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(order))
    process.stdin.close()
    process.stdin = None
    return process


def order(bot: Bot, database: parts.Database, redis: RedisRest, stub: OpenAiStub, **more: Any) -> dict[str, Any]:
    return {
        "database": database.pooled_url, "redis_url": redis.url, "redis_token": redis.token, "base_url": stub.base_url,
        "tenant": str(bot.tenant), "caps": asdict(replace(CAPS, calls=CAP)), "lease_s": 60, **more,
    }  # fmt: skip


def ask_in_many_conversations(bot: Bot, count: int) -> list[str]:
    """One conversation that waits for a model, and copies of it."""
    bot.hears("oi")
    bot.hears(SENTENCE)
    original = bot.conversation
    bot.sql(
        "with k as (insert into contacts (tenant_id, name) select %s, 'C' || n from generate_series(1, %s) n returning id, tenant_id),"
        " c as (insert into conversations select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'contact_id', k.id))).*"
        "   from conversations o, k where o.id = %s returning id, tenant_id)"
        " insert into tasks (tenant_id, conversation_id, key, kind, request) select c.tenant_id, c.id, t.key, t.kind, t.request"
        " from c, tasks t where t.conversation_id = %s",
        bot.tenant, count - 1, original, original,
    )  # fmt: skip
    bot.sql(
        "update tasks set created_at = now() + interval '1 hour'"
    )  # none has waited too long, however slow the machine
    return [str(row[0]) for row in bot.sql("select conversation_id from tasks order by conversation_id")]


def flush(redis: RedisRest) -> None:
    request = Request(redis.url, data=b'["FLUSHDB"]', headers={"Authorization": f"Bearer {redis.token}"})  # noqa: S310 - our own address
    with urlopen(request):  # noqa: S310 - same
        pass


def wait_for(processes: "list[subprocess.Popen[str]]", meanwhile: Callable[[], None]) -> list[int]:
    give_up = time.monotonic() + PATIENCE
    while any(process.poll() is None for process in processes):
        assert time.monotonic() < give_up, "an instance does not come to an end"
        meanwhile()
        time.sleep(1)
    return [json.loads(process.communicate()[0])["turns"] for process in processes]


def test_asks_at_once_on_two_instances_one_below_the_cap_make_one_call(
    bot: Bot, database: parts.Database, redis_rest: RedisRest, openai_stub: OpenAiStub
) -> None:
    openai_stub.answer(FOUND)
    conversations = ask_in_many_conversations(bot, ASKS)
    bot.sql(
        "insert into ai_days (tenant_id, day, calls) select id, (now() at time zone timezone)::date, %s from tenants",
        CAP - 1,
    )

    both = [
        start(order(bot, database, redis_rest, openai_stub, conversations=conversations[half::2])) for half in (0, 1)
    ]
    turns = wait_for(both, lambda: flush(redis_rest))

    assert sum(turns) == ASKS
    assert openai_stub.count == 1
    assert spent(bot)[0] == CAP
    outcomes = dict(bot.sql("select outcome, count(*) from tasks group by 1"))
    slow = outcomes.pop("guard_unavailable", 0) + outcomes.pop("timeout", 0)  # refused all the same, on a busy machine
    assert outcomes == {"day_calls": ASKS - 1 - slow, "ok": 1}
    assert slow < ASKS / 2
    assert bot.sql("select count(*) from messages where text like 'Vamos por partes%%'") == [(ASKS - 1,)]


def test_both_instances_may_have_the_same_task_and_one_call_is_made(
    bot: Bot, database: parts.Database, redis_rest: RedisRest, openai_stub: OpenAiStub
) -> None:
    openai_stub.answer(FOUND)
    conversations = ask_in_many_conversations(bot, 20)

    both = [start(order(bot, database, redis_rest, openai_stub, conversations=conversations)) for _ in (0, 1)]
    turns = wait_for(both, lambda: None)

    ((asked,),) = bot.sql(
        "select count(*) from tasks where outcome not in ('guard_unavailable', 'timeout')"
    )  # a busy machine
    assert sum(turns) == 20
    assert openai_stub.count == spent(bot)[0] == asked
    assert asked > 10


def test_an_instance_killed_between_ask_and_answer_leaves_a_conversation_that_goes_on(
    bot: Bot, database: parts.Database, redis_rest: RedisRest, openai_stub: OpenAiStub
) -> None:
    openai_stub.script("hang")
    conversations = ask_in_many_conversations(bot, 1)
    asking = start(order(bot, database, redis_rest, openai_stub, conversations=conversations, lease_s=1, timeout_s=60))
    give_up = time.monotonic() + PATIENCE
    while openai_stub.count == 0:
        assert time.monotonic() < give_up, "it never asked"
        time.sleep(0.1)

    asking.send_signal(signal.SIGKILL)
    asking.communicate()
    ((reserved,),) = bot.sql("select reserved_tokens from ai_calls")
    while bot.sql("select lease_until > now() from tasks") == [(True,)]:
        time.sleep(0.1)
    do_task(bot)
    do_task(bot)

    assert bot.messenger.texts[-1].startswith("Vamos por partes.")
    assert bot.sql("select outcome, settled_at is not null, tokens from ai_calls") == [("lost", True, reserved)]
    assert spent(bot)[:2] == (1, reserved)
    assert openai_stub.count == 1
    openai_stub.answer(FOUND)
    bot.hears(SENTENCE)
    do_task(bot)
    assert bot.messenger.texts[-1].startswith("Li: buy Campinas"), "the conversation goes on, and may ask again"
