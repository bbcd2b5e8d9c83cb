"""Use cases of looking after AI: what a tenant has spent today against its caps, and every call it made."""

from dataclasses import dataclass

from shared.domain.ids import ConversationId, TenantId
from shared.domain.spending import Caps
from shared.store import ai_view
from shared.store.ai_view import CallView, DaySpend
from shared.store.core import Core
from shared.store.pages import Page, Position


@dataclass(frozen=True, slots=True)
class Spend:
    """Today's spend and the caps that stand: the tenant's own over the service's."""

    day: DaySpend
    caps: Caps


def read_spend(core: Core, caps: Caps, *, tenant: TenantId) -> Spend:
    """caps: the service's own."""
    with core.tenant(tenant) as tx:
        day = ai_view.read_day(tx, tenant=tenant)
    return Spend(day, caps.of_tenant(day.limits))


def list_calls(
    core: Core, *, tenant: TenantId, conversation: ConversationId | None, after: Position | None, limit: int
) -> Page[CallView]:
    """Newest first; another tenant's conversation has none."""
    with core.tenant(tenant) as tx:
        return ai_view.list_calls(tx, tenant=tenant, conversation=conversation, after=after, limit=limit)
