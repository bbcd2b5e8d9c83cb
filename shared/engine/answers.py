"""What a question makes of one message: an answer, several readings, or none with the reason."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from shared.domain.messages import Incoming, IncomingKind
from shared.engine.record import record
from shared.engine.reply_ids import parse_reply_id
from shared.engine.state import Doubt
from shared.engine.words import folded


@record
class Answer:
    """value: what is saved. id: the option's id (`reply.id`). to: where the option leads, if it leads somewhere itself.

    also: further variables that the same words set (the hour in "sábado às 10").
    """

    value: Any
    id: str | None = None
    to: str | None = None
    also: tuple[tuple[str, Any], ...] = ()


class Doubts(NamedTuple):
    """Several readings, likeliest first, or one that wants a yes."""

    doubts: tuple[Doubt, ...]


class Unread(NamedTuple):
    """No answer. hint: name of the engine's sentence that says why, with its values."""

    hint: str = "not_understood"
    values: tuple[str, ...] = ()


Reading = Answer | Doubts | Unread
UNREAD = Unread()


@dataclass(slots=True)
class Message:
    """One incoming message, with what several readers want to know of it worked out once.

    option: the option a tap of the open question carries; None for typed text and for taps of anything else.
    """

    incoming: Incoming
    option: str | None = None
    _words: str | None = None

    @property
    def text(self) -> str:
        return self.incoming.text

    @property
    def kind(self) -> IncomingKind:
        return self.incoming.kind

    @property
    def words(self) -> str:
        """The text for comparing."""
        if self._words is None:
            self._words = folded(self.incoming.text[:1_000])
        return self._words


def tapped_option(incoming: Incoming, node: str) -> str | None:
    """Return the option id a tap carries for this node, whichever turn showed it."""
    tap = parse_reply_id(incoming.reply_id)
    return tap.option if tap is not None and tap.node == node else None


GOT_AUDIO = "got_audio"
KIND_SENTENCES = {
    IncomingKind.IMAGE: "got_image",
    IncomingKind.VIDEO: "got_video",
    IncomingKind.AUDIO: GOT_AUDIO,
    IncomingKind.DOCUMENT: "got_document",
    IncomingKind.STICKER: "got_sticker",
    IncomingKind.LOCATION: "got_location",
    IncomingKind.CONTACTS: "got_contacts",
    IncomingKind.ORDER: "got_order",
    IncomingKind.FORM: "got_form",
    IncomingKind.UNSUPPORTED: "got_unsupported",
}
