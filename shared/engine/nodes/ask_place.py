"""`ask_place`: asks for a city, a neighbourhood or an address, matched to the places that the catalogue has."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from shared.domain.messages import IncomingKind
from shared.engine.answers import Answer, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import Part
from shared.engine.expressions.values import as_text
from shared.engine.facts import ListValues
from shared.engine.filtering import Filter, compile_filters
from shared.engine.language.place import read_place, read_places
from shared.engine.limits import BODY
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.asking import Asking, AskingModel, Manner, asking_node, prompt_of
from shared.engine.reading import as_reading
from shared.engine.render.bubbles import Ask, AskPin, Option, Say
from shared.engine.render.options import page_of, pages
from shared.engine.reply_ids import MAX_OPTION, MORE
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn
from shared.engine.words import folded

MAX_PLACES = 200  # names asked of the catalogue: what a big city has, and still small in the record of a turn
MAX_SHOWN = 28  # places offered to tap, three pages of a list: beyond that typing is quicker


class PlaceSource(Part):
    """Names from the catalogue: the values of `field` among the items that match `filters`, most frequent first."""

    catalog: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    field: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    filters: Annotated[tuple[Filter, ...], Field(max_length=10)] = ()


class AskPlace(AskingModel):
    """Takes a name as people write it ("jd paulista", "vila madalen"); two that fit are asked back.

    multi: several names are an answer, saved as a list. options: from the catalogue (below) or a list of names; with neither any text is an answer. show: offers the places to tap:
    up to ten as a list, more in pages. level address: free text; request_location: WhatsApp's button, and a sent location is an
    answer, saved as {"latitude", "longitude", "name", "address"}.

    {"id": "city", "type": "ask_place", "level": "city", "prompt": "Em que cidade?", "save_as": "city",
     "options": {"catalog": "properties", "field": "city", "filters": [{"field": "purpose", "op": "eq", "value": "{{ purpose }}"}]},
     "show": true, "skip": {"words": ["tanto faz"]}, "transitions": [{"to": "neighborhood"}]}
    """

    types: ClassVar = ("ask_place",)
    saved_type: ClassVar = "place"

    level: Literal["city", "neighborhood", "address"] = "city"
    options: PlaceSource | tuple[Annotated[str, StringConstraints(min_length=1, max_length=100)], ...] | None = None
    show: bool = True
    multi: bool = False
    request_location: bool = False

    def answers_unseen(self) -> bool:
        return self.options is not None

    def value_type(self) -> str | None:
        return "list" if self.multi else "place"

    def value_units(self) -> int | None:
        return None if self.multi or self.options is None or self.request_location else MAX_OPTION

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        return (Added("menu", before + sizes.of(self.prompt)),)

    def build(self, compiler: Compiler) -> Node:
        return build_place(self, compiler, "ask_place")


Names = Callable[[Turn], Sequence[str]]


def build_place(model: AskPlace, compiler: Compiler, usual: str) -> Node:
    told = prompt_of(model, compiler, usual)
    compiler.length(model.prompt, "prompt", BODY, "text_too_long")
    names = _names(model, compiler)
    node = model.id

    def show(turn: Turn, first: str) -> None:
        text = told(turn)
        text = f"{first}\n\n{text}" if first else text
        offered = _offered(names(turn)) if model.show else ()
        if offered:
            turn.bubbles.append(Ask(node, text, tuple(_rows(turn, node, offered))))
        elif model.request_location:
            turn.bubbles.append(AskPin(node, text))
        else:
            turn.bubbles.append(Say(node, text))

    def read(turn: Turn, message: Message) -> Reading:
        if message.kind is IncomingKind.LOCATION:
            return _location(message) if model.request_location or model.options is None else Unread("got_location")
        known = names(turn)
        if message.option is not None:
            return _tapped(message.option, known, several=model.multi)
        more = folded(turn.sentence("more_options"))
        if message.words == more and len(_offered(known)) > 10:
            return Answer((turn.question.page if turn.question else 0) + 1, MORE)
        if model.options is None:
            text = message.text.strip()
            return Answer(text) if text else Unread("not_a_place")
        if model.multi:
            return as_reading(read_places(message.text, turn.locale, tuple(known)), list, ", ".join, "not_a_place")
        return as_reading(read_place(message.text, turn.locale, tuple(known)), str, str, "not_a_place")

    kinds = frozenset({IncomingKind.LOCATION})
    manner = Manner(read, show, kinds=kinds, settle=_settle)
    return asking_node(model, compiler, manner)


def _settle(turn: Turn, answer: Answer, asking: Asking) -> str | None:
    if answer.id == MORE:
        asking.ask_again(turn, "", page=answer.value)
        return None
    return asking.keep(turn, answer)


def _names(model: AskPlace, compiler: Compiler) -> Names:
    options = model.options
    if not isinstance(options, PlaceSource):
        fixed = tuple(options or ())
        return lambda _turn: fixed
    filters = compile_filters(options.filters, compiler, "options.filters")

    def names(turn: Turn) -> Sequence[str]:
        wanted = tuple(one for one in (run(turn) for run in filters) if one is not None)
        answer = turn.fact(ListValues(options.catalog, options.field, wanted, MAX_PLACES))
        values: Any = answer.get("values") if isinstance(answer, dict) else None
        found = [as_text(one.get("value")) for one in values or () if isinstance(one, dict)]
        return tuple(dict.fromkeys(name for name in found if 0 < len(name) <= MAX_OPTION))

    return names


def _offered(names: Sequence[str]) -> Sequence[str]:
    return names[:MAX_SHOWN]


def _rows(turn: Turn, node: str, names: Sequence[str]) -> Sequence[Option]:
    rows = [Option(turn.reply_id_for(node, name), name) for name in names]
    if len(rows) <= 10:
        return rows
    page = turn.question.page if turn.question is not None else 0
    following = (page + 1) % pages(len(rows))
    return page_of(rows, page, Option(turn.reply_id_for(node, f"{MORE}{following}"), turn.sentence("more_options")))


def _tapped(option: str, known: Sequence[str], *, several: bool) -> Reading:
    if option.startswith(MORE):
        page = option.removeprefix(MORE)
        return Answer(int(page) if page.isascii() and page.isdigit() and len(page) < 3 else 0, MORE)
    if option not in known:
        return Unread("not_a_place")
    return Answer([option] if several else option, option)


def _location(message: Message) -> Reading:
    where = message.incoming.location
    if where is None:
        return Unread("not_a_place")
    return Answer(
        {"latitude": where.latitude, "longitude": where.longitude, "name": where.name, "address": where.address}
    )
