"""From what nodes say to what WhatsApp shows: the fewest valid messages, the same words in the same order."""

from shared.engine.render.bubbles import (
    Ask,
    AskPerson,
    AskPin,
    Attach,
    Bubble,
    Link,
    Option,
    Person,
    Pin,
    Prepared,
    Say,
)
from shared.engine.render.fuse import render
from shared.engine.render.options import page_of, pages

__all__ = [
    "Ask",
    "AskPerson",
    "AskPin",
    "Attach",
    "Bubble",
    "Link",
    "Option",
    "Person",
    "Pin",
    "Prepared",
    "Say",
    "page_of",
    "pages",
    "render",
]
