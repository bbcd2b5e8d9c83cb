"""What people and the bot say to each other on WhatsApp, free of Meta's wire format.

Incoming: `Incoming`, one message of a contact. Outgoing: `Outgoing`, a union of the messages that WhatsApp can show.
Lengths of outgoing parts are checked by the renderer (`shared.engine.render`) in UTF-16 units.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.domain.ids import Wamid


class IncomingKind(StrEnum):
    """Kinds a flow can react to; everything else of Meta's becomes `unsupported` and is stored raw."""

    TEXT = "text"
    TAP = "tap"  # a reply button, a list row or a template's quick reply
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    REACTION = "reaction"
    ORDER = "order"
    FORM = "form"  # a completed WhatsApp Flow (nfm_reply)
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Media:
    """A file as Meta announces it: the id lives 7 days; the bytes are fetched only when someone needs them."""

    id: str
    mime_type: str
    caption: str | None = None
    filename: str | None = None
    voice: bool = False


@dataclass(frozen=True, slots=True)
class Location:
    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class SharedContact:
    name: str | None
    phones: tuple[str, ...] = ()
    from_request: bool = False  # the answer to a contact request: links a phone to the sender


@dataclass(frozen=True, slots=True)
class Referral:
    """The advertisement that brought the contact (click-to-WhatsApp)."""

    source_id: str | None
    source_type: str | None
    source_url: str | None
    headline: str | None
    body: str | None
    click_id: str | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a contact. `text` is what was typed, the tapped title, or a caption; never interpreted as a template.

    sent_at: Meta's timestamp of the message (aware UTC); redelivered messages keep it. reply_id: the id carried by a
    tapped button or row. quoted: the wamid of the message replied to.
    """

    wamid: Wamid
    kind: IncomingKind
    sent_at: datetime
    text: str = ""
    reply_id: str | None = None
    media: Media | None = None
    location: Location | None = None
    contacts: tuple[SharedContact, ...] = ()
    referral: Referral | None = None
    quoted: Wamid | None = None


# --- outgoing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    body: str
    preview_url: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file by link (https, or a path relative to PUBLIC_BASE_URL) with a caption where WhatsApp allows one."""

    kind: str  # image | video | audio | document
    link: str
    caption: str = ""
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """One to three reply buttons under a text, optionally with a picture or a title above."""

    body: str
    buttons: tuple[Button, ...]
    header_text: str = ""
    header_image: str | None = None
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ListMenu:
    """A text with a button that opens up to ten rows in all."""

    body: str
    button: str
    sections: tuple[Section, ...]
    header_text: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class LinkButton:
    body: str
    title: str
    url: str
    header_text: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class SendLocation:
    location: Location


@dataclass(frozen=True, slots=True)
class SendContact:
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class AskLocation:
    """A text with the button that lets the contact share a place."""

    body: str


@dataclass(frozen=True, slots=True)
class AskContact:
    """A text with the button that lets the contact share a phone number (REQUEST_CONTACT_INFO, since 2026-07)."""

    body: str


@dataclass(frozen=True, slots=True)
class TemplateMessage:
    """An approved template: the only thing that may be sent outside the 24-hour window; it costs money."""

    name: str
    language: str
    body_params: tuple[str, ...] = ()
    button_payloads: tuple[str, ...] = field(default=())


Outgoing = (
    Text
    | Attachment
    | Buttons
    | ListMenu
    | LinkButton
    | SendLocation
    | SendContact
    | AskLocation
    | AskContact
    | TemplateMessage
)
