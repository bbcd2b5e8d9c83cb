"""Use case: one message came in and can be answered at once: its inbox row and its turn are one transaction of two flights.

The usual way (store, answer 200, wake, converse, send) takes four trips and three commits, this one three and two. It is a
short cut and nothing else: whatever stands in its way, the message goes the usual way, which begins by storing it.
"""

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from shared.domain.errors import StoreUnavailable
from shared.domain.ids import AccountId, TenantId
from shared.ports import ConverseWake, DeliverWake, SendWake, TaskWake, Wake, Waker
from shared.services.converse import LATE_COMMIT, Conversed, go_on
from shared.services.flow_cache import FlowCache
from shared.store import conversations, inbox
from shared.store.database import Database, Tx
from shared.whatsapp.payload import Item

FRESH = timedelta(seconds=20)  # an older message is a redelivery, or late anyway: storing it is all that is urgent
PATIENCE = timedelta(
    seconds=0.8
)  # for the short cut; with the usual way's own 3 s after it Meta is answered within 4 s
MAX_SEEN = 20_000  # keys of messages that this process took in; a redelivery soon after is recognised


@dataclass(frozen=True, slots=True)
class Took:
    """What became of the message. is_new: False = it was here before. turned: its turn was taken."""

    is_new: bool
    turned: bool


class DirectTurns:
    """Made once per process. Safe for threads."""

    def __init__(self, database: Database, flows: FlowCache, waker: Waker, *, asks_models: bool) -> None:
        """asks_models: a model is configured."""
        self._database, self._flows, self._waker = database, flows, waker
        self._asks_models = asks_models
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[AccountId, str], None] = OrderedDict()

    def pause_before(self, account: AccountId, item: Item) -> timedelta:
        """How long its flow is likely to wait for the rest of a burst; taps and files are never waited for."""
        debounce = self._flows.bursts.expected(account)
        return debounce if debounce and _is_typed(item) else timedelta()

    def take(self, tenant: TenantId, account: AccountId, item: Item) -> Took | None:
        """Store the message and take its turn, if nothing speaks against it; None = it is not stored, go the usual way."""
        if not self._is_fit(account, item):
            return None
        has_hand, token = self._waker.reserve(), uuid4()
        try:
            is_new, done = self._in_one_transaction(tenant, account, item, token, has_hand=has_hand)
        except Exception as error:  # noqa: BLE001 - whatever it is, the usual way meets it too, counts it and tells
            if has_hand:
                self._waker.release()
            if has_hand and isinstance(error, StoreUnavailable):
                # A commit may yet succeed that we gave up on; then whoever comes later finds its claim under the token.
                self._waker.wake([ConverseWake(tenant, account, item.sender, token)], after=LATE_COMMIT)
            return None
        if has_hand and done.claim is None:
            self._waker.release()
        for wake, after in _following(tenant, account, item, done, has_hand=has_hand):
            self._waker.wake([wake], after=after)
        return Took(is_new, done.conversation is not None)

    def _is_fit(self, account: AccountId, item: Item) -> bool:
        is_fresh = item.sent_at is not None and datetime.now(UTC) - item.sent_at < FRESH
        if item.kind != "message" or item.fault or not item.sender or not is_fresh or self._has_seen(account, item):
            return False
        return self.pause_before(account, item) == timedelta()

    def _has_seen(self, account: AccountId, item: Item) -> bool:
        with self._lock:
            if (account, item.key) in self._seen:
                return True
            self._seen[account, item.key] = None
            if len(self._seen) > MAX_SEEN:
                self._seen.popitem(last=False)
            return False

    def _in_one_transaction(
        self, tenant: TenantId, account: AccountId, item: Item, token: UUID, *, has_hand: bool
    ) -> tuple[bool, Conversed]:
        """(whether the message is new, what came of it). Runs again when the answer to the commit was lost, like every turn."""
        runs = 0

        def run(tx: Tx) -> tuple[bool, Conversed]:
            nonlocal runs
            runs += 1
            stored = inbox.store_items(tx, items=[(account, item)])
            opened = conversations.open_if_free(tx, account=account, sender=item.sender)
            waiting = inbox.pending_of(tx, account=account, sender=item.sender)
            is_new = stored.fetchone() is not None
            if not is_new and runs == 1:
                return False, Conversed()
            context = conversations.as_context(opened.fetchone())
            pending = inbox.as_pending(waiting.fetchall())
            if is_new and context is None:
                return True, Conversed(again=timedelta())  # somebody works on this conversation
            return True, go_on(
                tx, self._flows, context, pending, token, asks_models=self._asks_models, may_start=has_hand
            )

        return self._database.as_tenant(tenant, run, deadline=PATIENCE)


def _following(
    tenant: TenantId, account: AccountId, item: Item, done: Conversed, *, has_hand: bool
) -> list[tuple[Wake, timedelta]]:
    """Whom to wake for what the turn left to do. A claim whose commit's answer was lost is found again under its token."""
    wakes: list[tuple[Wake, timedelta]] = []
    if done.claim is not None:
        wakes.append((SendWake(tenant, done.claim, done.token), timedelta()))
    elif done.has_sends and done.conversation is not None:
        wakes.append((DeliverWake(tenant, done.conversation, done.token if has_hand else None), timedelta()))
    if done.has_tasks and done.conversation is not None:
        wakes.append((TaskWake(tenant, done.conversation), timedelta()))
    if done.again is not None:
        wakes.append((ConverseWake(tenant, account, item.sender), done.again))
    return wakes


def _is_typed(item: Item) -> bool:
    try:
        return bool(json.loads(item.raw).get("type") == "text")
    except ValueError:
        return False
