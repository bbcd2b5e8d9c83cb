"""Fakes that implement the ports, for tests of use cases; what speaks HTTP is tested against the simulator instead."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from shared.domain.sending import Outcome, Sender, Sent
from shared.ports import Messenger, Wake, Waker


class FakeMessenger:
    """Takes every message unless told otherwise, and remembers what it took."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.senders: list[Sender] = []
        self.answer: Callable[[dict[str, Any]], Outcome] = lambda _: Sent(f"wamid.{len(self.bodies)}")

    def send(self, sender: Sender, body: dict[str, Any]) -> Outcome:
        self.bodies.append(body)
        self.senders.append(sender)
        return self.answer(body)

    @property
    def texts(self) -> list[str]:
        """What the contact read, in order."""
        return [said(body) for body in self.bodies]


def said(body: dict[str, Any]) -> str:
    """The words of a Graph body."""
    if body["type"] == "text":
        return str(body["text"]["body"])
    if body["type"] == "interactive":
        return str(body["interactive"]["body"]["text"])
    return str(body[body["type"]].get("caption", ""))


class RecordingWaker:
    """Remembers who was woken."""

    def __init__(self) -> None:
        self.wakes: list[Wake] = []

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        self.wakes += wakes

    def reserve(self) -> bool:
        return False

    def release(self) -> None:
        pass


_messenger: type[Messenger] = FakeMessenger
_waker: type[Waker] = RecordingWaker
