"""What can happen to a conversation: the only input of a turn besides its state, its facts and the time."""

from dataclasses import dataclass, field
from typing import Any

from shared.domain.messages import Incoming


@dataclass(frozen=True, slots=True)
class MessagesReceived:
    """One or more messages of the contact, in order of arrival, answered by one turn (a burst is debounced into one)."""

    messages: tuple[Incoming, ...]


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer that an earlier turn set (`SetTimer`) has come due. An outdated `key` changes nothing."""

    key: str


@dataclass(frozen=True, slots=True)
class EffectAnswered:
    """The recorded answer of a slow effect (`CallHttp`, `AskModel`, …). An outdated `key` changes nothing.

    result: JSON; `{"ok": true, …}` or `{"ok": false, "error": "<code>"}`.
    """

    key: str
    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A person gave the conversation back to the bot."""


Event = MessagesReceived | TimerFired | EffectAnswered | HandedBack
