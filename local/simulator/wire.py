"""The JSON bodies that the control side takes."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from local.simulator.faults import FaultOrder


def _web_address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return url


WebAddress = Annotated[str, AfterValidator(_web_address)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,140}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberBody(_Body):
    """A number to register."""

    phone_number_id: Identifier
    waba_id: Identifier
    display_phone_number: str = Field(min_length=1)
    verified_name: str = "Simulated business"
    access_token: str = Field(min_length=1)
    app_secret: str = Field(min_length=1)
    webhook_url: WebAddress | None = None
    verify_token: str | None = None
    throughput_mps: float | None = Field(default=None, gt=0)
    quality_rating: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] = "GREEN"
    allowed_recipients: list[str] | None = None
    subscribed: bool = True


class ContactBody(_Body):
    """A person to add or change."""

    wa_id: str | None = Field(default=None, pattern=r"^\+?[0-9 ()-]{5,25}$")
    bsuid: str | None = Field(default=None, pattern=r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$")
    name: str | None = Field(default=None, min_length=1)
    username: str | None = None
    username_only: bool | None = None
    opted_out: bool | None = None
    unreachable: bool | None = None


class TextAction(_Body):
    """Write a text."""

    type: Literal["text"]
    text: str = Field(min_length=1)
    reply_to: str | None = None


class TapAction(_Body):
    """Tap a button or a list row; wamid: of which message, the newest that offers it without."""

    type: Literal["tap"]
    reply_id: str
    wamid: str | None = None


class FileAction(_Body):
    """Send a file; data: base64."""

    type: Literal["image", "audio", "video", "document", "sticker"]
    data: str
    mime_type: str = Field(min_length=3)
    caption: str | None = None
    filename: str | None = None
    voice: bool = False
    reply_to: str | None = None


class LocationAction(_Body):
    """Send a place."""

    type: Literal["location"]
    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None
    url: str | None = None
    reply_to: str | None = None


class ReactionAction(_Body):
    """React to a message; no emoji takes the reaction back."""

    type: Literal["reaction"]
    message_id: str
    emoji: str | None = None
    reply_to: None = None


class ContactAction(_Body):
    """Share the own card."""

    type: Literal["contact"]
    reply_to: str | None = None


class RawAction(_Body):
    """Send any message body; a key with null is left out of the frame."""

    type: Literal["raw"]
    message: dict[str, Any]
    reply_to: str | None = None


Action = TextAction | TapAction | FileAction | LocationAction | ReactionAction | ContactAction | RawAction
ACTION: TypeAdapter[Action] = TypeAdapter(Annotated[Action, Field(discriminator="type")])
FAULTS: TypeAdapter[list[FaultOrder]] = TypeAdapter(list[FaultOrder])


class AgeBody(_Body):
    """How far to move a chat's times back."""

    hours: float = Field(gt=0, le=24 * 365)


class PreferenceBody(_Body):
    """Marketing messages: stop or resume."""

    value: Literal["stop", "resume"]


class FieldBody(_Body):
    """A webhook of any field."""

    phone_number_id: str
    field: str = Field(min_length=1)
    value: dict[str, Any]


class ResetBody(_Body):
    """What to forget besides the chats."""

    numbers: bool = False
    seed: int | None = None
