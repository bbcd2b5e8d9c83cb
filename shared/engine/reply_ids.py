"""The ids of buttons and rows: they carry flow version, node, turn and option, so that an old tap can be understood."""

from typing import NamedTuple

from shared.engine.limits import REPLY_ID
from shared.engine.words import utf16_length

_SEPARATOR = "~"  # cannot stand in a node's id
MORE = ">"  # option prefix: the next page of a list
DOUBT = "="  # option prefix: one reading of "did you mean"
NONE_OF_THESE = "=none"
DONE = "=done"  # the end of a multiple choice
SKIP = "=skip"
MAX_OPTION = 100  # characters that an option may add; longer ones go by their place


class Tap(NamedTuple):
    version: str
    node: str
    turn: int
    option: str


def reply_id(version: int, node: str, turn: int, option: str) -> str:
    """Make an id; at most 200 UTF-16 units for any node and option the loader accepts."""
    made = f"{version}{_SEPARATOR}{node}{_SEPARATOR}{turn}{_SEPARATOR}{option}"
    return made if utf16_length(made) <= REPLY_ID else made[: REPLY_ID // 2]


def parse_reply_id(text: str | None) -> Tap | None:
    """Read an id; None for anything that is not one of ours."""
    if text is None:
        return None
    parts = text.split(_SEPARATOR, 3)
    if len(parts) != 4 or not parts[1] or not (parts[2].isascii() and parts[2].isdigit()) or len(parts[2]) > 12:
        return None
    return Tap(parts[0], parts[1], int(parts[2]), parts[3])
