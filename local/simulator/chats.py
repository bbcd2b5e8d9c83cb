"""Chats between a number and a person: bubbles, the 24-hour window, typing, what can be tapped."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final, Literal

from local.simulator.accounts import Number
from local.simulator.contacts import Contact
from local.simulator.events import ChatKey
from local.simulator.rates import Bucket

Status = Literal["accepted", "sent", "delivered", "read", "failed"]
RANK: Final[dict[Status, int]] = {"accepted": 0, "failed": 1, "sent": 1, "delivered": 2, "read": 3}


@dataclass(frozen=True, slots=True)
class Reply:
    """Something in a bubble that can be tapped; kind: button_reply, list_reply or button (of a template)."""

    kind: Literal["button_reply", "list_reply", "button"]
    id: str
    title: str
    description: str | None = None


@dataclass(slots=True)
class Bubble:
    """One message in a chat; content: what its kind adds to the transcript."""

    chat: "Chat"
    wamid: str
    direction: Literal["in", "out"]
    at: datetime
    kind: str
    content: dict[str, Any]
    status: Status
    replies: dict[str, Reply] = field(default_factory=dict)
    reply_to: str | None = None
    error: dict[str, Any] | None = None

    def view(self) -> dict[str, Any]:
        """Write the bubble for the transcript."""
        view: dict[str, Any] = {
            "wamid": self.wamid,
            "direction": self.direction,
            "at": self.at.isoformat(timespec="milliseconds"),
            "kind": self.kind,
            "status": self.status,
            **self.content,
        }
        if self.reply_to is not None:
            view["reply_to"] = self.reply_to
        if self.error is not None:
            view["error"] = self.error
        return view

    def advance(self, status: Status) -> bool:
        """Move the status forward, never back; tell whether it moved."""
        if self.status == status or RANK[status] < RANK[self.status]:
            return False
        self.status = status
        return True


@dataclass(slots=True)
class Chat:
    """Everything between one number and one person."""

    number: Number
    contact: Contact
    bubbles: list[Bubble] = field(default_factory=list)
    last_in_at: datetime | None = None
    typing_until: datetime | None = None
    pair: Bucket = field(default_factory=Bucket)

    @property
    def key(self) -> ChatKey:
        """Name the chat: number and person."""
        return (self.number.phone_number_id, self.contact.id)

    def window_ends(self, hours: float) -> datetime | None:
        """Tell when the business may no longer write freely; None if it never could."""
        return self.last_in_at + timedelta(hours=hours) if self.last_in_at else None

    def window_view(self, hours: float) -> dict[str, Any]:
        """Write the window for the transcript."""
        ends = self.window_ends(hours)
        return {"open": ends is not None and ends > now(), "expires_at": ends.isoformat() if ends else None}

    def is_typing(self) -> bool:
        """Tell whether the business shows "typing…" in this chat."""
        return self.typing_until is not None and self.typing_until > now()

    def reply(self, reply_id: str, wamid: str | None) -> tuple[Bubble, Reply] | None:
        """Find what a tap means: the newest message that really reached this person and offers it."""
        for bubble in reversed(self.bubbles):
            reached = bubble.direction == "out" and bubble.status not in ("accepted", "failed")
            if reached and reply_id in bubble.replies and wamid in (None, bubble.wamid):
                return bubble, bubble.replies[reply_id]
        return None

    def age(self, by: timedelta) -> None:
        """Move all times of this chat back."""
        for bubble in self.bubbles:
            bubble.at -= by
        if self.last_in_at is not None:
            self.last_in_at -= by


class Chats:
    """All chats, and every message by its wamid."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self.by_key: dict[ChatKey, Chat] = {}
        self._by_wamid: dict[str, Bubble] = {}

    def between(self, number: Number, contact: Contact) -> Chat:
        """Find or begin a chat."""
        key = (number.phone_number_id, contact.id)
        chat = self.by_key.get(key)
        if chat is None:
            chat = self.by_key[key] = Chat(number, contact)
        chat.number = number  # a number that was registered again is another object
        return chat

    def add(self, bubble: Bubble) -> None:
        """Put a bubble at the end of its chat."""
        bubble.chat.bubbles.append(bubble)
        self._by_wamid[bubble.wamid] = bubble

    def find(self, wamid: str, number: Number) -> Bubble | None:
        """Find a message of this number."""
        bubble = self._by_wamid.get(wamid)
        return bubble if bubble is not None and bubble.chat.number.phone_number_id == number.phone_number_id else None

    def restart(self, chat: Chat) -> None:
        """Forget a chat's bubbles; its window and rates stay."""
        for bubble in chat.bubbles:
            self._by_wamid.pop(bubble.wamid, None)
        chat.bubbles.clear()

    def new_wamid(self, contact: Contact | None, *, inbound: bool) -> str:
        """Make an id as Meta does: base64 with the user's phone inside."""
        phone = ((contact.phone if contact else None) or "0").encode()
        unique = f"{self._dice.getrandbits(72):018X}".encode()
        tail = b"\x12\x18\x143A" + unique if inbound else b"\x11\x18\x12" + unique
        return (
            "wamid."
            + base64.b64encode(b"\x1c\x18" + bytes([len(phone)]) + phone + b"\x15\x02\x00" + tail + b"\x00").decode()
        )


def now() -> datetime:
    """Read the clock; the simulator has only the real one."""
    return datetime.now(UTC)
