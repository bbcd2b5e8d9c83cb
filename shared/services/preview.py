"""What a person would read of a message: its words in one string, and its kind in one word."""

from typing import assert_never

from shared.domain.messages import (
    AskContact,
    AskLocation,
    Attachment,
    Buttons,
    LinkButton,
    ListMenu,
    Outgoing,
    SendContact,
    SendLocation,
    TemplateMessage,
    Text,
)

MAX_PREVIEW = 200  # characters shown in a list of conversations


def kind_of(message: Outgoing) -> str:
    """The kind stored with a message: text, buttons, list, image, and so on."""
    match message:
        case Attachment():
            return message.kind
        case Text():
            return "text"
        case Buttons():
            return "buttons"
        case ListMenu():
            return "list"
        case LinkButton():
            return "link"
        case SendLocation():
            return "location"
        case SendContact():
            return "contacts"
        case AskLocation():
            return "ask_location"
        case AskContact():
            return "ask_contact"
        case TemplateMessage():
            return "template"
        case _:
            assert_never(message)


def text_of(message: Outgoing) -> str:
    """The words of a message, without the labels of its buttons."""
    match message:
        case Attachment():
            return message.caption
        case Text() | Buttons() | ListMenu() | LinkButton() | AskLocation() | AskContact():
            return message.body
        case SendLocation():
            return message.location.name or message.location.address or ""
        case SendContact():
            return message.name
        case TemplateMessage():
            return " ".join((message.name, *message.body_params))
        case _:
            assert_never(message)


def preview(text: str) -> str:
    """One line for a list."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_PREVIEW else line[: MAX_PREVIEW - 1] + "…"
