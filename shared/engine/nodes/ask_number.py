"""`ask_number`: asks for a number, an amount of money, or a range of either."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import Part
from shared.engine.language.money import read_money, read_money_range
from shared.engine.language.number import (
    read_bedrooms,
    read_count_range,
    read_integer,
    read_number,
    read_number_range,
)
from shared.engine.language.reading import Range
from shared.engine.limits import MAX_NUMBER, MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of, showing
from shared.engine.reading import as_reading
from shared.engine.text import formats
from shared.engine.turn import Turn
from shared.engine.words import folded

Number = Annotated[int | float, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)]
_BEDROOMS = frozenset({"bedrooms", "bedroom", "quartos", "quarto", "dormitorios"})
_SALE = frozenset({"buy", "sale", "sell", "comprar", "compra", "venda"})
_RENT = frozenset({"rent", "rental", "alugar", "aluguel", "locacao"})


class Money(Part):
    """hint: what it pays for, since "500" for a flat to buy means 500 mil; auto reads it off the variable `purpose`."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "BRL"
    hint: Literal["auto", "sale", "rent", "none"] = "auto"


class AskNumber(AskingModel):
    """Takes digits, words and everyday writing: "1.234,5", "vinte e dois", "500 mil", "entre 300 e 450k", "até 2 milhões".

    money: the answer is whole cents (variable type money); min and max are cents too. range: the answer is {"min", "max"} with
    null for an open end, and "2 ou 3" or "até 500 mil" are answers; without it `end` says which end of a range counts.
    integer: whole numbers only. unit: the noun that may follow; "bedrooms" knows studios and lofts.

    {"id": "budget", "type": "ask_number", "prompt": "Qual faixa de preço?", "money": {"currency": "BRL"}, "range": true,
     "min": 5000000, "save_as": "price", "transitions": [{"to": "bedrooms"}]}
    {"id": "bedrooms", "type": "ask_number", "prompt": "Quantos quartos?", "integer": true, "unit": "bedrooms", "range": true,
     "max": 20, "skip": {"words": ["tanto faz"]}, "save_as": "bedrooms", "transitions": [{"to": "search"}]}
    """

    types: ClassVar = ("ask_number",)

    min: Number | None = None
    max: Number | None = None
    integer: bool = False
    unit: Annotated[str, StringConstraints(max_length=40)] | None = None
    money: Money | bool = False
    range: bool = False
    end: Literal["low", "high"] | None = None

    def value_type(self) -> str | None:
        return "money" if self.money else "number"

    def build(self, compiler: Compiler) -> Node:
        usual = "ask_money" if self.money else "ask_number"
        return build_number(self, compiler, usual)


def build_number(model: AskNumber, compiler: Compiler, usual: str) -> Node:
    told = prompt_of(model, compiler, usual)
    compiler.length(model.prompt, "prompt", MAX_TEXT, "text_too_long")
    reading = _money_reader(model) if model.money else _number_reader(model)
    shown = _shown(model)

    def read(turn: Turn, message: Message) -> Reading:
        return _within(reading(turn, message.text), model.min, model.max, lambda value: shown(value, turn.locale))

    return asking_node(model, compiler, Manner(read, showing(model.id, told)))


def _shown(model: AskNumber) -> Callable[[Any, str], str]:
    if isinstance(model.money, Money):
        currency = model.money.currency
        return lambda value, locale: formats.money(value, locale, currency)
    return formats.money if model.money else formats.number


def _money_reader(model: AskNumber) -> Callable[[Turn, str], Reading]:
    show = _shown(model)
    fixed = model.money.hint if isinstance(model.money, Money) else "auto"

    def read(turn: Turn, text: str) -> Reading:
        hint = _hint(turn) if fixed == "auto" else None if fixed == "none" else fixed
        if model.range:
            spans = read_money_range(text, turn.locale, hint=hint)
            return as_reading(spans, _span, lambda one: show(_span(one), turn.locale), "not_money")
        amounts = read_money(text, turn.locale, hint=hint, end=model.end)
        return as_reading(amounts, int, lambda one: show(one, turn.locale), "not_money")

    return read


def _hint(turn: Turn) -> Literal["sale", "rent"] | None:
    purpose = turn.vars.get("purpose")
    word = folded(purpose) if isinstance(purpose, str) and len(purpose) < 40 else ""
    return "sale" if word in _SALE else "rent" if word in _RENT else None


def _number_reader(model: AskNumber) -> Callable[[Turn, str], Reading]:
    units = (model.unit,) if model.unit else ()
    is_bedrooms = model.unit is not None and folded(model.unit) in _BEDROOMS

    def spans(turn: Turn, text: str) -> Reading:
        show = lambda one: formats.number(_span(one), turn.locale)  # noqa: E731 - needs the turn's language
        if is_bedrooms:
            return as_reading(read_bedrooms(text, turn.locale), _span, show, "not_a_number")
        if model.integer:
            return as_reading(read_count_range(text, turn.locale, units=units), _span, show, "not_a_number")
        return as_reading(read_number_range(text, turn.locale, units=units), _span, show, "not_a_number")

    def one(turn: Turn, text: str) -> Reading:
        show = lambda value: formats.number(_plain(value), turn.locale)  # noqa: E731
        if model.integer:
            whole = as_reading(read_integer(text, turn.locale, units=units), _plain, show, "not_a_number")
            if isinstance(whole, Unread) and not isinstance(
                as_reading(read_number(text, turn.locale, units=units), _plain, show, "not_a_number"), Unread
            ):
                return Unread("not_whole")
            return whole
        return as_reading(read_number(text, turn.locale, units=units), _plain, show, "not_a_number")

    return spans if model.range else one


def _plain(value: Decimal | int | None) -> int | float | None:
    """A number as JSON has it: whole ones as int."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _span(span: Range[int] | Range[Decimal]) -> dict[str, Any]:
    return {"min": _plain(span.low), "max": _plain(span.high)}


def _within(reading: Reading, least: float | None, most: float | None, show: Callable[[Any], str]) -> Reading:
    """Hold an answer to the bounds; of several readings those outside are none."""
    match reading:
        case Answer(value):
            return _refusal(value, least, most, show) or reading
        case Doubts(doubts):
            kept = tuple(doubt for doubt in doubts if _refusal(doubt.value, least, most, show) is None)
            if not kept:
                return _refusal(doubts[0].value, least, most, show) or reading
            return Answer(kept[0].value) if len(kept) == 1 < len(doubts) else Doubts(kept)
        case _:
            return reading


def _refusal(value: Any, least: float | None, most: float | None, show: Callable[[Any], str]) -> Unread | None:
    ends = (
        [end for end in (value.get("min"), value.get("max")) if end is not None] if isinstance(value, dict) else [value]
    )
    if any(abs(end) > MAX_NUMBER for end in ends):
        return Unread("not_a_number")
    if least is not None and any(end < least for end in ends):
        return Unread("too_small", (show(least),))
    if most is not None and any(end > most for end in ends):
        return Unread("too_large", (show(most),))
    return None
