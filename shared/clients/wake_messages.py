"""A wake as the text of a queue's message, and back. Only the newest two releases ever read each other's."""

import hashlib
import json
from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from shared.domain.ids import AccountId, ConversationId, TenantId
from shared.ports import ConverseWake, DeliverWake, KnowledgeWake, SendWake, TaskWake, TimerWake, Wake

OF_CONVERSATIONS: dict[str, Callable[[TenantId, ConversationId], Wake]] = {
    "deliver": DeliverWake,
    "timer": TimerWake,
    "task": TaskWake,
}


class UnreadableWakeError(ValueError):
    """The text is no wake of ours. Carries nothing of it: a message may name a contact."""


def encode(wake: Wake, *, correlation_id: str = "") -> str:
    """Write a wake down, with the id that ties its log lines to those of the request that caused it."""
    match wake:
        case ConverseWake():
            fields = {"wake": "converse", "account": str(wake.account), "sender": wake.sender}
        case DeliverWake():
            fields = {"wake": "deliver", "conversation": str(wake.conversation)}
        case SendWake():  # a claim does not travel: its lease or its status settles it
            fields = {"wake": "deliver", "conversation": str(wake.claim.conversation)}
        case TimerWake():
            fields = {"wake": "timer", "conversation": str(wake.conversation)}
        case TaskWake():
            fields = {"wake": "task", "conversation": str(wake.conversation)}
        case KnowledgeWake():
            fields = {"wake": "knowledge"}
        case _:
            assert_never(wake)
    return json.dumps({**fields, "tenant": str(wake.tenant), "correlation_id": correlation_id})


def decode(text: str) -> tuple[Wake, str]:
    """Give the wake and its correlation id. Raises UnreadableWakeError."""
    try:
        fields = json.loads(text)
        tenant, kind = TenantId(UUID(fields["tenant"])), fields["wake"]
        if kind == "converse":
            wake: Wake = ConverseWake(tenant, AccountId(UUID(fields["account"])), str(fields["sender"]))
        elif kind == "knowledge":
            wake = KnowledgeWake(tenant)
        else:
            wake = OF_CONVERSATIONS[kind](tenant, ConversationId(UUID(fields["conversation"])))
        return wake, str(fields.get("correlation_id", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableWakeError from error


def group_of(wake: Wake) -> str:
    """What must not be worked on side by side: the conversation, by its id or by a digest of its two ends; a tenant's knowledge.

    A digest, because a group's name is shown where a message's text is not.
    """
    if isinstance(wake, ConverseWake):
        return hashlib.sha256(f"{wake.tenant}|{wake.account}|{wake.sender}".encode()).hexdigest()[:32]
    if isinstance(wake, KnowledgeWake):
        return str(wake.tenant)
    return str(wake.claim.conversation if isinstance(wake, SendWake) else wake.conversation)
