"""Conversations and their messages, and the one poll that keeps a page up to date."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Header, Query, Response

from functions.asgi import LambdaHandler, group
from functions.callers import Viewer
from functions.deps import After, Limit, Now, Parts
from functions.inbox.wire import Conversations, Messages, OneConversation, Sync, decode_seen
from shared.domain.ids import ConversationId
from shared.services import read_conversations
from shared.services import sync as poll

router = group("inbox", "/admin")


@router.get("/conversations")
def list_conversations(
    *,
    caller: Viewer,
    parts: Parts,
    now: Now,
    after: After,
    limit: Limit = 50,
    owner: Literal["bot", "human"] | None = None,
    q: Annotated[str, Query(max_length=100, description="Part of a name, a phone number or the last message.")] = "",
) -> Conversations:
    """Conversations, the newest message first."""
    page = read_conversations.list_conversations(
        parts.core, tenant=caller.tenant_id, owner=owner, search=q.strip(), after=after, limit=limit
    )
    return Conversations.of(page, now=now)


@router.get("/conversations/{conversation_id}")
def read_conversation(conversation_id: UUID, caller: Viewer, parts: Parts, now: Now) -> OneConversation:
    """One conversation with its place in the flow."""
    view, flow = read_conversations.read_conversation(
        parts.core, tenant=caller.tenant_id, conversation=ConversationId(conversation_id)
    )
    return OneConversation.with_flow(view, flow, now=now)


@router.get("/conversations/{conversation_id}/messages")
def list_messages(conversation_id: UUID, caller: Viewer, parts: Parts, after: After, limit: Limit = 50) -> Messages:
    """Messages of a conversation, newest first."""
    conversation = ConversationId(conversation_id)
    return Messages.of(
        read_conversations.list_messages(
            parts.core, tenant=caller.tenant_id, conversation=conversation, after=after, limit=limit
        )
    )


@router.get(
    "/sync", responses={304: {"description": "Nothing has changed since the cursor, which is also in If-None-Match."}}
)
def sync(
    *,
    caller: Viewer,
    parts: Parts,
    now: Now,
    response: Response,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Sync:
    """What changed since the cursor, at most 200 of each kind; rows may come twice, so merge them by id."""
    seen = decode_seen(cursor) if cursor else None
    answer = Sync.of(poll.sync(parts.core, tenant=caller.tenant_id, seen=seen, now=now), now=now)
    etag = f'"{answer.cursor}"'
    if cursor == answer.cursor and if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag})  # type: ignore[return-value] # FastAPI passes it through
    response.headers["ETag"] = etag
    return answer


handler = LambdaHandler(router)
