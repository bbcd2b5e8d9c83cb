"""What entering a node may add to a turn's messages, part by part, so that the prover can join them as the renderer does."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from shared.engine.limits import BODY, BUTTON_TITLE, CAPTION, MAX_BUTTONS, MAX_TEXT

_BREAK = 2  # units of the blank line between joined texts


class Added(NamedTuple):
    """text: joins its neighbours. buttons, menu: a question, which takes the text before it. file: takes the text after it. whole: alone.

    units: at most. messages: how many, of `whole`.
    """

    kind: Literal["text", "buttons", "menu", "file", "whole"]
    units: int = 0
    messages: int = 1


class Draft(NamedTuple):
    """Messages sent so far, and the one that may still grow: its units (None = none), and whether it is a file."""

    sent: int = 0
    units: int | None = None
    is_file: bool = False

    @property
    def total(self) -> int:
        """How many messages there are when nothing more comes."""
        return self.sent + (0 if self.units is None else 1 if self.is_file else pieces(self.units))


NOTHING = Draft()


def after(draft: Draft, added: Iterable[Added]) -> Draft:
    """Return what becomes of a draft when parts are added; as the renderer does it, with every part at its longest."""
    for part in added:
        draft = _one(draft, part)
    return draft


def _one(draft: Draft, part: Added) -> Draft:
    match part.kind:
        case "text":
            return _text(draft, part.units)
        case "file":
            if part.units <= CAPTION:
                return Draft(draft.total, part.units, is_file=True)
            return _text(Draft(draft.total + 1), part.units)
        case "buttons" | "menu":
            return _question(draft, part)
        case _:
            return Draft(draft.total + part.messages)


def _text(draft: Draft, units: int) -> Draft:
    if units == 0:
        return draft
    if draft.units is not None:
        joined = units + (draft.units + _BREAK if draft.units else 0)
        if joined <= (CAPTION if draft.is_file else MAX_TEXT):
            return Draft(draft.sent, joined, draft.is_file)
    return Draft(draft.total, units)


def _question(draft: Draft, part: Added) -> Draft:
    joined = part.units + (draft.units + _BREAK if draft.units else 0)
    if draft.units is not None and (part.kind == "buttons" or not draft.is_file) and joined <= BODY:
        return Draft(draft.sent + 1)
    if part.units <= BODY:
        return Draft(draft.total + 1)
    return Draft(_text(draft, part.units).total + 1)


def pieces(units: int) -> int:
    """How many messages a text may take: a piece is at least half full."""
    return 1 if units <= MAX_TEXT else -(-2 * units // MAX_TEXT)


def question(units: int, labels: Sequence[int] = ()) -> Added:
    """A question with options: buttons where every label surely fits one, else a menu."""
    is_buttons = 1 <= len(labels) <= MAX_BUTTONS and all(label <= BUTTON_TITLE for label in labels)
    return Added("buttons" if is_buttons else "menu", units)
