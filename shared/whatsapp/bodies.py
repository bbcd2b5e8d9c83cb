"""Our outgoing messages as the JSON bodies of `POST /{phone_number_id}/messages` (Graph v26.0, read 2026-11)."""

from typing import Any, assert_never

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

Body = dict[str, Any]


def message_body(message: Outgoing, *, base_url: str) -> Body:
    """`{"type": …, "<type>": {…}}`. base_url: what links without a host are relative to."""
    match message:
        case Text():
            return {"type": "text", "text": {"body": message.body, "preview_url": message.preview_url}}
        case Attachment():
            return _attachment(message, base_url)
        case Buttons():
            return _interactive("button", message.body, {"buttons": [_button(b.id, b.title) for b in message.buttons]},
                                header=_header(message.header_text, message.header_image, base_url), footer=message.footer)  # fmt: skip
        case ListMenu():
            return _list_menu(message)
        case LinkButton():
            action = {"name": "cta_url", "parameters": {"display_text": message.title, "url": message.url}}
            return _interactive(
                "cta_url",
                message.body,
                action,
                header=_header(message.header_text, None, base_url),
                footer=message.footer,
            )
        case SendLocation():
            place = message.location
            optional = {"name": place.name, "address": place.address}
            return {"type": "location", "location": {
                "latitude": place.latitude, "longitude": place.longitude, **{k: v for k, v in optional.items() if v}}}  # fmt: skip
        case SendContact():
            name = {"formatted_name": message.name, "first_name": message.name.split(" ", 1)[0]}
            return {
                "type": "contacts",
                "contacts": [{"name": name, "phones": [{"phone": message.phone, "type": "WORK"}]}],
            }
        case AskLocation():
            return _interactive("location_request_message", message.body, {"name": "send_location"})
        case AskContact():
            return _interactive("request_contact_info", message.body, {"name": "request_contact_info"})
        case TemplateMessage():
            return _template(message)
        case _:
            assert_never(message)


def absolute(link: str, base_url: str) -> str:
    """A link that Meta can fetch: as it is when it names a host, else below base_url."""
    return link if link.startswith(("https://", "http://")) else base_url.rstrip("/") + "/" + link.lstrip("/")


def _attachment(message: Attachment, base_url: str) -> Body:
    content: Body = {"link": absolute(message.link, base_url)}
    if message.caption and message.kind != "audio":
        content["caption"] = message.caption
    if message.filename and message.kind == "document":
        content["filename"] = message.filename
    return {"type": message.kind, message.kind: content}


def _interactive(kind: str, body: str, action: Body, *, header: Body | None = None, footer: str = "") -> Body:
    content: Body = {"type": kind, "body": {"text": body}, "action": action}
    if header:
        content["header"] = header
    if footer:
        content["footer"] = {"text": footer}
    return {"type": "interactive", "interactive": content}


def _button(reply_id: str, title: str) -> Body:
    return {"type": "reply", "reply": {"id": reply_id, "title": title}}


def _header(text: str, image: str | None, base_url: str) -> Body | None:
    if image:
        return {"type": "image", "image": {"link": absolute(image, base_url)}}
    return {"type": "text", "text": text} if text else None


def _list_menu(message: ListMenu) -> Body:
    sections = [
        {
            **({"title": section.title} if section.title else {}),
            "rows": [
                {"id": row.id, "title": row.title, **({"description": row.description} if row.description else {})}
                for row in section.rows
            ],
        }
        for section in message.sections
    ]
    action = {"button": message.button, "sections": sections}
    return _interactive(
        "list", message.body, action, header=_header(message.header_text, None, ""), footer=message.footer
    )


def _template(message: TemplateMessage) -> Body:
    components: list[Body] = []
    if message.body_params:
        components.append(
            {"type": "body", "parameters": [{"type": "text", "text": text} for text in message.body_params]}
        )
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for index, payload in enumerate(message.button_payloads)
    ]
    template: Body = {"name": message.name, "language": {"code": message.language}}
    if components:
        template["components"] = components
    return {"type": "template", "template": template}
