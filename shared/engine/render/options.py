"""How options are shown: buttons, a list, or numbers in the text; and which page of a long list."""

from collections.abc import Sequence

from shared.engine.limits import (
    BUTTON_TITLE,
    LIST_BUTTON,
    MAX_BUTTONS,
    MAX_ROWS,
    REPLY_ID,
    ROW_DESCRIPTION,
    ROW_TITLE,
)
from shared.engine.render.bubbles import Option, Shape
from shared.engine.text.borders import shorten
from shared.engine.words import utf16_length

PAGE = MAX_ROWS - 1  # rows of a page that has another one after it: the last row opens it


def page_of(options: Sequence[Option], page: int, more: Option) -> tuple[Option, ...]:
    """Return the rows of one page: all of them where ten are enough, else nine and `more`; past the end begins anew."""
    if len(options) <= MAX_ROWS:
        return tuple(options)
    start = page * PAGE
    if start >= len(options):
        start = 0
    rest = options[start:]
    return tuple(rest) if len(rest) <= MAX_ROWS else (*rest[:PAGE], more)


def pages(count: int) -> int:
    """How many pages `page_of` makes of so many options."""
    if count <= MAX_ROWS:
        return 1
    return 1 + -(-(count - MAX_ROWS) // PAGE)


def shape_of(options: Sequence[Option], wanted: Shape) -> Shape:
    """Return how to show them: as wanted where WhatsApp can, else the next best. A list needs at least one option."""
    if wanted == "numbers" or not options or len(options) > MAX_ROWS or not _have_good_ids(options):
        return "numbers"
    if wanted != "list" and fit_buttons(options):
        return "buttons"
    return "list" if fit_list(options) else "numbers"


def fit_buttons(options: Sequence[Option]) -> bool:
    """Say whether reply buttons can carry every word of them."""
    labels = {one_line(option.label) for option in options}
    return (
        1 <= len(options) <= MAX_BUTTONS
        and len(labels) == len(options)
        and all(0 < utf16_length(label) <= BUTTON_TITLE for label in labels)
        and not any(option.description for option in options)
    )


def fit_list(options: Sequence[Option]) -> bool:
    """Say whether the rows of a list can carry every word of them: a longer label moves into the description."""
    return 1 <= len(options) <= MAX_ROWS and all(_fits_row(option) for option in options)


def _fits_row(option: Option) -> bool:
    label = one_line(option.label)
    if not label or utf16_length(one_line(option.description)) > ROW_DESCRIPTION:
        return False
    return utf16_length(label) <= ROW_TITLE or (not option.description and utf16_length(label) <= ROW_DESCRIPTION)


def row_words(option: Option) -> tuple[str, str]:
    """Return title and description of a row; a label too long for the title stands whole in the description."""
    label = one_line(option.label)
    if utf16_length(label) <= ROW_TITLE:
        return label, one_line(option.description)
    return shorten(label, ROW_TITLE), label


def numbered(options: Sequence[Option]) -> str:
    """Return the options as lines to be answered by their number."""
    lines = []
    for number, option in enumerate(options, 1):
        more = f" – {one_line(option.description)}" if option.description else ""
        lines.append(f"{number}. {one_line(option.label)}{more}")
    return "\n".join(lines)


def menu_title(words: str) -> str:
    return shorten(one_line(words), LIST_BUTTON)


def one_line(text: str) -> str:
    """Titles have one line; asterisks and such are shown as they are."""
    return " ".join(text.split()) if "\n" in text or "  " in text or text != text.strip() else text


def _have_good_ids(options: Sequence[Option]) -> bool:
    ids = {option.id for option in options}
    return len(ids) == len(options) and all(0 < utf16_length(one) <= REPLY_ID for one in ids)
