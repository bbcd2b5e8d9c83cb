"""Voice notes: written down before anything hears them, so that each is usable wherever typed words are.

A turn that meets a voice note asks for its words (`AskModel`, task `transcribe`) and holds back all that was said; when they
come, they are heard as if they had been typed, by triggers, commands and questions alike. The message keeps the recording's
id. Without words it is an audio file like any other, and the contact is asked to write.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from shared.domain.messages import Incoming, IncomingKind
from shared.engine.effects import AskModel
from shared.engine.limits import MAX_HELD, MAX_TEXT
from shared.engine.turn import Turn

VOICE: Final = "voice:"  # prefix of the keys of transcriptions; what follows says how the words will be heard
START: Final = "start"  # they begin a session
SEEN: Final = "seen"  # they answer the open question
UNSEEN: Final = "unseen"  # they were said before the open question was asked
PATIENCE: Final = timedelta(minutes=2)  # for a transcription; then the contact is asked to write
_AUDIO: Final = IncomingKind.AUDIO  # looking a member up in its class costs more than comparing it


def is_voice_note(message: Incoming) -> bool:
    """Say whether it was spoken into WhatsApp and not yet written down."""
    return message.kind is _AUDIO and message.media is not None and message.media.voice


def heard_as(key: str) -> str | None:
    """Return START, SEEN or UNSEEN for the key of a transcription, None for that of any other effect."""
    return key.split(":")[2] if key.startswith(VOICE) else None


def listen(turn: Turn, messages: Sequence[Incoming], how: str) -> bool:
    """Ask for the words of the first voice note and hold everything; False = none is there, or no more may be asked for.

    how: START, SEEN or UNSEEN.
    """
    voice = next((message for message in messages if is_voice_note(message)), None)
    if voice is None or voice.media is None or not (how == START or turn.may_call_model()):
        return False
    node, question = (turn.node, turn.question) if how != START else (None, None)
    key = f"{VOICE}{turn.number}:{how}:{len(turn.effects)}"
    payload = {
        "media_id": voice.media.id,
        "mime_type": voice.media.mime_type,
        "wamid": voice.wamid,
        "locale": turn.locale,
    }
    turn.visit(node, "transcribing")
    turn.await_answer(key, node or "", AskModel(key, "transcribe", payload, node or ""), PATIENCE)
    turn.node, turn.question = node, question
    turn.session = replace(turn.session, held=tuple(messages[:MAX_HELD]))
    for _ in messages[MAX_HELD:]:
        turn.visit(node, "left_over")
    return True


def written_down(turn: Turn, result: dict[str, Any]) -> tuple[list[Incoming], bool]:
    """Take everything that was held, the first voice note with its words; True = it has some."""
    text = result.get("text")
    words = text.strip()[:MAX_TEXT] if result.get("ok") is True and isinstance(text, str) else ""
    messages = list(turn.session.held)
    turn.session = replace(turn.session, held=())
    at = next((at for at, message in enumerate(messages) if is_voice_note(message)), None)
    if at is not None:
        messages[at] = replace(messages[at], kind=IncomingKind.TEXT, text=words) if words else unheard(messages[at])
    turn.visit(turn.node, "transcribed" if words else "unheard")
    return messages, bool(words)


def unheard(message: Incoming) -> Incoming:
    """An audio file like any other."""
    return replace(message, media=replace(message.media, voice=False) if message.media is not None else None)
