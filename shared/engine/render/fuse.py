"""Parts to the fewest valid WhatsApp messages, in the same order, without losing a word: each bubble is billed.

Neighbouring texts become one. A text joins the question after it, a picture the text or the buttons after it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.messages import (
    AskContact,
    AskLocation,
    Attachment,
    Button,
    Buttons,
    LinkButton,
    ListMenu,
    Outgoing,
    Row,
    Section,
    SendContact,
    SendLocation,
    Text,
)
from shared.engine.effects import Send
from shared.engine.limits import BODY, BUTTON_TITLE, CAPTION, FOOTER, HEADER, MAX_TEXT
from shared.engine.render.bubbles import (
    Ask,
    AskPerson,
    AskPin,
    Attach,
    Bubble,
    Link,
    Person,
    Pin,
    Prepared,
    Say,
)
from shared.engine.render.options import menu_title, numbered, one_line, row_words, shape_of
from shared.engine.sentences import sentence
from shared.engine.text.borders import shorten, split
from shared.engine.words import fits

_CAPTIONED = frozenset({"image", "video", "document"})


class _Draft(NamedTuple):
    """What has been said and not yet closed: a text, or a file with what may become its caption."""

    node: str
    text: str
    file: Attach | None = None


def render(bubbles: Sequence[Bubble], locale: str) -> list[Send]:
    """Join and turn into messages within WhatsApp's limits."""
    if len(bubbles) == 1:
        only = bubbles[0]
        if only.__class__ is Say:
            text = only.text.strip()
            if text and 2 * len(text) <= MAX_TEXT:
                return [Send(Text(text), only.node)]
    writer = _Writer(locale)
    for bubble in bubbles:
        writer.add(bubble)
    writer.close()
    return writer.sends


class _Writer:
    def __init__(self, locale: str) -> None:
        self.sends: list[Send] = []
        self._locale = locale
        self._draft: _Draft | None = None

    def add(self, bubble: Bubble) -> None:
        match bubble:
            case Say(node, text):
                self._say(node, text)
            case Ask():
                self._ask(bubble)
            case Attach():
                self._attach(bubble)
            case Link(node, text, title, url):
                body = self._body(node, text)
                self._send(node, LinkButton(body, shorten(one_line(title), BUTTON_TITLE), url))
            case AskPin(node, text):
                self._send(node, AskLocation(self._body(node, text)))
            case AskPerson(node, text):
                self._send(node, AskContact(self._body(node, text)))
            case Pin(node, location):
                self._send(node, SendLocation(location))
            case Person(node, name, phone):
                self._send(node, SendContact(name, phone))
            case Prepared(node, message):
                self.close()
                self.sends.append(Send(message, node, once=True))

    def close(self) -> None:
        """Send the draft."""
        draft, self._draft = self._draft, None
        if draft is None:
            return
        if draft.file is not None:
            file = draft.file
            message = Attachment(file.kind, file.link, draft.text, file.filename)
            self.sends.append(Send(message, draft.node))
            return
        for piece in split(draft.text, MAX_TEXT):
            self.sends.append(Send(Text(piece), draft.node))

    def _send(self, node: str, message: Outgoing) -> None:
        self.close()
        self.sends.append(Send(message, node))

    def _say(self, node: str, text: str) -> None:
        if not text.strip():
            return
        draft = self._draft
        if draft is not None:
            joined = _joined(draft.text, text)
            limit = CAPTION if draft.file is not None else MAX_TEXT
            if fits(joined, limit):
                self._draft = _Draft(node, joined, draft.file)
                return
            self.close()
        self._draft = _Draft(node, text)

    def _attach(self, file: Attach) -> None:
        self.close()
        caption = file.caption if file.caption.strip() else ""
        if file.kind not in _CAPTIONED:
            self.sends.append(Send(Attachment(file.kind, file.link, "", file.filename), file.node))
            self._say(file.node, caption)
        elif fits(caption, CAPTION):
            self._draft = _Draft(file.node, caption, file)
        else:
            self._draft = _Draft(file.node, "", file)
            self._say(file.node, caption)

    def _ask(self, ask: Ask) -> None:
        shape = shape_of(ask.options, ask.shape)
        if ask.image is not None:
            self._attach(Attach(ask.node, "image", ask.image))
        if shape == "numbers":
            text = _joined(self._question(ask.text), numbered(ask.options)) if ask.options else ask.text
            self._say(ask.node, text)
            return
        image = self._image() if shape == "buttons" else None
        body = self._body(ask.node, ask.text, joins_image=image is not None)
        footer, header = shorten(one_line(ask.footer), FOOTER), shorten(one_line(ask.header), HEADER)
        if shape == "buttons":
            buttons = tuple(Button(option.id, one_line(option.label)) for option in ask.options)
            message: Outgoing = Buttons(body, buttons, "" if image else header, image, footer)
        else:
            rows = tuple(Row(option.id, *row_words(option)) for option in ask.options)
            menu = menu_title(ask.menu or sentence("options", self._locale))
            message = ListMenu(body, menu, (Section("", rows),), header, footer)
        self._send(ask.node, message)

    def _question(self, text: str) -> str:
        """Return what introduces options: the author's words, or ours where there are none."""
        return text if text.strip() else sentence("ask_choice", self._locale)

    def _image(self) -> str | None:
        """Return the picture that the draft is about and that buttons can carry."""
        draft = self._draft
        if draft is None or draft.file is None or draft.file.kind != "image":
            return None
        return draft.file.link

    def _body(self, node: str, text: str, *, joins_image: bool = False) -> str:
        """Return the body of an interactive message: the draft's words and `text` where both fit, else `text` alone."""
        text = self._question(text)
        draft = self._draft
        if draft is not None and (draft.file is None or joins_image):
            joined = _joined(draft.text, text)
            if fits(joined, BODY):
                self._draft = None
                return joined
        if fits(text, BODY):
            if not joins_image or draft is None:
                self.close()
                return text
            return self._under_image(draft, text)
        head, tail = _head_and_tail(text)
        if joins_image and draft is not None:
            return self._under_image(_Draft(draft.node, _joined(draft.text, head), draft.file), tail)
        self._say(node, head)
        self.close()
        return tail

    def _under_image(self, draft: _Draft, text: str) -> str:
        """The picture moves above the buttons; what was its caption and does not fit goes before it."""
        self._draft = _Draft(draft.node, draft.text) if draft.text else None
        self.close()
        return text


def _head_and_tail(text: str) -> tuple[str, str]:
    """Cut a text that is too long for a body: the last piece stays with the options."""
    pieces = split(text, BODY)
    tail = pieces[-1]
    return text.strip()[: -len(tail)].rstrip(), tail


def _joined(first: str, second: str) -> str:
    return f"{first}\n\n{second}" if first else second
