"""The life of a sent message: sent, delivered, read or failed, each with its webhook."""

from dataclasses import dataclass
from random import Random
from typing import Any

from local.simulator.chats import Bubble, Chat, Status, now
from local.simulator.contacts import Contacts
from local.simulator.courier import Courier
from local.simulator.errors import GraphError, failure
from local.simulator.events import Events
from local.simulator.ledger import Ledger
from local.simulator.media import MediaStore
from local.simulator.payloads import Update, contact_entry, pricing
from local.simulator.settings import Settings
from local.simulator.timers import Timers


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An accepted send; links: (kind, url) of media that Meta has to fetch first; doom: why it will fail."""

    bubble: Bubble
    category: str
    by_user_id: bool
    opaque: str | None
    links: tuple[tuple[str, str], ...] = ()
    doom: GraphError | None = None


class Statuses:
    """Moves accepted messages on and tells the business and the phones."""

    def __init__(
        self,
        *,
        contacts: Contacts,
        media: MediaStore,
        courier: Courier,
        events: Events,
        ledger: Ledger,
        timers: Timers,
        dice: Random,
    ) -> None:
        self.settings = Settings()
        self._contacts, self._media, self._courier = contacts, media, courier
        self._events, self._ledger, self._timers, self._dice = events, ledger, timers, dice
        self._unread: dict[str, Outgoing] = {}

    def start(self, out: Outgoing) -> None:
        """Begin the life of an accepted message."""
        doom = out.doom
        if doom is not None:
            self._after(self.settings.statuses.sent_ms, lambda: self._fail(out, doom))
        elif out.links:
            self._timers.spawn(self._fetch_then_send(out))
        else:
            self._after(self.settings.statuses.sent_ms, lambda: self._sent(out))

    def read_all(self, chat: Chat) -> int:
        """Read what this person has not read yet; tell how much that was."""
        waiting = [self._unread[bubble.wamid] for bubble in chat.bubbles if bubble.wamid in self._unread]
        for out in waiting:
            self._read(out)
        return len(waiting)

    def clear(self) -> None:
        """Forget what waits to be read."""
        self._unread.clear()

    async def _fetch_then_send(self, out: Outgoing) -> None:
        try:
            for kind, link in out.links:
                media = await self._media.fetch(kind, link)
                replace_url(out.bubble.content, link, self._media.browser_url(media.id))
        except GraphError as error:
            self._fail(out, error)
            return
        self._events.publish(out.bubble.chat.key, "message", out.bubble.view())
        self._after(self.settings.statuses.sent_ms, lambda: self._sent(out))

    def _sent(self, out: Outgoing) -> None:
        priced = pricing(out.category, billable=True) if out.category != "service" else None
        self._tell(out, "sent", priced)
        if out.bubble.kind != "reaction":  # reactions are never delivered or read
            self._after(self.settings.statuses.delivered_ms, lambda: self._delivered(out))

    def _delivered(self, out: Outgoing) -> None:
        self._unread[out.bubble.wamid] = out
        who = self.settings.statuses.read
        reads = who == "delivered" or (who == "open" and self._events.is_open(out.bubble.chat.key))
        if self._courier.mode.drop_delivered:
            out.bubble.advance("delivered")
        else:
            self._tell(out, "delivered", self._price(out))
        if reads:
            self._after(self.settings.statuses.read_ms, lambda: self._read(out))

    def _read(self, out: Outgoing) -> None:
        if self._unread.pop(out.bubble.wamid, None) is not None:
            self._tell(out, "read", self._price(out) if self._courier.mode.drop_delivered else None)

    def _fail(self, out: Outgoing, error: GraphError) -> None:
        out.bubble.error = {"code": error.code, **_told(error)}
        self._tell(out, "failed", None, failure(error.code, error.details))

    def _price(self, out: Outgoing) -> dict[str, Any]:
        if out.category != "service":
            return pricing(out.category, billable=True)
        number = out.bubble.chat.number
        number.delivered_free += 1
        return pricing("service", billable=number.delivered_free > self.settings.pricing.free_per_month)

    def _tell(
        self, out: Outgoing, status: Status, priced: dict[str, Any] | None, error: dict[str, Any] | None = None
    ) -> None:
        """Move the bubble on, and send the status webhook and the live event."""
        bubble, chat = out.bubble, out.bubble.chat
        bubble.advance(status)
        self._ledger.statuses[status] += 1
        user_id = self._contacts.user_id(chat.contact, chat.number.waba_id)
        item: dict[str, Any] = {"id": bubble.wamid, "status": status, "timestamp": str(int(now().timestamp()))}
        if not out.by_user_id:
            item["recipient_id"] = chat.contact.phone or chat.contact.id
        if out.by_user_id or status != "failed":
            item["recipient_user_id"] = user_id
        if priced is not None:
            item["pricing"] = priced
        if error is not None:
            item["errors"] = [error]
        if out.opaque is not None:
            item["biz_opaque_callback_data"] = out.opaque
        contact = None
        if status != "failed":
            contact = contact_entry(chat.contact, user_id, phone_known=not out.by_user_id, username=status != "sent")
        update = Update(
            chat.number.phone_number_id, "statuses", item, f"status {status}", chat.contact.id, contact=contact
        )
        update.wamid = bubble.wamid
        self._courier.send(update)
        event = {"wamid": bubble.wamid, "status": bubble.status}
        self._events.publish(chat.key, "status", event if bubble.error is None else {**event, "error": bubble.error})

    def _after(self, span: tuple[int, int], call: Any) -> None:
        self._timers.after(self._dice.uniform(*span) / 1000, call)


def replace_url(content: Any, old: str, new: str) -> None:
    """Point every place of a bubble that shows a link to the simulator's own copy."""
    entries = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in list(entries):
        if key == "url" and value == old:
            content[key] = new
        else:
            replace_url(value, old, new)


def _told(error: GraphError) -> dict[str, str]:
    told = failure(error.code, error.details)
    return {"title": told["title"], "details": error.details}
