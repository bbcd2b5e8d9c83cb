"""`message` (the customer's `static_message`): says something and goes on."""

from collections.abc import Callable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints, model_validator

from shared.domain.messages import Location
from shared.engine.compiler import Compiler
from shared.engine.definition import Part
from shared.engine.limits import CAPTION, MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.base import NodeModel, as_texts
from shared.engine.render.bubbles import Attach, Bubble, Link, Person, Pin, Say
from shared.engine.text.localised import LocalText
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn

Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class ContactPart(Part):
    """A contact card."""

    name: LocalText
    phone: Annotated[str, StringConstraints(min_length=3, max_length=30)]


class LocationPart(Part):
    """A place on the map."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    name: LocalText | None = None
    address: LocalText | None = None


class ButtonPart(Part):
    """A button that opens a page."""

    title: LocalText
    url: Url


class MessagePart(Part):
    """One of: text, image, video, audio, document, location, contact; caption goes with a file, button or url with a text.

    image, video, audio, document: a link (https, or a path under the service's own address), `{{ … }}` allowed. url: a link on
    a line of its own under the text.
    """

    text: LocalText | None = None
    image: Url | None = None
    video: Url | None = None
    audio: Url | None = None
    document: Url | None = None
    location: LocationPart | None = None
    contact: ContactPart | None = None
    url: Url | None = None
    caption: LocalText | None = None
    filename: Annotated[str, StringConstraints(max_length=240)] | None = None
    button: ButtonPart | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "MessagePart":
        kinds = ("text", "image", "video", "audio", "document", "location", "contact")
        if sum(getattr(self, kind) is not None for kind in kinds) != 1:
            raise ValueError(f"a part has exactly one of {', '.join(kinds)}")
        if self.button is not None and self.text is None:
            raise ValueError("a button goes with a text")
        if self.url is not None and (self.text is None or self.button is not None):
            raise ValueError("a url goes with a text; a file's link stands in its own field")
        return self


class Message(NodeModel):
    """Says `prompt`, or several `parts`, and follows the transitions.

    {"id": "hi", "type": "message", "prompt": "Olá, {{ contact.first_name }}!", "transitions": [{"to": "purpose"}]}
    {"id": "tour", "type": "message", "parts": [{"image": "{{ item.image }}", "caption": "{{ item.title }}"},
      {"text": "Quer conhecer?"}, {"document": "https://example.com/tabela.pdf", "filename": "Tabela.pdf"},
      {"location": {"latitude": -22.9, "longitude": -47.06, "name": "Nosso plantão"}},
      {"text": "Veja no site:", "button": {"title": "Abrir", "url": "https://example.com/{{ item.code }}"}}]}
    """

    types: ClassVar = ("message", "static_message")

    parts: list[MessagePart] = Field(default=[], max_length=20)

    def adds(self, sizes: Sizes) -> Sequence[Added]:
        return [*as_texts(sizes.said(self.prompt)), *(one for part in self.parts for one in _added(part, sizes))]

    def build(self, compiler: Compiler) -> Node:
        node = self.id
        choose = compiler.transitions(self.transitions)
        told = compiler.text(self.prompt, "prompt")
        compiler.length(self.prompt, "prompt", MAX_TEXT, "text_too_long")
        makes = [_part(part, node, compiler, f"parts[{at}]") for at, part in enumerate(self.parts)]
        if not makes and told is not None:
            say = told

            def speak(turn: Turn) -> str | None:
                turn.bubbles.append(Say(node, say(turn)))
                return choose(turn)

            return Node(node, self.type, speak)

        def enter(turn: Turn) -> str | None:
            if told is not None:
                turn.bubbles.append(Say(node, told(turn)))
            for make in makes:
                turn.bubbles.append(make(turn))
            return choose(turn)

        return Node(node, self.type, enter)


def _added(part: MessagePart, sizes: Sizes) -> list[Added]:
    if part.text is not None:
        link = 1 + sizes.of(part.url) if part.url is not None else 0
        return [Added("text" if part.button is None else "menu", sizes.of(part.text) + link)]
    if part.image is not None or part.video is not None or part.document is not None:
        return [Added("file", sizes.said(part.caption))]
    return [Added("whole"), *as_texts(sizes.said(part.caption))]


def _part(part: MessagePart, node: str, compiler: Compiler, at: str) -> Callable[[Turn], Bubble]:
    if part.text is not None:
        told = compiler.text(part.text, f"{at}.text")
        compiler.length(part.text, f"{at}.text", MAX_TEXT, "text_too_long")
        if part.button is not None:
            return _link(part, node, compiler, at)
        link = compiler.text(part.url, f"{at}.url")
        say = told or (lambda _turn: "")
        return lambda turn: Say(node, say(turn) if link is None else f"{say(turn)}\n{link(turn)}")
    if part.location is not None:
        return _pin(part.location, node, compiler, at)
    if part.contact is not None:
        name = compiler.text(part.contact.name, f"{at}.contact.name")
        phone = compiler.text(part.contact.phone, f"{at}.contact.phone")
        return lambda turn: Person(node, name(turn) if name else "", phone(turn) if phone else "")
    kind = next(kind for kind in ("image", "video", "audio", "document") if getattr(part, kind) is not None)
    file = compiler.text(getattr(part, kind), f"{at}.{kind}")
    caption = compiler.text(part.caption, f"{at}.caption")
    filename = compiler.text(part.filename, f"{at}.filename")
    compiler.length(part.caption, f"{at}.caption", CAPTION, "caption_too_long")

    def attach(turn: Turn) -> Bubble:
        address = file(turn) if file else ""
        words = caption(turn) if caption else ""
        if not address.strip():
            return Say(node, words)  # the variable that should name the file is empty
        return Attach(node, kind, address, words, filename(turn) if filename else None)

    return attach


def _link(part: MessagePart, node: str, compiler: Compiler, at: str) -> Callable[[Turn], Bubble]:
    button = part.button
    text = compiler.text(part.text, f"{at}.text")
    title = compiler.text(button.title if button else None, f"{at}.button.title")
    url = compiler.text(button.url if button else None, f"{at}.button.url")
    compiler.length(button.title if button else None, f"{at}.button.title", 20, "label_too_long")
    return lambda turn: Link(node, text(turn) if text else "", title(turn) if title else "", url(turn) if url else "")


def _pin(part: LocationPart, node: str, compiler: Compiler, at: str) -> Callable[[Turn], Bubble]:
    name = compiler.text(part.name, f"{at}.location.name")
    address = compiler.text(part.address, f"{at}.location.address")

    def pin(turn: Turn) -> Bubble:
        where = Location(
            part.latitude, part.longitude, name(turn) if name else None, address(turn) if address else None
        )
        return Pin(node, where)

    return pin
