"""A rendered message read back: its words and what can be tapped, for tests, previews and the terminal."""

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


def text_of(message: Outgoing) -> str:
    """Return what a person reads, without the options."""
    match message:
        case Text(body) | AskLocation(body) | AskContact(body):
            return body
        case Attachment():
            return message.caption
        case Buttons() | ListMenu():
            return "\n".join(part for part in (message.header_text, message.body, message.footer) if part)
        case LinkButton():
            return "\n".join(
                part for part in (message.header_text, message.body, message.footer, message.title) if part
            )
        case SendLocation(location):
            return "\n".join(part for part in (location.name, location.address) if part)
        case SendContact(name, phone):
            return f"{name} {phone}".strip()
        case TemplateMessage():
            return " ".join((message.name, *message.body_params))


def options_of(message: Outgoing) -> list[tuple[str, str]]:
    """Return the options that can be tapped, as (reply id, words); a row whose title was cut gives its description."""
    match message:
        case Buttons():
            return [(button.id, button.title) for button in message.buttons]
        case ListMenu():
            rows = [row for section in message.sections for row in section.rows]
            return [(row.id, _row(row.title, row.description)) for row in rows]
        case TemplateMessage():
            return [(payload, payload) for payload in message.button_payloads]
        case _:
            return []


def _row(title: str, description: str) -> str:
    return description if title.endswith("…") and description.startswith(title[:-1]) else title


def all_words(message: Outgoing) -> str:
    """Return every word the contact can see, options and their descriptions included, in the order of the screen."""
    words = [text_of(message)]
    if isinstance(message, ListMenu):
        for section in message.sections:
            for row in section.rows:
                whole = _row(row.title, row.description)
                words.extend([whole] if whole == row.description != row.title else [whole, row.description])
    else:
        words.extend(title for _, title in options_of(message))
    return "\n".join(word for word in words if word)
