"""Valid send bodies of every kind, to be bent by the tests."""

import copy
from typing import Any, Final

Json = dict[str, Any]

BUTTONS: Final[Json] = {
    "type": "interactive",
    "interactive": {
        "type": "button",
        "body": {"text": "Comprar ou alugar?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "buy", "title": "Comprar"}},
                {"type": "reply", "reply": {"id": "rent", "title": "Alugar"}},
            ]
        },
    },
}
LIST: Final[Json] = {
    "type": "interactive",
    "interactive": {
        "type": "list",
        "header": {"type": "text", "text": "Bairros"},
        "body": {"text": "Qual bairro?"},
        "footer": {"text": "Escolha um"},
        "action": {
            "button": "Ver bairros",
            "sections": [
                {"title": "Zona sul", "rows": [{"id": "r1", "title": "Moema", "description": "Perto do parque"}]},
                {"title": "Zona oeste", "rows": [{"id": "r2", "title": "Pinheiros"}]},
            ],
        },
    },
}
LINK: Final[Json] = {
    "type": "interactive",
    "interactive": {
        "type": "cta_url",
        "body": {"text": "Veja o imóvel"},
        "action": {"name": "cta_url", "parameters": {"display_text": "Abrir", "url": "https://example.com/1"}},
    },
}
CAROUSEL: Final[Json] = {
    "type": "interactive",
    "interactive": {
        "type": "carousel",
        "body": {"text": "Três casas"},
        "action": {
            "cards": [
                {
                    "card_index": index,
                    "type": "cta_url",
                    "header": {"type": "image", "image": {"link": "http://127.0.0.1:9/none.jpg"}},
                    "body": {"text": f"Casa {index}"},
                    "action": {
                        "buttons": [{"type": "quick_reply", "quick_reply": {"id": f"c{index}", "title": "Quero"}}]
                    },
                }
                for index in range(3)
            ]
        },
    },
}
FLOW: Final[Json] = {
    "type": "interactive",
    "interactive": {
        "type": "flow",
        "body": {"text": "Preencha"},
        "action": {
            "name": "flow",
            "parameters": {
                "flow_message_version": "3",
                "flow_id": "123",
                "flow_cta": "Abrir",
                "flow_action": "navigate",
            },
        },
    },
}
ORDER: Final[Json] = {
    "type": "interactive",
    "interactive": {
        "type": "order_details",
        "body": {"text": "Sinal"},
        "action": {
            "name": "review_and_pay",
            "parameters": {
                "reference_id": "r-1",
                "type": "digital-goods",
                "payment_type": "br",
                "currency": "BRL",
                "total_amount": {"value": 10000, "offset": 100},
                "order": {"status": "pending", "items": [{"name": "Sinal"}]},
            },
        },
    },
}
TEXT: Final[Json] = {"type": "text", "text": {"body": "Olá!"}}
LOCATION: Final[Json] = {"type": "location", "location": {"latitude": -23.5, "longitude": -46.6, "name": "Loja"}}
CONTACTS: Final[Json] = {
    "type": "contacts",
    "contacts": [
        {"name": {"formatted_name": "Rui Sá", "first_name": "Rui"}, "phones": [{"phone": "+5511", "type": "WORK"}]}
    ],
}
IMAGE: Final[Json] = {"type": "image", "image": {"link": "http://127.0.0.1:9/none.jpg"}}


def rarer(kind: str, action: Json, **parts: Any) -> Json:
    """An interactive message of a rarer kind."""
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": "Corpo"}, "action": action, **parts}}


LOCATION_REQUEST: Final = rarer("location_request_message", {"name": "send_location"})
CONTACT_REQUEST: Final = rarer("request_contact_info", {"name": "request_contact_info"})
CATALOG: Final = rarer("catalog_message", {"name": "catalog_message"})
PRODUCT: Final = rarer("product", {"catalog_id": "c", "product_retailer_id": "p"})
PRODUCT_LIST: Final = rarer(
    "product_list",
    {"catalog_id": "c", "sections": [{"title": "Casas", "product_items": [{"product_retailer_id": "p"}]}]},
    header={"type": "text", "text": "Casas"},
)
CALL: Final = rarer("voice_call", {"name": "voice_call", "parameters": {"display_text": "Ligar", "ttl_minutes": 60}})
CALL_PERMISSION: Final = rarer("call_permission_request", {"name": "call_permission_request"})
ORDER_STATUS: Final = rarer(
    "order_status", {"name": "review_order", "parameters": {"reference_id": "r-1", "order": {"status": "shipped"}}}
)

VALID: Final[dict[str, Json]] = {
    "text": TEXT,
    "location": LOCATION,
    "contacts": CONTACTS,
    "image": IMAGE,
    "buttons": BUTTONS,
    "list": LIST,
    "link": LINK,
    "carousel": CAROUSEL,
    "flow": FLOW,
    "order_details": ORDER,
    "order_status": ORDER_STATUS,
    "location_request": LOCATION_REQUEST,
    "contact_request": CONTACT_REQUEST,
    "catalog": CATALOG,
    "product": PRODUCT,
    "product_list": PRODUCT_LIST,
    "voice_call": CALL,
    "call_permission": CALL_PERMISSION,
}


def bent(message: Json, path: str, value: Any) -> Json:
    """Copy a message with one value changed; path: dotted, numbers are list indices; `...` as value removes the key."""
    copied = copy.deepcopy(message)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = copied
    for part in way:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copied
