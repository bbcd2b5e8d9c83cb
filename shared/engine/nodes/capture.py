"""The customer's own asking nodes, `capture_…`: the general ones with their usual variable, options and words."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from shared.engine.compiler import Compiler
from shared.engine.definition import VariableName
from shared.engine.filtering import Filter
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.ask_date import AskDate, build_date
from shared.engine.nodes.ask_number import AskNumber, Money, build_number
from shared.engine.nodes.ask_phone import AskPhone, build_phone
from shared.engine.nodes.ask_place import AskPlace, PlaceSource, build_place
from shared.engine.nodes.ask_time import AskTime, build_time
from shared.engine.nodes.asking import Skip, prompt_of
from shared.engine.nodes.base import Write
from shared.engine.nodes.choice import Choice, ChoiceOption, build_choice
from shared.engine.sentences import SENTENCES
from shared.engine.text.localised import LocalText, variants
from shared.engine.text.sizes import Sizes

INDIFFERENT = Skip(
    words=(
        "tanto faz",
        "qualquer um",
        "qualquer uma",
        "qualquer",
        "indiferente",
        "não tenho preferência",
        "sem preferência",
        "não sei",
        "não sei ainda",
        "pular",
        "any",
        "anything",
        "whatever",
        "i don't mind",
        "skip",
    )
)


class CapturePhone(AskPhone):
    """{"id": "phone", "type": "capture_phone", "transitions": [{"to": "date"}]}: saves `phone`."""

    types: ClassVar = ("capture_phone",)
    saves: ClassVar = "phone"

    def build(self, compiler: Compiler) -> Node:
        return build_phone(self, compiler, "capture_phone")


class CaptureDate(AskDate):
    """{"id": "date", "type": "capture_date", "transitions": [{"to": "time"}]}: saves `date`, and `time` where an hour is said along."""

    types: ClassVar = ("capture_date",)
    saves: ClassVar = "date"

    @property
    def time_variable(self) -> VariableName | None:
        return self.save_time_as or "time"

    def build(self, compiler: Compiler) -> Node:
        return build_date(self, compiler, "capture_date")


class CaptureTime(AskTime):
    """{"id": "time", "type": "capture_time", "transitions": [{"to": "lead"}]}: saves `time`; parts of the day count; not asked if known."""

    types: ClassVar = ("capture_time",)
    saves: ClassVar = "time"

    range: bool = True
    prefill: bool = True

    def build(self, compiler: Compiler) -> Node:
        return build_time(self, compiler, "capture_time")


class _CaptureChoice(Choice):
    usual: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    words: ClassVar[str] = "ask_choice"

    def with_options(self) -> "_CaptureChoice":
        if self.options or self.dynamic is not None:
            return self
        options = [
            ChoiceOption(id=name, label=_in_every_language(name), synonyms=synonyms) for name, synonyms in self.usual
        ]
        return self.model_copy(update={"options": tuple(options)})

    def build(self, compiler: Compiler) -> Node:
        model = self.with_options()
        return build_choice(model, compiler, prompt_of(model, compiler, self.words))

    def writes(self) -> Iterator[Write]:
        labels = {
            str(option.id if option.value is None else option.value): dict(variants(option.label))
            for option in self.with_options().options
        }
        units = self.with_options().value_units()
        yield Write(str(self.variable), self.value_type(), labels, always=self.skip is None, units=units)

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        return (Added("menu", before + sizes.of(self.prompt)),) if not self.options else super().asks(sizes, before)


class CapturePurpose(_CaptureChoice):
    """{"id": "purpose", "type": "capture_purpose", "transitions": […]}: Comprar or Alugar, saves `purpose` as "buy" or "rent"."""

    types: ClassVar[tuple[str, ...]] = ("capture_purpose",)
    saves: ClassVar = "purpose"
    usual: ClassVar = (
        ("buy", ("compra", "comprando", "à venda", "venda", "financiar", "purchase")),
        ("rent", ("aluguel", "alugando", "locação", "locar", "rental")),
    )
    words: ClassVar = "capture_purpose"


class CapturePropertyType(_CaptureChoice):
    """{"id": "kind", "type": "capture_property_type", …}: saves `property_type`: apartment, house, land or commercial."""

    types: ClassVar[tuple[str, ...]] = ("capture_property_type",)
    saves: ClassVar = "property_type"
    usual: ClassVar = (
        ("apartment", ("apto", "ap", "apê", "flat", "kitnet", "studio", "cobertura")),
        ("house", ("casa", "sobrado", "casa de condomínio", "chácara")),
        ("land", ("lote", "terreno", "área", "plot")),
        ("commercial", ("sala", "loja", "ponto comercial", "galpão", "escritório", "office", "shop")),
    )
    words: ClassVar = "capture_property_type"
    skip: Skip | None = INDIFFERENT


class CapturePriceMin(AskNumber):
    """{"id": "from", "type": "capture_price_min", …}: saves `price_min` in cents; "tanto faz" leaves it unset."""

    types: ClassVar = ("capture_price_min",)
    saves: ClassVar = "price_min"

    money: Money | bool = Money()
    end: Literal["low", "high"] | None = "low"
    skip: Skip | None = INDIFFERENT

    def build(self, compiler: Compiler) -> Node:
        return build_number(self, compiler, "capture_price_min")


class CapturePriceMax(AskNumber):
    """{"id": "up_to", "type": "capture_price_max", …}: saves `price_max` in cents; "tanto faz" leaves it unset."""

    types: ClassVar = ("capture_price_max",)
    saves: ClassVar = "price_max"

    money: Money | bool = Money()
    end: Literal["low", "high"] | None = "high"
    skip: Skip | None = INDIFFERENT

    def build(self, compiler: Compiler) -> Node:
        return build_number(self, compiler, "capture_price_max")


class CaptureBedrooms(AskNumber):
    """{"id": "rooms", "type": "capture_bedrooms", …}: saves `bedrooms` as {"min", "max"}: "2 ou 3" is an answer."""

    types: ClassVar = ("capture_bedrooms",)
    saves: ClassVar = "bedrooms"

    integer: bool = True
    unit: str | None = "bedrooms"
    range: bool = True
    max: int | float | None = 50
    skip: Skip | None = INDIFFERENT

    def build(self, compiler: Compiler) -> Node:
        return build_number(self, compiler, "capture_bedrooms")


class CaptureCity(AskPlace):
    """{"id": "city", "type": "capture_city", …}: saves `city`, matched to the cities of the catalogue "properties" unless `options` says else."""

    types: ClassVar = ("capture_city",)
    saves: ClassVar = "city"

    options: PlaceSource | tuple[str, ...] | None = PlaceSource(catalog="properties", field="city")
    skip: Skip | None = INDIFFERENT

    def build(self, compiler: Compiler) -> Node:
        return build_place(self, compiler, "capture_city")


class CaptureNeighborhood(AskPlace):
    """{"id": "area", "type": "capture_neighborhood", …}: saves `neighborhood`, matched to those of the city in the variable `city`."""

    types: ClassVar = ("capture_neighborhood",)
    saves: ClassVar = "neighborhood"

    level: Literal["city", "neighborhood", "address"] = "neighborhood"
    options: PlaceSource | tuple[str, ...] | None = PlaceSource(
        catalog="properties",
        field="neighborhood",
        filters=(Filter(field="city", value="{{ city }}"),),
    )
    skip: Skip | None = INDIFFERENT

    def build(self, compiler: Compiler) -> Node:
        return build_place(self, compiler, "capture_neighborhood")


def _in_every_language(name: str) -> LocalText:
    return {locale: sentences[name] for locale, sentences in SENTENCES.items()}


CAPTURES = (
    CapturePhone,
    CaptureDate,
    CaptureTime,
    CapturePurpose,
    CapturePropertyType,
    CapturePriceMin,
    CapturePriceMax,
    CaptureBedrooms,
    CaptureCity,
    CaptureNeighborhood,
)
