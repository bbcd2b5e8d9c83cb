"""What a worker does with a wake, on any host: converse, deliver, fire a timer, learn; says who to wake next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never
from uuid import UUID

from shared.domain.errors import StoreUnavailable
from shared.domain.ids import TenantId
from shared.observability import fault, use_case
from shared.ports import ConverseWake, DeliverWake, HttpCaller, KnowledgeWake, SendWake, TaskWake, TimerWake, Wake
from shared.services.ai.learn import learn
from shared.services.ai.tasks import Ai
from shared.services.converse import LATE_COMMIT, Conversed, ConverseFailed, TurnGivenUp, converse, fire_timer
from shared.services.deliver import Delivery, Started, deliver
from shared.services.flow_cache import FlowCache
from shared.services.perform import Reach, perform
from shared.store.database import Database

STORE_PAUSE = timedelta(seconds=1)  # before a wake is tried again when Postgres is away


@dataclass(frozen=True, slots=True)
class Work:
    """The parts a worker needs; made once per process by the container. ai: None = no model is configured."""

    database: Database
    flows: FlowCache
    delivery: Delivery
    http: HttpCaller
    ai: Ai | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """What one wake came to: counts for the log line, and the wakes that follow from it."""

    turns: int = 0
    sent: int = 0
    failed: int = 0
    next: tuple[tuple[Wake, timedelta], ...] = ()


def handle(parts: Work, wake: Wake, *, is_stopping: Callable[[], bool] = bool) -> tuple[tuple[Wake, timedelta], ...]:
    """Do the work of a wake in a job loop: one log line, never an exception. Returns the wakes that follow."""
    try:
        return attempt(parts, wake, is_stopping=is_stopping)
    except TurnGivenUp as given_up:
        return _after_late_commit(wake, given_up.token)
    except StoreUnavailable:
        return ((_again(wake), STORE_PAUSE),)
    except ConverseFailed:
        return ()
    except Exception as error:  # noqa: BLE001 - the job loop: a fault of one conversation must not stop the others
        fault("work_failed", error, tenant_id=str(wake.tenant))
        return ()


def attempt(parts: Work, wake: Wake, *, is_stopping: Callable[[], bool] = bool) -> tuple[tuple[Wake, timedelta], ...]:
    """Do the work of a wake for a queue that tries again: one log line, and what fails is raised, as `work` does.

    At debug when all went well: turns and sends are in the database, and a busy service would log little else.
    """
    with use_case("work", when_ok="debug", wake=type(wake).__name__, tenant_id=str(wake.tenant)) as found:
        done = work(parts, wake, is_stopping=is_stopping)
        found |= {"turns": done.turns, "sent": done.sent, "failed": done.failed}
        if done.failed:
            found["outcome"] = "sends_failed"
    return done.next


def _again(wake: Wake) -> Wake:
    """What to come back with: without its token, for what was claimed under it may have left; its lease or its status tells."""
    match wake:
        case SendWake():
            return DeliverWake(wake.tenant, wake.claim.conversation)
        case DeliverWake():
            return DeliverWake(wake.tenant, wake.conversation)
        case ConverseWake():
            return ConverseWake(wake.tenant, wake.account, wake.sender)
        case _:
            return wake


def _after_late_commit(wake: Wake, token: UUID) -> tuple[tuple[Wake, timedelta], ...]:
    """Come back for what was not done; and for the send that a commit which came through after all has claimed."""
    match wake:
        case ConverseWake():
            return ((ConverseWake(wake.tenant, wake.account, wake.sender, token), LATE_COMMIT),)
        case TimerWake() | TaskWake():
            return ((wake, STORE_PAUSE), (DeliverWake(wake.tenant, wake.conversation, token), LATE_COMMIT))
        case _:
            return ((_again(wake), STORE_PAUSE),)


def work(parts: Work, wake: Wake, *, is_stopping: Callable[[], bool] = bool) -> Worked:
    """Handle one wake to its end. Raises StoreUnavailable and ConverseFailed; the sweeper comes back for both."""
    match wake:
        case ConverseWake():
            conversed = converse(
                parts.database,
                parts.flows,
                tenant=wake.tenant,
                account=wake.account,
                sender=wake.sender,
                token=wake.token,
                asks_models=parts.ai is not None,
            )
            return _after_turn(parts, wake, wake.tenant, conversed, is_stopping)
        case TimerWake():
            conversed = fire_timer(
                parts.database,
                parts.flows,
                tenant=wake.tenant,
                conversation=wake.conversation,
                asks_models=parts.ai is not None,
            )
            return _after_turn(parts, wake, wake.tenant, conversed, is_stopping)
        case TaskWake():
            conversed = perform(
                parts.database,
                parts.flows,
                Reach(parts.http, parts.delivery.cipher, parts.ai),
                tenant=wake.tenant,
                conversation=wake.conversation,
            )
            return _after_turn(parts, wake, wake.tenant, conversed, is_stopping)
        case KnowledgeWake():
            is_more = parts.ai is not None and learn(parts.database, parts.ai, tenant=wake.tenant)
            return Worked(next=((wake, timedelta()),) if is_more else ())
        case SendWake():
            started = Started(wake.claim.conversation, wake.claim, wake.token)
            return _deliver(parts, wake.tenant, started, is_stopping)
        case DeliverWake():
            started = Started(wake.conversation, token=wake.token) if wake.token else Started(wake.conversation)
            return _deliver(parts, wake.tenant, started, is_stopping)
        case _:
            assert_never(wake)


def _after_turn(
    parts: Work, wake: Wake, tenant: TenantId, conversed: Conversed, is_stopping: Callable[[], bool]
) -> Worked:
    following: tuple[tuple[Wake, timedelta], ...] = (
        ((_again(wake), conversed.again),) if conversed.again is not None else ()
    )
    if conversed.has_tasks and conversed.conversation is not None:
        following = (*following, (TaskWake(tenant, conversed.conversation), timedelta()))
    turns = 0 if conversed.conversation is None else 1
    if conversed.conversation is None or not conversed.has_sends:
        return Worked(turns=turns, next=following)
    started = Started(conversed.conversation, conversed.claim, conversed.token)
    delivered = _deliver(parts, tenant, started, is_stopping)
    return Worked(turns, delivered.sent, delivered.failed, (*following, *delivered.next))


def _deliver(parts: Work, tenant: TenantId, started: Started, is_stopping: Callable[[], bool]) -> Worked:
    done = deliver(parts.database, parts.delivery, tenant=tenant, started=started, is_stopping=is_stopping)
    wake = DeliverWake(tenant, started.conversation)
    following: tuple[tuple[Wake, timedelta], ...] = ((wake, done.again),) if done.again is not None else ()
    return Worked(0, done.sent, done.failed, following)
