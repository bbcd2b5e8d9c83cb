"""`ask_phone`: asks for a telephone number."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import StringConstraints

from shared.domain.messages import IncomingKind
from shared.engine.answers import Answer, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.language.phone import read_phone
from shared.engine.limits import BODY
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of
from shared.engine.reading import as_reading
from shared.engine.render.bubbles import Ask, AskPerson, Option, Say
from shared.engine.text import formats
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn

OWN = "own"  # the option that takes the number the contact writes from


class AskPhone(AskingModel):
    """Takes a number in any writing, saved as "+5511987654321"; a shared contact card counts.

    country: for numbers written without one. area: the area code for numbers without one, which then need a yes.
    allow_own: "esse mesmo" is an answer, and, where the number is known, a button for it. request_contact: WhatsApp's own button to
    share the number.

    {"id": "phone", "type": "ask_phone", "prompt": "Qual o melhor telefone?", "country": "BR", "area": "19", "allow_own": true,
     "save_as": "phone", "transitions": [{"to": "day"}]}
    """

    types: ClassVar = ("ask_phone",)
    saved_type: ClassVar = "phone"

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "BR"
    area: Annotated[str, StringConstraints(pattern=r"^\d{2,4}$")] | None = None
    allow_own: bool = True
    request_contact: bool = False

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        return (Added("menu", before + sizes.of(self.prompt)),)

    def build(self, compiler: Compiler) -> Node:
        return build_phone(self, compiler, "ask_phone")


def build_phone(model: AskPhone, compiler: Compiler, usual: str) -> Node:
    told = prompt_of(model, compiler, usual)
    compiler.length(model.prompt, "prompt", BODY, "text_too_long")
    node = model.id

    def show(turn: Turn, first: str) -> None:
        text = told(turn)
        text = f"{first}\n\n{text}" if first else text
        if model.allow_own and _own(turn) is not None:
            option = Option(turn.reply_id_for(node, OWN), turn.sentence("use_own_number"))
            turn.bubbles.append(Ask(node, text, (option,)))
        elif model.request_contact:
            turn.bubbles.append(AskPerson(node, text))
        else:
            turn.bubbles.append(Say(node, text))

    def read(turn: Turn, message: Message) -> Reading:
        own = _own(turn) if model.allow_own else None
        if message.option == OWN:
            return Answer(own, OWN) if own is not None else Unread("not_a_phone")
        text = message.text
        if message.kind is IncomingKind.CONTACTS:
            text = next((phone for card in message.incoming.contacts for phone in card.phones), "")
        found = read_phone(text, turn.locale, own=own, area=model.area, region=model.country)
        return as_reading(found, str, lambda phone: formats.phone(phone, turn.locale), "not_a_phone")

    kinds = frozenset({IncomingKind.CONTACTS})
    return asking_node(model, compiler, Manner(read, show, kinds=kinds))


def _own(turn: Turn) -> str | None:
    """The number the contact writes from, as E.164; WhatsApp gives it without the plus."""
    phone: Any = turn.root("contact").get("phone")
    if not isinstance(phone, str) or not phone:
        return None
    return phone if phone.startswith("+") else f"+{phone}"
