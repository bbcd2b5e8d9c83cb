"""One instance of the service as far as AI is concerned: `python -m tests.services.ai.instance < order`, a process of its own.

The order, JSON on standard input: {database, redis_url, redis_token, base_url, tenant, conversations, caps, lease_s, timeout_s, threads}.
Prints a line of JSON when it is done: how many turns it took.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.clients.cipher import AesGcmCipher, read_keys
from shared.clients.egress import GuardedHttp
from shared.clients.openai import OpenAiModel
from shared.clients.redis import open_key_value
from shared.domain.errors import StoreUnavailable
from shared.domain.ids import ConversationId, TenantId
from shared.domain.sending import Sent
from shared.domain.spending import Caps, Prices
from shared.observability import set_up
from shared.ports import TaskWake
from shared.services.ai.spend import Purse
from shared.services.ai.tasks import Ai
from shared.services.deliver import Delivery
from shared.services.flow_cache import FlowCache
from shared.services.pace import Pace
from shared.services.work import Work, work
from shared.store.database import Database
from tests.fakes import FakeMessenger

KEY = "k1:" + "A" * 43 + "="


def main() -> None:
    set_up(level="ERROR")
    order: dict[str, Any] = json.loads(sys.stdin.read())
    parts = make(order)
    tenant = TenantId(UUID(order["tenant"]))
    wakes = [TaskWake(tenant, ConversationId(UUID(each))) for each in order["conversations"]]
    with ThreadPoolExecutor(order.get("threads", 8)) as pool:
        turns = sum(pool.map(lambda wake: turns_of(parts, wake), wakes))
    print(json.dumps({"turns": turns}))  # noqa: T201 - what the test reads


def turns_of(parts: Work, wake: TaskWake) -> int:
    """Do the work of one wake, again while the store is too busy: the sweeper would."""
    while True:
        try:
            return work(parts, wake).turns
        except StoreUnavailable:
            time.sleep(0.5)


def make(order: dict[str, Any]) -> Work:
    key_value = open_key_value((order["redis_url"], order["redis_token"]), None)
    timeout = timedelta(seconds=order.get("timeout_s", 10))
    model = OpenAiModel("gpt-4o-mini", key="sk-test", base_url=order["base_url"], timeout=timeout)
    ai = Ai(model, Purse(key_value, Caps(**order["caps"]), Prices(0.15, 0.6)), timedelta(seconds=order["lease_s"]))
    settle = timedelta(seconds=30)
    messenger = FakeMessenger()
    messenger.answer = lambda _: Sent(f"wamid.{uuid4().hex}")
    delivery = Delivery(
        messenger, AesGcmCipher(read_keys([KEY])), Pace(), "SIM-default", "http://testserver", settle, settle
    )
    database = Database(order["database"], order.get("threads", 8))
    return Work(database, FlowCache(), delivery, GuardedHttp(["127.0.0.0/8"]), ai)


if __name__ == "__main__":
    main()
