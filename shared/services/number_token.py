"""The token a number of a tenant is used with: its own, or the service's."""

from shared.domain.ids import AccountId, TenantId
from shared.ports import Cipher


def number_token(
    cipher: Cipher, default_token: str, *, tenant: TenantId, account: AccountId, sealed: bytes | None
) -> str:
    """Open it. sealed: None = the number has none of its own. Raises SealBroken."""
    if sealed is None:
        return default_token
    return cipher.open(sealed, tenant=tenant, row=account, column="access_token")
