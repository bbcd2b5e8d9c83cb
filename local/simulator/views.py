"""What the person sees of a send request: kind, content and taps of its bubble."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from local.simulator.chats import Reply
from local.simulator.checks.fields import Fields, Json
from local.simulator.checks.messages import MEDIA_TYPES
from local.simulator.checks.templates import Template, button_payloads, written_out

MediaUrl = Callable[[Json], str]


@dataclass(slots=True)
class View:
    """A bubble to be."""

    kind: str
    content: dict[str, Any]
    replies: dict[str, Reply] = field(default_factory=dict)


def view_of(body: Json, message_type: str, media_url: MediaUrl) -> View:
    """Show a checked message; media_url: where the browser finds a media object."""
    if message_type == "text":
        return View("text", {"text": body["text"]["body"]})
    if message_type in MEDIA_TYPES:
        return View(message_type, media_content(message_type, body[message_type], media_url(body[message_type])))
    if message_type == "interactive":
        return _interactive(body["interactive"], media_url)
    return View(message_type, {message_type: body[message_type]})


def media_content(kind: str, media: Json, url: str) -> dict[str, Any]:
    """Show a media object; the caption is also the bubble's text."""
    shown = {"url": url, **{key: media[key] for key in ("mime_type", "caption", "filename", "voice") if media.get(key)}}
    content: dict[str, Any] = {kind: shown}
    if media.get("caption"):
        content["text"] = media["caption"]
    return content


def template_view(template: Template, send: Fields, media_url: MediaUrl) -> View:
    """Show a filled-in template with its buttons."""
    header, text, footer = written_out(template, send)
    content: dict[str, Any] = {"text": text, "template": {"name": template.name, "language": template.language}}
    if header:
        content["header"] = {"type": "text", "text": header}
    media = _template_media(send, media_url)
    if media:
        content["header"] = media
    if footer:
        content["footer"] = footer
    payloads = button_payloads(send)
    replies, links = {}, []
    for index, button in enumerate(template.buttons()):
        title = str(button.get("text", ""))
        if str(button.get("type")).upper() == "QUICK_REPLY":
            reply = Reply("button", payloads.get(index) or title, title)
            replies[reply.id] = reply
        else:
            links.append({"title": title, "url": str(button.get("url", ""))})
    if replies:
        content["buttons"] = [{"id": reply.id, "title": reply.title} for reply in replies.values()]
    if links:
        content["links"] = links
    return View("template", content, replies)


def _template_media(send: Fields, media_url: MediaUrl) -> dict[str, Any] | None:
    for part in send.value.get("components") or ():
        if str(part.get("type")).lower() == "header":
            parameter = part["parameters"][0] if part.get("parameters") else {}
            kind = parameter.get("type")
            if kind in MEDIA_TYPES:
                return {"type": kind, "url": media_url(parameter[kind])}
    return None


def _interactive(interactive: Json, media_url: MediaUrl) -> View:
    kind = KINDS.get(interactive["type"], "other")
    content: dict[str, Any] = {"text": (interactive.get("body") or {}).get("text", "")}
    if interactive.get("header"):
        content["header"] = _header(interactive["header"], media_url)
    if interactive.get("footer"):
        content["footer"] = interactive["footer"]["text"]
    action = interactive["action"]
    replies: list[Reply] = []
    if kind == "buttons":
        replies = [Reply("button_reply", one["reply"]["id"], one["reply"]["title"]) for one in action["buttons"]]
        content["buttons"] = [one["reply"] for one in action["buttons"]]
    elif kind == "list":
        rows = [row for section in action["sections"] for row in section["rows"]]
        replies = [Reply("list_reply", row["id"], row["title"], row.get("description")) for row in rows]
        content["list"] = {"button": action["button"], "sections": action["sections"]}
    elif kind == "link":
        content["link"] = _link(action)
    elif kind == "carousel":
        content["cards"] = [_card(card, replies, media_url) for card in action["cards"]]
    else:
        content["body"] = interactive
    return View(kind, content, {reply.id: reply for reply in replies})


def _header(header: Json, media_url: MediaUrl) -> dict[str, Any]:
    kind = header["type"]
    return (
        {"type": "text", "text": header["text"]} if kind == "text" else {"type": kind, "url": media_url(header[kind])}
    )


def _link(action: Json) -> dict[str, Any]:
    return {"title": action["parameters"]["display_text"], "url": action["parameters"]["url"]}


def _card(card: Json, replies: list[Reply], media_url: MediaUrl) -> dict[str, Any]:
    if card.get("type") == "product":
        return {"product": card["action"]}
    shown: dict[str, Any] = {
        "header": _header(card["header"], media_url),
        "text": (card.get("body") or {}).get("text", ""),
    }
    if "buttons" not in card["action"]:
        shown["link"] = _link(card["action"])
        return shown
    shown["buttons"] = [button["quick_reply"] for button in card["action"]["buttons"]]
    replies.extend(Reply("button_reply", reply["id"], reply["title"]) for reply in shown["buttons"])
    return shown


KINDS: Final = {
    "button": "buttons",
    "list": "list",
    "cta_url": "link",
    "carousel": "carousel",
    "location_request_message": "location_request",
    "request_contact_info": "contact_request",
    "flow": "flow",
    "product": "product",
    "product_list": "product_list",
    "catalog_message": "catalog",
    "voice_call": "call",
    "call_permission_request": "call",
    "order_details": "order",
    "order_status": "order",
}
