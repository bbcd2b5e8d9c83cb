"""The one error tree; the edge turns `kind` into an HTTP status and shows `code` and `message`.

    ProsaError
    ├── NotFound             404  the thing is absent, or another tenant's: the same answer for both
    ├── Conflict             409  the request is fine, the state of things forbids it
    ├── Stale                412  the caller's copy is older than ours (If-Match)
    ├── Unconditional        428  the caller must say which copy it changes (If-Match)
    ├── Gone                 410  it existed and was used up (an invite)
    ├── Invalid              422  well-formed JSON with a meaning we must refuse; carries `problems`
    ├── Unauthenticated      401  who are you
    ├── Forbidden            403  you may not
    ├── TooMany              429  carries `retry_after`
    ├── TooLarge             413  the body is over its cap
    ├── Malformed            400  the body is not what its content type says
    ├── SealBroken           500  an encrypted value does not open: wrong key, wrong bytes, or copied from another row
    └── Unavailable          503  something we stand on is away; nothing was stored, try again
        └── StoreUnavailable      Postgres is away or too slow
            └── SchemaOutdated    it lacks a migration that this release needs

Messages are sentences safe to show: no secret, no SQL, no other tenant's data, no echo of what was sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with a request: where (JSON path), a stable code, a sentence. node: of a flow, where it is about one."""

    path: str
    code: str
    message: str
    node: str | None = None


class ProsaError(Exception):
    """The root; `code` is stable and part of the API, `message` is for people."""

    kind = "internal"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class NotFound(ProsaError):
    kind = "not_found"


class Conflict(ProsaError):
    kind = "conflict"


class Stale(ProsaError):
    kind = "stale"


class Unconditional(ProsaError):
    kind = "unconditional"


class Gone(ProsaError):
    kind = "gone"


class Invalid(ProsaError):
    kind = "invalid"

    def __init__(self, code: str, message: str, problems: Sequence[FieldProblem] = ()) -> None:
        super().__init__(code, message)
        self.problems = tuple(problems)


class Unauthenticated(ProsaError):
    kind = "unauthenticated"


class Forbidden(ProsaError):
    kind = "forbidden"


class TooMany(ProsaError):
    kind = "too_many"

    def __init__(self, code: str, message: str, retry_after: timedelta) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class TooLarge(ProsaError):
    kind = "too_large"


class Malformed(ProsaError):
    kind = "malformed"


class SealBroken(ProsaError):
    kind = "internal"

    def __init__(self) -> None:
        super().__init__("seal_broken", "A stored secret could not be opened.")


class Unavailable(ProsaError):
    kind = "unavailable"


class StoreUnavailable(Unavailable):
    def __init__(
        self,
        code: str = "store_unavailable",
        message: str = "The database did not answer. Nothing was stored; please try again.",
    ) -> None:
        super().__init__(code, message)


class SchemaOutdated(StoreUnavailable):
    def __init__(self) -> None:
        super().__init__("schema_outdated", "The database needs its migrations: run `alembic upgrade head`.")
