"""Use cases of reading conversations and their messages; what is absent and what is another tenant's look the same."""

from shared.domain.errors import NotFound
from shared.domain.ids import ConversationId, TenantId
from shared.store import inbox_view
from shared.store.core import Core
from shared.store.inbox_view import ConversationView, FlowView, MessageView
from shared.store.pages import Page, Position
from shared.store.questions import together


def list_conversations(
    core: Core, *, tenant: TenantId, owner: str | None, search: str, after: Position | None, limit: int
) -> Page[ConversationView]:
    with together(core, tenant) as ask:
        page = inbox_view.ask_conversations(ask, owner=owner, search=search, after=after, limit=limit)
    return page()


def read_conversation(
    core: Core, *, tenant: TenantId, conversation: ConversationId
) -> tuple[ConversationView, FlowView | None]:
    """Raises NotFound `conversation_not_found`."""
    with together(core, tenant) as ask:
        asked = inbox_view.ask_conversation(ask, conversation=conversation)
    found = asked.first()
    if found is None:
        raise _no_conversation()
    return found


def list_messages(
    core: Core, *, tenant: TenantId, conversation: ConversationId, after: Position | None, limit: int
) -> Page[MessageView]:
    """Raises NotFound `conversation_not_found`."""
    with together(core, tenant) as ask:
        page = inbox_view.ask_messages(ask, conversation=conversation, after=after, limit=limit)
    found = page()
    if found is None:
        raise _no_conversation()
    return found


def _no_conversation() -> NotFound:
    return NotFound("conversation_not_found", "There is no such conversation.")
