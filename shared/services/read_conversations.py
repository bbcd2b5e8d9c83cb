"""Use cases of reading conversations and their messages; what is absent and what is another tenant's look the same."""

from shared.domain.errors import NotFound
from shared.domain.ids import ConversationId, TenantId
from shared.store import inbox_view
from shared.store.core import Core
from shared.store.inbox_view import ConversationView, FlowView, MessageView
from shared.store.pages import Page, Position


def list_conversations(
    core: Core, *, tenant: TenantId, owner: str | None, search: str, after: Position | None, limit: int
) -> Page[ConversationView]:
    with core.tenant(tenant) as tx:
        return inbox_view.list_conversations(tx, tenant=tenant, owner=owner, search=search, after=after, limit=limit)


def read_conversation(
    core: Core, *, tenant: TenantId, conversation: ConversationId
) -> tuple[ConversationView, FlowView | None]:
    """Raises NotFound `conversation_not_found`."""
    with core.tenant(tenant) as tx:
        found = inbox_view.find_conversation(tx, tenant=tenant, conversation=conversation)
    if found is None:
        raise _no_conversation()
    return found


def list_messages(
    core: Core, *, tenant: TenantId, conversation: ConversationId, after: Position | None, limit: int
) -> Page[MessageView]:
    """Raises NotFound `conversation_not_found`."""
    with core.tenant(tenant) as tx:
        found = inbox_view.list_messages(tx, tenant=tenant, conversation=conversation, after=after, limit=limit)
    if found is None:
        raise _no_conversation()
    return found


def _no_conversation() -> NotFound:
    return NotFound("conversation_not_found", "There is no such conversation.")
