"""Use case: a contact's waiting messages (or a timer) move the conversation by one turn, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

from shared.domain.errors import ProsaError, SchemaOutdated, StoreUnavailable
from shared.domain.ids import AccountId, ConversationId, MessageId, TenantId
from shared.domain.messages import Incoming, IncomingKind
from shared.domain.sending import Claim
from shared.domain.windows import WINDOW
from shared.engine import codec
from shared.engine.events import MessagesReceived, TimerFired
from shared.observability import fault
from shared.services.flow_cache import FlowCache
from shared.services.notices import link_shared_phones, take_notice
from shared.services.preview import preview
from shared.services.turn import Arrived, Taken, debounce_of, keep_silent, take_turn
from shared.store import conversations, inbox, outbox, timers
from shared.store.conversations import Context
from shared.store.database import Database, Tx
from shared.store.inbox import Pending
from shared.store.messages import NewMessage
from shared.whatsapp.incoming import read_incoming

MAX_DEBOUNCES = 4  # a contact who never stops typing is answered after this many debounce times
LATE_COMMIT = timedelta(seconds=2)  # by then it is known whether a commit that was given up on came through
RETRY_PAUSE = timedelta(seconds=1)  # before the second run over items whose first run failed; doubles each time


@dataclass(frozen=True, slots=True)
class Conversed:
    """What came of it.

    conversation: None when nothing was taken in. claim: a send that this process has started, under `token`. has_sends:
    the conversation has something to deliver. again: come back after this long (a burst still goes on, or more is
    waiting); None = no need. has_tasks: the turn asked for something slow.
    """

    conversation: ConversationId | None = None
    claim: Claim | None = None
    has_sends: bool = False
    again: timedelta | None = None
    token: UUID = field(default_factory=uuid4)
    has_tasks: bool = False


def converse(
    database: Database,
    flows: FlowCache,
    *,
    tenant: TenantId,
    account: AccountId,
    sender: str,
    token: UUID | None = None,
    asks_models: bool = False,
) -> Conversed:
    """Take in a contact's waiting messages. Safe to run at once on any number of instances: one takes them, the others find none.

    A run that fails for a reason of its own (a poison message, a broken flow) is counted on the items, and after five
    they are dead and the conversation goes on. token: of an earlier try that may have committed. Raises StoreUnavailable.
    """
    under = token or uuid4()
    return run_counted(
        database,
        tenant,
        under,
        lambda tx: _converse(tx, flows, account, sender, under, asks_models=asks_models),
        lambda tx, reason: inbox.note_failure(tx, account=account, sender=sender, reason=reason, pause=RETRY_PAUSE),
    )


class ConverseFailed(Exception):
    """A run was counted as failed; the message says why, without content."""


class TurnGivenUp(StoreUnavailable):
    """The turn's transaction took longer than its deadline; its commit may yet come through, with a send claimed under `token`."""

    def __init__(self, code: str, token: UUID) -> None:
        super().__init__(code)
        self.token = token


def run_counted(
    database: Database,
    tenant: TenantId,
    token: UUID,
    run: Callable[[Tx], Conversed],
    count: Callable[[Tx, str], None],
) -> Conversed:
    """Run a turn; when it fails for a reason of its own, count that in a transaction of its own.

    token: what the run claims its first send under. Raises TurnGivenUp, which is nobody's fault and not counted, and
    ConverseFailed, which is.
    """
    try:
        return database.as_tenant(tenant, run)
    except SchemaOutdated:
        raise  # nothing was begun
    except ProsaError as error:
        if error.kind == "unavailable":
            raise TurnGivenUp(error.code, token) from error
        reason = error.code
    except Exception as error:  # noqa: BLE001 - whatever one message does to us, the next must be served
        fault("converse_failed", error, tenant_id=str(tenant))
        reason = type(error).__name__
    database.as_tenant(tenant, lambda tx: count(tx, reason))
    raise ConverseFailed(reason)


def fire_timer(
    database: Database, flows: FlowCache, *, tenant: TenantId, conversation: ConversationId, asks_models: bool = False
) -> Conversed:
    """Take the conversation's oldest due timer, if any, as one turn. A suspended tenant's timers wait.

    A timer whose turn fails is tried again after a growing pause and given up after five runs, so that it cannot keep the
    others waiting. Raises StoreUnavailable and ConverseFailed.
    """
    token = uuid4()
    return run_counted(
        database,
        tenant,
        token,
        lambda tx: _fire(tx, flows, conversation, token, asks_models=asks_models),
        lambda tx, _reason: timers.note_failure(tx, conversation=conversation, pause=RETRY_PAUSE),
    )


def _converse(
    tx: Tx, flows: FlowCache, account: AccountId, sender: str, token: UUID, *, asks_models: bool
) -> Conversed:
    opened = conversations.open_for_sender(tx, account=account, sender=sender)
    waiting = inbox.pending_of(tx, account=account, sender=sender)
    context = conversations.as_context(opened.fetchone())
    pending = inbox.as_pending(waiting.fetchall())
    return go_on(tx, flows, context, pending, token, asks_models=asks_models)


def go_on(
    tx: Tx,
    flows: FlowCache,
    context: Context | None,
    pending: Sequence[Pending],
    token: UUID,
    *,
    asks_models: bool,
    may_start: bool = True,
) -> Conversed:
    """Take in what was read, in the transaction that read it. may_start: the first send may be claimed under `token`."""
    if context is None or not pending:
        return already(tx, token)
    batch = _read(pending)
    wait = _wait_for_more(tx, context, flows, batch.incoming, pending)
    if wait > timedelta():
        return Conversed(again=wait)
    context = _notice(tx, context, batch)
    heard = [message for message in batch.incoming if _is_heard(message, context)]
    arrived = _arrived(batch)
    if context.opted_out and heard:
        conversations.opt_in(tx, contact=context.contact_id)
    taken = Taken(None, context.open_sends)
    if heard and context.owner == "bot" and context.tenant_status == "active":
        first = token if may_start else None
        received = MessagesReceived(tuple(heard))
        taken = take_turn(tx, context, flows, received, arrived, token=first, asks_models=asks_models)
    else:
        keep_silent(tx, context, arrived)
    inbox.finish(tx, ids=[each.id for each in pending])
    again = timedelta() if len(pending) == inbox.TAKEN_AT_ONCE or pending[0].attempts else None
    return Conversed(context.id, taken.claim, taken.has_sends, again, token, taken.has_tasks)


@dataclass(slots=True)
class Batch:
    """The waiting items of one sender: what the contact said, and what came about the conversation otherwise."""

    incoming: list[Incoming]
    last: Pending | None
    notices: list[Pending]
    kept: list[NewMessage] = field(default_factory=list)


def _read(pending: Sequence[Pending]) -> Batch:
    said = [each for each in pending if each.kind == "message"]
    others = [each for each in pending if each.kind != "message"]
    return Batch([read_incoming(each.item) for each in said], said[-1] if said else None, others)


def _notice(tx: Tx, context: Context, batch: Batch) -> Context:
    """Take in what is not the contact speaking; the context comes back with whoever has the conversation now."""
    owner = context.owner
    for each in batch.notices:
        noticed = take_notice(tx, context, each)
        owner = noticed.owner or owner
        batch.kept += [noticed.message] if noticed.message else []
    for message in batch.incoming:
        link_shared_phones(tx, context, message)
    if owner == "human" and context.owner == "bot":
        outbox.cancel_queued(tx, conversation=context.id, reason="a person took over")
    return replace(context, owner=owner)


def already(tx: Tx, token: UUID) -> Conversed:
    """Nothing waits. If an earlier run of this work committed and its answer was lost, its started send is ours."""
    conversation = outbox.find_claim(tx, token=token)
    return Conversed(conversation, has_sends=conversation is not None, token=token)


def _fire(tx: Tx, flows: FlowCache, conversation: ConversationId, token: UUID, *, asks_models: bool) -> Conversed:
    context = conversations.as_context(conversations.open_by_id(tx, conversation=conversation).fetchone())
    if context is None or context.tenant_status != "active":
        return already(tx, token)
    key = timers.take_due(tx, conversation=conversation)
    if key is None:
        return already(tx, token)
    if context.owner != "bot":
        return Conversed(context.id)
    taken = take_turn(tx, context, flows, TimerFired(key), Arrived(), token=token, asks_models=asks_models)
    return Conversed(context.id, taken.claim, taken.has_sends, timedelta(), token, taken.has_tasks)


def _wait_for_more(
    tx: Tx, context: Context, flows: FlowCache, incoming: Sequence[Incoming], pending: Sequence[Pending]
) -> timedelta:
    """How long to hold back so that a burst of typed messages becomes one turn. Taps and files are answered at once."""
    all_typed = len(incoming) == len(pending) and all(message.kind is IncomingKind.TEXT for message in incoming)
    if not all_typed or context.owner != "bot":
        return timedelta()
    debounce = debounce_of(tx, context, flows)
    flows.bursts.note(context.account_id, debounce)
    if context.now - pending[0].received_at > debounce * MAX_DEBOUNCES:
        return timedelta()
    return debounce - (context.now - pending[-1].received_at)


def _is_heard(message: Incoming, context: Context) -> bool:
    """Whether the bot may answer: not a reaction, and not so late that an answer could no longer be sent freely."""
    return message.kind is not IncomingKind.REACTION and message.sent_at > context.now - WINDOW


def _arrived(batch: Batch) -> Arrived:
    messages = [*(_stored(message) for message in batch.incoming), *batch.kept]
    last = batch.last
    return Arrived(
        messages=messages,
        heard=len(batch.incoming),
        send_to=(last.wa_id or last.bsuid) if last else None,
        send_to_kind=("wa_id" if last.wa_id else "bsuid") if last else None,
        last_incoming_at=max((message.sent_at for message in batch.incoming), default=None),
        preview=preview(messages[-1].text) if messages else "",
    )


def _stored(message: Incoming) -> NewMessage:
    content = codec.incoming_to_json(message)
    return NewMessage(
        MessageId(uuid4()),
        "in",
        "contact",
        message.kind.value,
        message.text,
        content,
        "received",
        message.sent_at,
        wamid=message.wamid,
    )
