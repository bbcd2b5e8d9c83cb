"""Who did what, when, under which request: rows that nobody may change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from shared.domain.ids import TenantId, UserId
from shared.store.tables import audit


@dataclass(frozen=True, slots=True)
class Origin:
    """On whose behalf something happens. actor: `user:<id>`, `super`, `system` or `stranger`."""

    actor: str
    correlation_id: str = ""

    @staticmethod
    def of_user(user: UserId, correlation_id: str) -> "Origin":
        return Origin(f"user:{user}", correlation_id)


def record(
    tx: Connection,
    *,
    tenant: TenantId | None,
    by: Origin,
    action: str,
    target: object = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a row. tenant None (only through the door): it concerns the service. detail: never a secret or a message."""
    tx.execute(
        insert(audit).values(
            tenant_id=tenant,
            actor=by.actor,
            action=action,
            target=str(target),
            detail=dict(detail or {}),
            correlation_id=by.correlation_id,
        )
    )
