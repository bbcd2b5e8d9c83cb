"""Delivery of webhooks: signing, order per contact, batches, retries until 200, and bad behaviour on request."""

import asyncio
import hashlib
import hmac
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from local.simulator.accounts import Accounts
from local.simulator.journal import Journal, WebhookAttempt
from local.simulator.payloads import Update, envelope
from local.simulator.post import Poster, PostFailed
from local.simulator.settings import Settings, WebhookMode
from local.simulator.timers import Timers

KEPT_BODIES: Final = 20_000  # accepted bodies that can be replayed
SHUFFLE_MS: Final = (0, 300)  # spread of a shuffle that names no delay


@dataclass(slots=True)
class Route:
    """The way to one number's webhook: lanes of waiting updates, which of them are ready, how many posts are under way."""

    phone_number_id: str
    lanes: dict[str, deque[Update]] = field(default_factory=dict)
    ready: deque[str] = field(default_factory=deque)
    in_flight: int = 0


@dataclass(slots=True)
class Delivery:
    """One body on its way; stays the same bytes on every attempt."""

    id: int
    phone_number_id: str
    body: bytes
    labels: list[str]
    updates: list[Update]
    lanes: list[str]
    attempts: int = 0


class Courier:
    """Carries updates to the webhooks of their numbers.

    Each number has its own route, so that a dead webhook holds up nobody else. On a route updates wait in lanes, one per
    contact. A lane is ready when its first update is due and nothing of it is being posted: one contact's updates keep their
    order while many contacts are served at once.
    """

    def __init__(self, accounts: Accounts, journal: Journal, timers: Timers, dice: Random) -> None:
        self.mode = WebhookMode()
        self.settings = Settings()
        self.on_accepted: Callable[[Update], None] = lambda _: None
        self._accounts, self._journal, self._timers, self._dice = accounts, journal, timers, dice
        self._poster = Poster()
        self._routes: dict[str, Route] = {}
        self._retries: dict[int, tuple[Delivery, asyncio.TimerHandle]] = {}
        self._done: deque[Delivery] = deque(maxlen=KEPT_BODIES)
        self._deliveries = 0
        self._shuffled = 0

    def send(self, update: Update) -> None:
        """Queue one update; a number without a subscription gets none, as with Meta."""
        number = self._accounts.numbers.get(update.phone_number_id)
        if number is None or number.webhook_url is None or not number.subscribed:
            return
        span = self.mode.delay_ms
        if self.mode.shuffle:
            self._shuffled += 1
            update.lane = f"shuffled {self._shuffled}"
            span = span if span[1] else SHUFFLE_MS
        if span[1]:
            update.due = time.monotonic() + self._dice.uniform(*span) / 1000
        route = self._routes.setdefault(update.phone_number_id, Route(update.phone_number_id))
        lane = route.lanes.get(update.lane)
        if lane is None:
            route.lanes[update.lane] = deque((update,))
            self._await_turn(route, update.lane)
        else:
            lane.append(update)

    def set_mode(self, mode: WebhookMode) -> None:
        """Change the behaviour; what was held goes out when holding ends."""
        self.mode = mode
        for route in self._routes.values():
            self._dispatch(route)

    def retry_now(self) -> int:
        """Try everything that waits for a retry, now."""
        waiting = list(self._retries.values())
        self._retries.clear()
        for delivery, handle in waiting:
            handle.cancel()
            self._launch(delivery)
        return len(waiting)

    async def replay(self) -> dict[str, int]:
        """Post every body again that was accepted before; tell how often each answer came."""
        answers: dict[str, int] = {}
        for delivery in list(self._done):
            http = await self._attempt(delivery)
            answers[str(http)] = answers.get(str(http), 0) + 1
        return answers

    def undelivered(self) -> dict[str, Any]:
        """Describe what no webhook has accepted yet."""
        waiting = [
            {
                "delivery": one.id,
                "phone_number_id": one.phone_number_id,
                "attempts": one.attempts,
                "updates": one.labels,
            }
            for one, _ in self._retries.values()
        ]
        moving = sum(route.in_flight + sum(map(len, route.lanes.values())) for route in self._routes.values())
        return {"undelivered_webhooks": len(waiting) + moving, "undelivered": waiting, "webhooks_in_flight": moving}

    def close(self) -> None:
        """Drop what is queued and close the connections; the timers' owner cancels what is being posted."""
        for _, handle in self._retries.values():
            handle.cancel()
        self._retries.clear()
        self._poster.close()

    def _await_turn(self, route: Route, key: str) -> None:
        """Make a lane ready when its first update is due."""

        def ready() -> None:
            route.ready.append(key)
            self._dispatch(route)

        due = route.lanes[key][0].due
        self._timers.after(due - time.monotonic() if due else 0, ready)

    def _dispatch(self, route: Route) -> None:
        """Post from ready lanes as long as connections are free."""
        while route.ready and not self.mode.hold and route.in_flight < self.settings.webhooks.connections:
            updates, lanes = _gather(route, self.mode.batch)
            if not updates:
                self._release(route, lanes)
                continue
            self._deliveries += 1
            body = envelope(self._accounts.numbers[route.phone_number_id], updates)
            labels = [update.label for update in updates]
            self._launch(Delivery(self._deliveries, route.phone_number_id, body, labels, updates, lanes))

    def _release(self, route: Route, lanes: list[str]) -> None:
        for key in lanes:
            if route.lanes.get(key):
                self._await_turn(route, key)
            else:
                route.lanes.pop(key, None)

    def _launch(self, delivery: Delivery) -> None:
        route = self._routes.setdefault(delivery.phone_number_id, Route(delivery.phone_number_id))
        route.in_flight += 1
        self._timers.spawn(self._deliver(delivery, route))
        if self.mode.duplicate and delivery.attempts == 0:
            self._timers.spawn(self._deliver_copy(delivery))

    async def _deliver(self, delivery: Delivery, route: Route) -> None:
        try:
            http = await self._attempt(delivery)
        finally:
            route.in_flight -= 1
        if http == 200:
            for update in delivery.updates:
                self.on_accepted(update)
            delivery.updates = []  # the bytes are enough for a replay
            self._done.append(delivery)
        else:
            self._retry_later(delivery)
        lanes, delivery.lanes = delivery.lanes, []
        self._release(route, lanes)
        self._dispatch(route)

    async def _deliver_copy(self, delivery: Delivery) -> None:
        await self._attempt(delivery)

    def _retry_later(self, delivery: Delivery) -> None:
        pauses = self.settings.webhooks.retry_ms
        pause = pauses[min(delivery.attempts, len(pauses)) - 1] / 1000

        def retry() -> None:
            if self._retries.pop(delivery.id, None) is not None:
                self._launch(delivery)

        handle = asyncio.get_running_loop().call_later(pause, retry)
        self._retries[delivery.id] = (delivery, handle)

    async def _attempt(self, delivery: Delivery) -> int | None:
        """Sign and post once, and write it down."""
        number = self._accounts.numbers[delivery.phone_number_id]
        delivery.attempts += 1
        attempt, begun = delivery.attempts, time.perf_counter()
        http, error = None, None
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": "sha256=" + sign(number.app_secret, delivery.body),
        }
        try:
            timeout = self.settings.webhooks.timeout_ms / 1000
            http = await self._poster.post(number.webhook_url or "", headers, delivery.body, timeout)
        except PostFailed as failure:
            error = str(failure)
        self._journal.add(
            WebhookAttempt(
                number.phone_number_id,
                delivery.id,
                attempt,
                http,
                error,
                (time.perf_counter() - begun) * 1000,
                delivery.labels,
                delivery.body,
                time.time(),
            )
        )
        return http


def _gather(route: Route, most: int) -> tuple[list[Update], list[str]]:
    """Take up to `most` due updates from ready lanes, in order, and name the lanes they came from."""
    updates: list[Update] = []
    lanes: list[str] = []
    now = time.monotonic()
    while route.ready and len(updates) < most:
        key = route.ready.popleft()
        lanes.append(key)
        lane = route.lanes.get(key, deque())
        while lane and len(updates) < most and lane[0].due <= now:
            updates.append(lane.popleft())
    return updates, lanes


def sign(app_secret: str, body: bytes) -> str:
    """Sign a body the way X-Hub-Signature-256 carries it."""
    return hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
