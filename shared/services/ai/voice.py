"""Writes a voice note down: fetched from Meta with the number's own token, measured, paid for from the same budgets."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from shared.domain.errors import SealBroken
from shared.domain.ids import TenantId
from shared.domain.media import NoMedia
from shared.domain.models import NOTHING, Failed, Recording, Transcribed, Usage
from shared.domain.sending import Sender
from shared.domain.spending import cost_of_audio
from shared.ports import Cipher, MediaSource, Transcriber
from shared.services.ai.opus import length_of
from shared.services.ai.spend import Purse, Use, spend
from shared.services.number_token import number_token
from shared.store import numbers
from shared.store.ai_calls import Asker
from shared.store.database import Database
from shared.store.tasks import Task

TYPES: Final = ("audio/ogg",)  # what WhatsApp's microphone records on every system
MAX_BYTES: Final = 5_000_000  # some half an hour of WhatsApp's speech; longer is no message but a file
MAX_WORDS: Final = 4_096  # characters: the longest text that a contact can type
LANGUAGES: Final = {"pt": "pt", "en": "en", "es": "es"}


@dataclass(frozen=True, slots=True)
class Ears:
    """What listening takes. default_token: of numbers without one of their own. longest: of one voice note."""

    media: MediaSource
    transcriber: Transcriber
    cipher: Cipher
    default_token: str
    usd_per_minute: float
    longest: timedelta


def listen(
    database: Database, purse: Purse, ears: Ears, *, tenant: TenantId, task: Task, asker: Asker
) -> dict[str, Any]:
    """`{"ok": true, "text": …}` or `{"ok": false, "error": "<code>"}`; see docs/ai.md for the codes. Raises StoreUnavailable.

    The reserve is the price of the whole recording, and so is what it cost, whatever the model made of it.
    """
    data = _fetch(database, ears, tenant, task)
    if isinstance(data, NoMedia):
        return _failed(data.code)
    length = length_of(data)
    if length is None:
        return _failed("media_type")
    if length > ears.longest:
        return _failed("voice_too_long")
    language = LANGUAGES.get(str(task.request.get("locale", ""))[:2].lower(), "pt")
    recording = Recording(data, TYPES[0], language)
    micros = cost_of_audio(length, ears.usd_per_minute)
    use = Use(
        tenant, task.conversation, task.id, str(task.request.get("node", "")), "transcribe", ears.transcriber.name,
        NOTHING, micros,
    )  # fmt: skip

    def used(_: Transcribed) -> tuple[Usage, int]:
        return NOTHING, micros

    found = spend(database, purse, use, asker=asker, call=lambda: ears.transcriber.transcribe(recording), used=used)
    if isinstance(found, Failed):
        return _failed(found.code)
    text = found.text.replace("\x00", "").strip()
    return {"ok": True, "text": text[:MAX_WORDS]} if text else _failed("nothing_said")


def _fetch(database: Database, ears: Ears, tenant: TenantId, task: Task) -> bytes | NoMedia:
    found = database.in_one_flight(
        tenant,
        lambda tx: numbers.number_of(tx, conversation=task.conversation),
        lambda cursor: numbers.as_number(cursor.fetchone()),
    )
    if found is None:
        return NoMedia("media_unavailable")
    try:
        token = number_token(
            ears.cipher, ears.default_token, tenant=tenant, account=found.account, sealed=found.access_token
        )
    except SealBroken:
        return NoMedia("media_unavailable")
    sender = Sender(found.number, token)
    return ears.media.fetch(sender, str(task.request.get("media_id", "")), types=TYPES, most=MAX_BYTES)


def _failed(code: str) -> dict[str, Any]:
    return {"ok": False, "error": code}
