"""The checks of interactive messages: buttons, lists, links, carousels and the rarer kinds."""

from collections.abc import Callable
from typing import Any, Final

from local.simulator.checks.fields import Fields, refuse_repeats
from local.simulator.checks.media import LINK, check_media
from local.simulator.errors import GraphError
from local.simulator.limits import BY_TYPE, TextLimit, count_limit, header_limit, text_limit

BODY: Final = text_limit("interactive.button", "body.text")
FOOTER: Final = text_limit("interactive.button", "footer.text")
HEADER: Final = header_limit("interactive.button")
HEADER_TYPES: Final = tuple(BY_TYPE["interactive.button"]["header"]["types"])


def check_interactive(interactive: Fields) -> None:
    """Check header, body, footer and action of one interactive message."""
    interactive.only("type", "header", "body", "footer", "action")
    kind = interactive.choice("type", CHECKS.keys())
    limits = BY_TYPE.get(f"interactive.{kind}", {})
    _check_header(interactive, kind, *_header_rule(kind, limits))
    _check_line(interactive, "body", limits.get("body.text", {"required": False}), BODY)
    if interactive.has("footer") and "footer" in limits:
        raise GraphError(131009, f"interactive.footer is not allowed for type {kind}.")
    _check_line(interactive, "footer", limits.get("footer.text", {"required": False}), FOOTER)
    CHECKS[kind](interactive.object("action"))


def _header_rule(kind: str, limits: dict[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Say which headers this kind may have, and whether it must have one."""
    if "header.text" in limits:
        return ("text",), True
    if kind == "order_details":  # documented in the request body only, without limits
        return HEADER_TYPES, False
    header = limits.get("header")
    return (tuple(header["types"]) if header else ()), False


def _check_header(interactive: Fields, kind: str, allowed: tuple[str, ...], required: bool) -> None:
    if not interactive.has("header") and not required:
        return
    header = interactive.object("header")
    if not allowed:
        raise GraphError(131009, f"interactive.header is not allowed for type {kind}.")
    header_type = header.choice("type", allowed)
    header.only("type", header_type)
    if header_type == "text":
        header.text("text", HEADER)
    else:
        check_media(header.object(header_type), header_type)


def _check_line(interactive: Fields, key: str, row: dict[str, Any], default: TextLimit) -> None:
    """Check body or footer; row: its entry in the limits file."""
    required = row["required"] is True
    if not required and not interactive.has(key):
        return
    line = interactive.object(key)
    line.only("text")
    longest = row.get("safe_max_chars", row.get("max_chars", default.longest))
    line.text("text", TextLimit(required, row.get("min_chars", default.shortest), longest))


def _buttons(action: Fields) -> None:
    replies = []
    for button in action.objects("buttons", *count_limit("interactive.button", "action.buttons")):
        button.choice("type", ("reply",))
        reply = button.object("reply")
        reply.only("id", "title")
        reply.text("title", text_limit("interactive.button", "reply.title"))
        reply.text("id", text_limit("interactive.button", "reply.id"))
        replies.append(reply.value)
    refuse_repeats((reply["id"] for reply in replies), "Button id")
    refuse_repeats((reply["title"] for reply in replies), "Button title")


def _list(action: Fields) -> None:
    kind = "interactive.list"
    action.text("button", text_limit(kind, "action.button"))
    sections = action.objects("sections", *count_limit(kind, "sections"))
    row_ids: list[str] = []
    for section in sections:
        section.only("title", "rows")
        _check_section_title(section, kind, len(sections))
        for row in section.objects("rows", 1, count_limit(kind, "rows_total")[1]):
            row.only("id", "title", "description")
            row_ids.append(row.text("id", text_limit(kind, "row.id")))
            row.text("title", text_limit(kind, "row.title"))
            row.text("description", text_limit(kind, "row.description"))
    _check_total(len(row_ids), kind, "rows_total")
    refuse_repeats(row_ids, "Row id")


def _check_section_title(section: Fields, kind: str, sections: int) -> None:
    row = BY_TYPE[kind]["section.title"]
    section.text("title", TextLimit(sections > 1, row["min_chars"], row["max_chars"]))


def _check_total(count: int, kind: str, field: str) -> None:
    least, most = count_limit(kind, field)
    if not least <= count <= most:
        raise GraphError(131009, f"{field.replace('_', ' ')}: {count} given. Min: {least}, Max: {most}.")


def _cta_url(action: Fields) -> None:
    action.choice("name", ("cta_url",))
    _check_link(action.object("parameters"))


def _check_link(parameters: Fields) -> None:
    parameters.text("display_text", text_limit("interactive.cta_url", "parameters.display_text"))
    if not LINK.match(parameters.string("url")):
        raise GraphError(131009, f"{parameters.path}.url must be an http or https URL.")


def _named(name: str) -> Callable[[Fields], None]:
    def check(action: Fields) -> None:
        action.choice("name", (name,))

    return check


def _flow(action: Fields) -> None:
    action.choice("name", ("flow",))
    parameters = action.object("parameters")
    row = BY_TYPE["interactive.flow"]["parameters"]
    parameters.choice("flow_message_version", (row["flow_message_version"],))
    if parameters.has("flow_id") == parameters.has("flow_name"):
        raise GraphError(131009, "Exactly one of flow_id and flow_name is required.")
    parameters.text("flow_cta", TextLimit(True, row["flow_cta"]["min_chars"], row["flow_cta"]["max_chars"]))
    if parameters.has("mode"):
        parameters.choice("mode", row["mode"])
    if parameters.has("flow_action"):
        parameters.choice("flow_action", row["flow_action"])
    payload = parameters.optional_object("flow_action_payload")
    if payload is not None:
        payload.string("screen")
        if payload.value.get("data") == {}:
            raise GraphError(131009, f"{payload.path}.data must not be empty.")


def _product(action: Fields) -> None:
    action.string("catalog_id")
    action.string("product_retailer_id")


def _product_list(action: Fields) -> None:
    kind = "interactive.product_list"
    action.string("catalog_id")
    sections = action.objects("sections", *count_limit(kind, "sections"))
    products = 0
    for section in sections:
        _check_section_title(section, kind, len(sections))
        for item in section.objects("product_items", 1, count_limit(kind, "products_total")[1]):
            item.string("product_retailer_id")
            products += 1
    _check_total(products, kind, "products_total")


def _carousel(action: Fields) -> None:
    kind = "interactive.carousel"
    cards = action.objects("cards", *count_limit(kind, "cards"))
    shapes: list[str] = []
    reply_ids: list[str] = []
    for index, card in enumerate(cards):
        if card.value.get("card_index") != index:
            raise GraphError(131009, f"{card.path}.card_index must be {index}.")
        shapes.append(_card_shape(card, reply_ids))
    if len(set(shapes)) > 1:
        raise GraphError(131009, "Every card must have the same kinds and number of buttons.")
    refuse_repeats(reply_ids, "Quick reply id")


def _card_shape(card: Fields, reply_ids: list[str]) -> str:
    """Check one card and describe its buttons, so that cards can be compared."""
    kind = "interactive.carousel"
    action = card.object("action")
    if card.value.get("type") == "product":
        _product(action)
        return f"product {action.value['catalog_id']}"
    header = card.object("header")
    header_type = header.choice("type", BY_TYPE[kind]["card.header"]["types"])
    check_media(header.object(header_type), header_type)
    body = card.optional_object("body")
    if (
        body is not None
        and body.text("text", text_limit(kind, "card.body.text")).count("\n")
        > (BY_TYPE[kind]["card.body.text"]["max_line_breaks"])
    ):
        raise GraphError(131009, f"{body.path}.text has too many line breaks.")
    if not action.has("buttons"):
        _cta_url(action)
        return f"{header_type} link"
    replies = action.objects("buttons", 1, 3)
    for button in replies:
        button.choice("type", ("quick_reply",))
        reply = button.object("quick_reply")
        reply.text("title", text_limit(kind, "button.title"))
        reply_ids.append(reply.text("id", text_limit(kind, "quick_reply.id")))
    return f"{header_type} {len(replies)} replies"


def _voice_call(action: Fields) -> None:
    action.choice("name", ("voice_call",))
    parameters = action.optional_object("parameters")
    if parameters is None:
        return
    if parameters.has("display_text"):
        parameters.text("display_text", text_limit("interactive.voice_call", "parameters.display_text"))
    if parameters.has("ttl_minutes"):
        row = BY_TYPE["interactive.voice_call"]["parameters.ttl_minutes"]
        parameters.number("ttl_minutes", row["min"], row["max"])
    parameters.text("payload", text_limit("interactive.voice_call", "parameters.payload"))


def _order_details(action: Fields) -> None:
    action.choice("name", ("review_and_pay",))
    parameters = action.object("parameters")
    parameters.text("reference_id", text_limit("interactive.order_details", "reference_id"))
    parameters.choice("payment_type", BY_TYPE["interactive.order_details"]["payment_type"].values())
    parameters.choice("currency", BY_TYPE["interactive.order_details"]["currency"].values())
    total = parameters.object("total_amount")
    if total.value.get("offset") != BY_TYPE["interactive.order_details"]["amount"]["offset"]:
        raise GraphError(131009, f"{total.path}.offset must be 100.")
    total.number("value", 0, 10**15)
    parameters.object("order").objects("items", 1, 1000)


def _order_status(action: Fields) -> None:
    action.choice("name", ("review_order",))
    parameters = action.object("parameters")
    parameters.string("reference_id")
    order = parameters.object("order")
    order.choice("status", BY_TYPE["interactive.order_status"]["status"])
    order.text("description", text_limit("interactive.order_status", "description"))


CHECKS: Final[dict[str, Callable[[Fields], None]]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _cta_url,
    "location_request_message": _named("send_location"),
    "request_contact_info": _named("request_contact_info"),
    "flow": _flow,
    "catalog_message": _named("catalog_message"),
    "product": _product,
    "product_list": _product_list,
    "carousel": _carousel,
    "voice_call": _voice_call,
    "call_permission_request": _named("call_permission_request"),
    "order_details": _order_details,
    "order_status": _order_status,
}
