"""Webhook bodies as Meta writes them: envelope, contacts, messages, statuses, and the bytes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from local.simulator.accounts import Number
from local.simulator.contacts import Contact

Json = dict[str, Any]


@dataclass(slots=True)
class Update:
    """One thing to tell the business.

    part: the array of the value that the item belongs to; for other fields than `messages` the item is the whole value.
    label: what the journal says of it. lane: updates of one lane are posted one after the other.
    """

    phone_number_id: str
    part: Literal["messages", "statuses", "value"]
    item: Json
    label: str
    lane: str
    field: str = "messages"
    contact: Json | None = None
    wamid: str | None = None
    due: float = 0.0


def envelope(number: Number, updates: Iterable[Update]) -> bytes:
    """Write one POST body for updates of one number."""
    changes: list[Json] = []
    shared: Json | None = None
    for update in updates:
        if update.part == "value":
            changes.append({"value": update.item, "field": update.field})
            continue
        if shared is None:
            shared = {"messaging_product": "whatsapp", "metadata": metadata(number)}
            changes.append({"value": shared, "field": "messages"})
        if update.contact is not None:
            contacts = shared.setdefault("contacts", [])
            if update.contact not in contacts:
                contacts.append(update.contact)
        shared.setdefault(update.part, []).append(update.item)
    return as_meta_writes(
        {"object": "whatsapp_business_account", "entry": [{"id": number.waba_id, "changes": changes}]}
    )


def as_meta_writes(body: Json) -> bytes:
    r"""Write JSON the way Meta does: no spaces, ASCII with \uXXXX, and \/ for a slash."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def metadata(number: Number) -> Json:
    """Name the business number."""
    return {"display_phone_number": number.digits, "phone_number_id": number.phone_number_id}


def contact_entry(contact: Contact, user_id: str, *, phone_known: bool, username: bool = True) -> Json:
    """Describe the person; the phone is absent, not empty, when it is withheld."""
    profile: Json = {"name": contact.name}
    if contact.username and username:
        profile["username"] = contact.username
    entry: Json = {"profile": profile}
    if phone_known and contact.phone is not None:
        entry["wa_id"] = contact.phone
    entry["user_id"] = user_id
    return entry


def message_frame(contact: Contact, user_id: str, wamid: str, at: datetime) -> Json:
    """Begin an inbound message."""
    frame: Json = {}
    if contact.wa_id is not None:
        frame["from"] = contact.wa_id
    frame["from_user_id"] = user_id
    frame["id"] = wamid
    frame["timestamp"] = str(int(at.timestamp()))
    return frame


def pricing(category: str, *, billable: bool) -> Json:
    """Price a message; a service message is free until the month's free part is used up."""
    kind = "regular" if billable else "free_customer_service"
    return {"billable": billable, "pricing_model": "PMP", "type": kind, "category": category}
