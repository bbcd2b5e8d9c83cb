"""What nodes want to say, before it becomes WhatsApp messages: small parts that the renderer joins where it can.

Named tuples, because every turn makes some and they are never kept.
"""

from typing import Literal, NamedTuple

from shared.domain.messages import Location, TemplateMessage
from shared.engine.record import record

Shape = Literal["auto", "buttons", "list", "numbers"]


class Option(NamedTuple):
    """Something to tap: its reply id, its words, and more words where there is room."""

    id: str
    label: str
    description: str = ""


@record
class Say:
    node: str
    text: str


class Ask(NamedTuple):
    """A question with its options. image: above it. menu: the words on the button that opens a list."""

    node: str
    text: str
    options: tuple[Option, ...]
    shape: Shape = "auto"
    menu: str = ""
    image: str | None = None
    footer: str = ""
    header: str = ""


class Attach(NamedTuple):
    """kind: image, video, audio, document."""

    node: str
    kind: str
    link: str
    caption: str = ""
    filename: str | None = None


class Link(NamedTuple):
    node: str
    text: str
    title: str
    url: str


class Pin(NamedTuple):
    node: str
    location: Location


class Person(NamedTuple):
    node: str
    name: str
    phone: str


class AskPin(NamedTuple):
    node: str
    text: str


class AskPerson(NamedTuple):
    node: str
    text: str


class Prepared(NamedTuple):
    """An approved template: sent as it is."""

    node: str
    message: TemplateMessage


Bubble = Say | Ask | Attach | Link | Pin | Person | AskPin | AskPerson | Prepared
