"""What has a network (or a key) behind it, as the core sees it; `shared.clients` implements, `tests` fake."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from shared.domain.ids import AccountId, ConversationId, TenantId

if TYPE_CHECKING:  # named here, never made: who needs one port does not bring what all the others speak of
    from shared.domain.documents import NoText
    from shared.domain.media import NoMedia
    from shared.domain.models import Answered, Embedded, Failed, Prompt, Recording, Transcribed
    from shared.domain.sending import Claim, Outcome, Sender


class Cipher(Protocol):
    """Encrypts what must be read back, bound to the row and column it stands in: a copied ciphertext does not open."""

    def seal(self, plain: str, *, tenant: TenantId, row: UUID, column: str) -> bytes: ...

    def open(self, sealed: bytes, *, tenant: TenantId, row: UUID, column: str) -> str:
        """Raises SealBroken (shared.domain.errors) when the bytes, the key or the place are wrong."""
        ...


class KeyValue(Protocol):
    """Redis, never the truth: every caller says what happens when it is away (`KeyValueUnavailable`)."""

    def increment(self, key: str, *, expires: timedelta) -> int:
        """Add one; the key goes `expires` after its first increment."""
        ...

    def admit(self, key: str, *, most: int, per: timedelta) -> bool:
        """Say whether one more may pass, and count it if so: at most `most` in any stretch of `per`, whoever asks at once."""
        ...

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str, *, expires: timedelta) -> None: ...

    def delete(self, key: str) -> None: ...

    def ping(self) -> None: ...

    def close(self) -> None: ...


class KeyValueUnavailable(Exception):
    """Redis is away, slow, full or refuses; nothing may depend on it."""


class Messenger(Protocol):
    """The send side of WhatsApp."""

    def send(self, sender: "Sender", body: dict[str, Any]) -> "Outcome":
        """Post one message body (with recipient and opaque id). Never raises for what the network or Graph does."""
        ...


class HttpCaller(Protocol):
    """Calls other systems for HTTP nodes, guarded: no private address, no redirect, bounded time and size."""

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        """request: {method, url, headers, body, timeout_s}. Answers {"ok": true, "status", "body"} or {"ok": false, "error"}.

        Never raises for what the network or the other side does.
        """
        ...


class LanguageModel(Protocol):
    """A model that answers in JSON. Slow: call it outside of any transaction, on threads that may wait."""

    @property
    def name(self) -> str: ...

    @property
    def is_away(self) -> bool:
        """Whether it failed so often lately that asking is put off for some seconds."""
        ...

    def ask(self, prompt: "Prompt") -> "Answered | Failed":
        """Ask once, never twice; bounded in time and size. Never raises for what the network or the model does."""
        ...

    def close(self) -> None: ...


class Transcriber(Protocol):
    """A model that writes down what is said. Slow, like `LanguageModel`."""

    @property
    def name(self) -> str: ...

    @property
    def is_away(self) -> bool: ...

    def transcribe(self, recording: "Recording") -> "Transcribed | Failed":
        """Ask once, never twice; bounded in time and size. Never raises for what the network or the model does."""
        ...

    def close(self) -> None: ...


class Embedder(Protocol):
    """A model that says what texts mean, as vectors to compare. Slow, like `LanguageModel`."""

    @property
    def name(self) -> str: ...

    @property
    def space(self) -> str:
        """What vectors can be compared within: the model, and how long it was told to make them."""
        ...

    @property
    def is_away(self) -> bool: ...

    def embed(self, texts: Sequence[str]) -> "Embedded | Failed":
        """Ask once, never twice; bounded in time and size. Never raises for what the network or the model does."""
        ...

    def close(self) -> None: ...


class MediaSource(Protocol):
    """The receiving side of WhatsApp's files."""

    def fetch(self, sender: "Sender", media_id: str, *, types: Sequence[str], most: int) -> "bytes | NoMedia":
        """Fetch a file that was sent to this number. types: MIME types that are wanted; most: bytes.

        Bounded in time; goes to Meta's own hosts only. Never raises for what the network or Graph does.
        """
        ...


class PdfReader(Protocol):
    """Reads the text of a PDF, whatever is in it."""

    def read(self, data: bytes) -> "str | NoText":
        """Bounded in time and memory. Never raises for what the file does."""
        ...


# --- waking the other half -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConverseWake:
    """Messages of this contact wait in the inbox. token: under which an earlier try may have claimed; stays in the process."""

    tenant: TenantId
    account: AccountId
    sender: str
    token: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DeliverWake:
    """This conversation has something to send. token: its first send may be claimed under it already; stays in the process."""

    tenant: TenantId
    conversation: ConversationId
    token: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TimerWake:
    """A timer of this conversation is due."""

    tenant: TenantId
    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class TaskWake:
    """A slow effect of this conversation waits to be done."""

    tenant: TenantId
    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class KnowledgeWake:
    """Documents of this tenant wait for their meaning."""

    tenant: TenantId


@dataclass(frozen=True, slots=True, eq=False)
class SendWake:
    """A send that is already claimed, under `token`: only for a hand that `Waker.reserve` set aside. Never equal to another."""

    tenant: TenantId
    claim: "Claim"
    token: UUID


Wake = ConverseWake | DeliverWake | TimerWake | TaskWake | KnowledgeWake | SendWake
SLOW = (TaskWake, KnowledgeWake)  # their work waits for other systems, so it has hands of its own


class Waker(Protocol):
    """Carries a wake to whoever works on it: threads of this process, or a queue. A lost wake costs seconds, no message."""

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None: ...

    def reserve(self) -> bool:
        """Set aside a hand that is free now, for one SendWake: a claimed send must not wait in a queue. False = none is free."""
        ...

    def release(self) -> None:
        """Give a hand back that was set aside and is not needed."""
        ...
