"""What AI cost the tenant: today's spend against its caps, and every call."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from functions.asgi import group
from functions.callers import Admin
from functions.deps import After, Limit, Parts
from functions.flows.wire_ai import Calls, SpendBody
from shared.domain.ids import ConversationId
from shared.services import review_ai

router = group("flows", "/admin/ai")


@router.get("/spend")
def read_ai_spend(caller: Admin, parts: Parts) -> SpendBody:
    """Say what was spent on the tenant's present day, and what it may spend."""
    return SpendBody.of(review_ai.read_spend(parts.core, parts.ai_caps, tenant=caller.tenant_id))


@router.get("/calls")
def list_ai_calls(
    caller: Admin,
    parts: Parts,
    after: After,
    conversation_id: Annotated[UUID | None, Query(description="Of this conversation only.")] = None,
    limit: Limit = 50,
) -> Calls:
    """List the calls, newest first: who asked, what it cost, how it ended; never what was said."""
    conversation = ConversationId(conversation_id) if conversation_id else None
    return Calls.of(
        review_ai.list_calls(parts.core, tenant=caller.tenant_id, conversation=conversation, after=after, limit=limit)
    )
