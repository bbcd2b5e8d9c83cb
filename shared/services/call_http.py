"""Makes the request of an `http` node, with the tenant's secrets in its headers, at most once where repeating is not safe."""

from typing import Any, Final

from shared.domain.ids import TenantId
from shared.ports import Cipher, HttpCaller
from shared.store import tasks
from shared.store.database import Database
from shared.store.tasks import Task

SAFE_TO_REPEAT: Final = {"GET", "PUT", "DELETE"}  # what HTTP itself calls idempotent


def call_http(database: Database, http: HttpCaller, cipher: Cipher, *, tenant: TenantId, task: Task) -> dict[str, Any]:
    """Call, and return what the turn takes. A lost attempt that may have had its effect is not repeated.

    Raises StoreUnavailable and SealBroken.
    """
    if task.attempt > 1 and task.request.get("method") not in SAFE_TO_REPEAT:
        return {"ok": False, "error": "unknown_outcome"}
    headers: dict[str, str] = {}
    for name, value in task.request.get("headers", {}).items():
        if isinstance(value, dict):
            found = database.as_tenant(tenant, lambda tx, key=value["secret"]: tasks.sealed_secret(tx, name=key))  # type: ignore[misc] # mypy cannot type lambda defaults
            if found is None:
                return {"ok": False, "error": "secret_not_found"}
            value = cipher.open(found[1], tenant=tenant, row=found[0], column="value")  # noqa: PLW2901 - the name's value
        headers[name] = value
    return http.call({**task.request, "headers": headers})
