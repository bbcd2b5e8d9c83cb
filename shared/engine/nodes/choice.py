"""`choice` (the customer's `prompt_and_branch`): a question with options."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.domain.messages import IncomingKind
from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, OptionId, Part, When, Words
from shared.engine.expressions import Run
from shared.engine.expressions.values import as_text, is_true
from shared.engine.language.option import Option as Choosable
from shared.engine.language.option import read_option, read_options
from shared.engine.language.reading import Ambiguous, Understood
from shared.engine.limits import BODY, BUTTON_TITLE, LIST_BUTTON, MAX_BUTTONS, MAX_OPTIONS, ROW_DESCRIPTION, ROW_TITLE
from shared.engine.node import Node
from shared.engine.nodes.adding import Added, question
from shared.engine.nodes.asking import Asking, AskingModel, Manner, asking_node, prompt_of
from shared.engine.nodes.base import Write
from shared.engine.render.bubbles import Ask, Option, Shape
from shared.engine.render.options import page_of, pages
from shared.engine.reply_ids import DONE, MAX_OPTION, MORE
from shared.engine.state import Doubt, Question
from shared.engine.text.borders import shorten
from shared.engine.text.localised import LocalText, variants
from shared.engine.text.sizes import ENGINE_SENTENCE, Sizes
from shared.engine.text.template import Tell
from shared.engine.turn import Turn
from shared.engine.words import folded, is_empty, utf16_length

Value = str | int | float | bool


class ChoiceOption(Part):
    """id: stable, `reply.id` in conditions. value: what is saved (the id, if not given). to: where this option leads.

    show_if: shown only when the condition holds. synonyms: other words that mean it.
    """

    id: OptionId
    label: LocalText
    description: LocalText | None = None
    value: Value | None = None
    to: NodeId | None = None
    show_if: When | None = None
    synonyms: Annotated[Words, Field(max_length=30)] = ()


class Dynamic(Part):
    """Options from data. from: a list (a variable, `result.items`, …); label, value: fields of each item, or of the item itself.

    to: where every one of them leads. on_empty: where to go, without asking, when there is nothing to choose from.
    """

    source: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(alias="from")
    label: Annotated[str, StringConstraints(max_length=64)] | None = None
    value: Annotated[str, StringConstraints(max_length=64)] | None = None
    description: Annotated[str, StringConstraints(max_length=64)] | None = None
    to: NodeId | None = None
    on_empty: NodeId | None = None


class Choice(AskingModel):
    """Asks `prompt` with options. An option's own `to` wins over the transitions.

    render auto: up to 3 short labels are buttons, up to 10 a list, more a list in pages ("Mais opções"); what WhatsApp cannot
    carry so is numbered in the text. A typed number, label or synonym counts as a tap. multi: several may be picked; the answer
    is a list, and "Pronto" ends it (typed answers may name several at once).

    {"id": "purpose", "type": "choice", "prompt": "Você quer comprar ou alugar?", "save_as": "purpose",
     "options": [{"id": "buy", "label": "Comprar", "synonyms": ["compra"]}, {"id": "rent", "label": "Alugar"}],
     "transitions": [{"to": "rent_price", "when": {"purpose": "rent"}}, {"to": "buy_price"}]}
    {"id": "which", "type": "choice", "prompt": "Qual deles?", "dynamic": {"from": "result.items", "label": "title", "value": "id"},
     "save_as": "chosen", "transitions": [{"to": "visit"}]}
    """

    types: ClassVar[tuple[str, ...]] = ("choice", "prompt_and_branch")

    options: Annotated[tuple[ChoiceOption, ...], Field(max_length=MAX_OPTIONS)] = ()
    multi: bool = False
    render: Shape = "auto"
    menu: LocalText | None = None
    footer: LocalText | None = None
    dynamic: Dynamic | None = None

    def build(self, compiler: Compiler) -> Node:
        return build_choice(self, compiler, prompt_of(self, compiler, "ask_choice"))

    def at_once(self) -> frozenset[str] | None:
        ways = super().at_once() or frozenset()
        return ways | {"on_empty"} if self.dynamic is not None else ways

    def writes(self) -> Iterator[Write]:
        if self.variable is not None:
            labels = {str(_value(option)): dict(variants(option.label)) for option in self.options}
            kind, units = self.value_type(), self.value_units()
            yield Write(self.variable, kind, labels, always=self.skip is None, units=units)

    def value_units(self) -> int | None:
        if self.dynamic is not None or self.multi:
            return None
        words = [text for option in self.options for text in (str(_value(option)), *variants(option.label).values())]
        return None if any("{{" in text for text in words) else max((utf16_length(text) for text in words), default=0)

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        units = before + sizes.of(self.prompt)
        labels = [sizes.of(option.label) for option in self.options]
        more = [sizes.said(option.description) for option in self.options]
        if self.multi:
            units = max(units, ENGINE_SENTENCE + sum(labels) + 2 * len(labels))
        if self.render == "numbers":
            dynamic = MAX_OPTIONS * 2 * ROW_DESCRIPTION if self.dynamic is not None else 0
            return (Added("text", units + sum(labels) + sum(more) + 10 * len(labels) + dynamic),)
        if self.dynamic is not None or self.multi or any(more) or self.skip is not None:
            return (Added("menu", units),)
        return (question(units, labels),)

    def value_type(self) -> str | None:
        return "list" if self.multi else "enum"


@dataclass(frozen=True, slots=True)
class Offered:
    """An option as this turn offers it. number: its place among all, from 1."""

    id: str
    label: str
    value: Any
    to: str | None
    description: str = ""
    synonyms: tuple[str, ...] = ()


Offers = Callable[[Turn], Sequence[Offered]]


def build_choice(model: Choice, compiler: Compiler, told: Tell) -> Node:
    compiler.length(model.prompt, "prompt", BODY, "text_too_long")
    compiler.length(model.menu, "menu", LIST_BUTTON, "label_too_long")
    _check(model, compiler)
    menu, footer = compiler.text(model.menu, "menu"), compiler.text(model.footer, "footer")
    asked = _Choosing(model, _offers(model, compiler), told, menu, footer)
    node = asking_node(model, compiler, Manner(asked.read, asked.show, claims=asked.claims, settle=asked.settle))
    if model.dynamic is None or model.dynamic.on_empty is None:
        return node
    on_empty, ask = compiler.goes(model.dynamic.on_empty, "dynamic.on_empty", "on_empty"), node.enter
    return replace(node, enter=lambda turn: ask(turn) if asked.offers(turn) else on_empty)


def _check(model: Choice, compiler: Compiler) -> None:
    """What WhatsApp would not take as it is written."""
    if not model.options and model.dynamic is None:
        compiler.finding("no_options", "options", "A question with options needs some.")
    if model.render == "buttons" and (len(model.options) > MAX_BUTTONS or model.dynamic is not None):
        compiler.finding(
            "too_many_options", "options", f"Buttons carry at most {MAX_BUTTONS} options; use auto or list."
        )
    ids = [option.id for option in model.options]
    for at, one in enumerate(ids):
        if one in ids[:at]:
            compiler.finding("duplicate_option", f"options[{at}].id", "Another option has this id.")
    if model.render == "buttons":
        for at, option in enumerate(model.options):
            compiler.length(option.label, f"options[{at}].label", BUTTON_TITLE, "label_too_long")
    for locale in {locale for option in model.options for locale in variants(option.label)}:
        labels = [variants(option.label).get(locale, "") for option in model.options if option.show_if is None]
        if len(set(labels)) < len(labels):
            compiler.warning("duplicate_label", "options", "Two options have the same words.")


def _value(option: ChoiceOption) -> Value:
    return option.id if option.value is None else option.value


def _offers(model: Choice, compiler: Compiler) -> Offers:
    written = [_written(option, compiler, f"options[{at}]") for at, option in enumerate(model.options)]
    if model.dynamic is not None:
        return _dynamic(model.dynamic, compiler, written)
    if any(shows is not None for shows, _ in written) or any(
        "{{" in text for one in model.options for text in _texts(one)
    ):
        return lambda turn: [offer(turn) for shows, offer in written if shows is None or is_true(shows(turn))]
    fixed: dict[str, tuple[Offered, ...]] = {}  # by locale, made when first needed

    def same(turn: Turn) -> Sequence[Offered]:
        found = fixed.get(turn.locale)
        if found is None:
            found = fixed[turn.locale] = tuple(offer(turn) for _, offer in written)
        return found

    return same


def _texts(option: ChoiceOption) -> Iterator[str]:
    yield from variants(option.label).values()
    if option.description is not None:
        yield from variants(option.description).values()


def _written(option: ChoiceOption, compiler: Compiler, at: str) -> tuple[Run | None, Callable[[Turn], Offered]]:
    label = compiler.text(option.label, f"{at}.label")
    description = compiler.text(option.description, f"{at}.description")
    compiler.length(option.label, f"{at}.label", ROW_TITLE, "label_too_long")
    compiler.length(option.description, f"{at}.description", ROW_DESCRIPTION, "label_too_long")
    shows = compiler.condition(option.show_if, f"{at}.show_if") if option.show_if is not None else None
    to = compiler.goes(option.to, f"{at}.to", "option") if option.to is not None else None
    synonyms, value = tuple(option.synonyms), _value(option)

    def offer(turn: Turn) -> Offered:
        words = label(turn) if label is not None else ""
        return Offered(option.id, words or option.id, value, to, description(turn) if description else "", synonyms)

    return shows, offer


def _dynamic(
    dynamic: Dynamic, compiler: Compiler, written: list[tuple[Run | None, Callable[[Turn], Offered]]]
) -> Offers:
    """Options from data come first, the written ones ("Nenhum desses") after them."""
    read = compiler.expression(dynamic.source, "dynamic.from")
    to = compiler.goes(dynamic.to, "dynamic.to", "option") if dynamic.to is not None else None

    def offers(turn: Turn) -> Sequence[Offered]:
        items = read(turn)
        found = []
        seen: set[str] = set()
        for at, item in enumerate(items[:MAX_OPTIONS] if isinstance(items, list) else []):
            label = as_text(_field(item, dynamic.label, ("title", "label", "name", "value")))
            value = _field(item, dynamic.value, ("id", "value"))
            name = as_text(value) if isinstance(value, str | int) else ""
            if not label or is_empty(value):
                continue
            one = name if 0 < len(name) <= MAX_OPTION and name[0] not in "=>" else f"#{at}"
            if one not in seen:
                seen.add(one)
                more = as_text(_field(item, dynamic.description, ())) if dynamic.description else ""
                found.append(Offered(one, shorten(label, ROW_DESCRIPTION), value, to, shorten(more, ROW_DESCRIPTION)))
        found.extend(offer(turn) for shows, offer in written if shows is None or is_true(shows(turn)))
        return found

    return offers


def _field(item: Any, name: str | None, usual: tuple[str, ...]) -> Any:
    if not isinstance(item, dict):
        return item
    if name is not None:
        return item.get(name)
    return next((item[key] for key in usual if item.get(key) is not None), None)


class _Choosing:
    """Shows options and reads what picks them."""

    def __init__(self, model: Choice, offers: Offers, told: Tell, menu: Tell | None, footer: Tell | None) -> None:
        self.id = model.id
        self.variable = model.variable
        self.multi = model.multi
        self.shape = model.render
        self.offers = offers
        self.told, self.menu, self.footer = told, menu, footer

    def show(self, turn: Turn, first: str) -> None:
        text = self.told(turn)
        self.put(turn, f"{first}\n\n{text}" if first else text)

    def put(self, turn: Turn, text: str) -> None:
        question = turn.question
        page = question.page if question is not None else 0
        picked = question.picked if question is not None else ()
        tappable = [
            Option(turn.reply_id_for(self.id, one.id), one.label, one.description)
            for one in self.offers(turn)
            if one.id not in picked
        ]
        if self.multi and picked:
            tappable.append(Option(turn.reply_id_for(self.id, DONE), turn.sentence("done")))
        rows: Sequence[Option] = tappable
        if self.shape != "numbers" and len(tappable) > 10:
            following = (page + 1) % pages(len(tappable))
            more = Option(turn.reply_id_for(self.id, f"{MORE}{following}"), turn.sentence("more_options"))
            rows = page_of(tappable, page, more)
        turn.bubbles.append(
            Ask(
                self.id,
                text,
                tuple(rows),
                self.shape,
                self.menu(turn) if self.menu is not None else "",
                None,
                self.footer(turn) if self.footer is not None else "",
            )
        )

    def claims(self, turn: Turn, words: str) -> bool:
        return any(
            folded(one.label) == words or any(folded(synonym) == words for synonym in one.synonyms)
            for one in self.offers(turn)
        )

    def read(self, turn: Turn, message: Message) -> Reading:
        offers = self.offers(turn)
        if message.option is not None:
            return self._tapped(turn, message.option, offers)
        question = turn.question
        if len(offers) > 10 and message.words in {folded(turn.sentence("more_options")), "mais", "more", "ver mais"}:
            page = question.page + 1 if question is not None else 1
            return Answer(page, MORE)
        if self.multi:
            return self._typed_several(turn, message, offers)
        return self._typed(turn, message, offers)

    def _tapped(self, turn: Turn, option: str, offers: Sequence[Offered]) -> Reading:
        if option.startswith(MORE):
            page = option.removeprefix(MORE)
            return Answer(int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 0, MORE)
        if option == DONE and self.multi:
            return self._done(turn)
        chosen = next((one for one in offers if one.id == option), None)
        if chosen is None:
            return Unread("pick_an_option")
        return Answer([chosen.value] if self.multi else chosen.value, chosen.id, chosen.to)

    def _typed(self, turn: Turn, message: Message, offers: Sequence[Offered]) -> Reading:
        words = message.words
        for one in offers:
            if folded(one.label) == words:
                return Answer(one.value, one.id, one.to)
        by_id = {one.id: one for one in offers}
        match read_option(message.text, turn.locale, _choosable(offers), numbered=self.shape == "numbers"):
            case Understood(found):
                one = by_id[found]
                return Answer(one.value, one.id, one.to)
            case Ambiguous(candidates):
                return Doubts(tuple(Doubt(by_id[one].label, by_id[one].value, one) for one in candidates))
            case _:
                return Unread("pick_an_option")

    def _typed_several(self, turn: Turn, message: Message, offers: Sequence[Offered]) -> Reading:
        if message.words in {folded(turn.sentence("done")), "pronto", "done", "so isso", "ok"}:
            return self._done(turn)
        by_id = {one.id: one for one in offers}
        match read_options(message.text, turn.locale, _choosable(offers), numbered=self.shape == "numbers"):
            case Understood(found):
                return Answer([by_id[one].value for one in found], "+".join(found))
            case Ambiguous(candidates):
                return Doubts(
                    tuple(
                        Doubt(
                            ", ".join(by_id[one].label for one in several),
                            [by_id[one].value for one in several],
                            "+".join(several),
                        )
                        for several in candidates
                    )
                )
            case _:
                return Unread("pick_an_option")

    def _done(self, turn: Turn) -> Reading:
        """Whoever has picked nothing is not done."""
        question = turn.question
        return Answer(None, DONE) if question is not None and question.picked else Unread("pick_an_option")

    def settle(self, turn: Turn, answer: Answer, asking: Asking) -> str | None:
        """Turn a page, note one of several, or take the answer."""
        if answer.id == MORE:
            asking.ask_again(turn, "", page=answer.value)
            return None
        if not self.multi:
            leads = answer.to or next(
                (one.to for one in self.offers(turn) if one.id == answer.id), None
            )  # of a doubt too
            return asking.keep(turn, Answer(answer.value, answer.id, leads))
        question = turn.question or Question(self.id, turn.number)
        offers = self.offers(turn)
        if answer.id == DONE:
            values = [one.value for one in offers if one.id in question.picked]
            return asking.keep(turn, Answer(values, "+".join(question.picked)))
        new = [one for one in str(answer.id).split("+") if one not in question.picked]
        picked = (*question.picked, *new)
        is_tap = turn.reply_kind == IncomingKind.TAP
        if not is_tap or len(picked) >= len(offers):
            values = [one.value for one in offers if one.id in picked]
            return asking.keep(turn, Answer(values, "+".join(picked), answer.to))
        turn.visit(self.id, "picked")
        turn.question = replace(question, picked=picked, turn=turn.number)
        labels = ", ".join(one.label for one in offers if one.id in picked)
        self.put(turn, turn.sentence("picked", labels))
        asking.await_silence(turn)
        return None


def _choosable(offers: Sequence[Offered]) -> list[Choosable]:
    return [Choosable(one.id, one.label, one.synonyms) for one in offers]
