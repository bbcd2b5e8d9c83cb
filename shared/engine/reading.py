"""The engine's side of reading typed answers: the language package's readings turned into `Answer`, `Doubts` or `Unread`."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.language.option import Option as Choosable
from shared.engine.language.option import read_option
from shared.engine.language.reading import Ambiguous, NotUnderstood, Understood
from shared.engine.language.reading import Reading as Read
from shared.engine.language.yes_no import read_yes_no
from shared.engine.reply_ids import DOUBT, NONE_OF_THESE
from shared.engine.state import Doubt

T = TypeVar("T")


def as_reading(read: Read[T], keep: Callable[[T], Any], show: Callable[[T], str], hint: str) -> Reading:
    """Turn a reading of the language package into one of the engine's.

    keep: from what was read to the JSON value that is saved. show: its words on a button. hint: said when it was none.
    """
    match read:
        case Understood(value):
            return Answer(keep(value))
        case Ambiguous(candidates):
            return Doubts(tuple(Doubt(show(one), keep(one)) for one in candidates))
        case NotUnderstood():
            return Unread(hint)


def read_doubt(message: Message, doubts: Sequence[Doubt], locale: str) -> int | None:
    """Return which of the offered readings a message picks, -1 for none of them, None when it is about something else."""
    if message.option is not None:
        if message.option == NONE_OF_THESE:
            return -1
        at = message.option.removeprefix(DOUBT)
        is_one = message.option.startswith(DOUBT) and at.isascii() and at.isdigit() and len(at) < 3
        return int(at) if is_one and int(at) < len(doubts) else None
    if len(doubts) == 1:
        match read_yes_no(message.text, locale):
            case Understood(value):
                return 0 if value else -1
            case _:
                return None
    offered = [Choosable(f"doubt{at}", doubt.label) for at, doubt in enumerate(doubts)]
    match read_option(message.text, locale, offered):
        case Understood(chosen):
            return int(chosen.removeprefix("doubt"))
        case _:
            return None
