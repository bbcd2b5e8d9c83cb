"""`show_items` (the customer's `show_property_card`): shows items as cards, a page at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, OptionId, Part
from shared.engine.language.option import Option as Choosable
from shared.engine.language.option import read_option
from shared.engine.language.reading import Ambiguous, Understood
from shared.engine.limits import BUTTON_TITLE, CAPTION
from shared.engine.node import Node
from shared.engine.nodes.adding import Added, question
from shared.engine.nodes.asking import Asking, AskingModel, Manner, asking_node
from shared.engine.nodes.base import Write, as_texts
from shared.engine.nodes.cards import Card, Template, compile_card, item_id, items_of, look_up
from shared.engine.render.bubbles import Ask, Attach, Option, Say
from shared.engine.reply_ids import MAX_OPTION
from shared.engine.state import Doubt
from shared.engine.text.localised import LocalText
from shared.engine.text.sizes import Sizes
from shared.engine.text.template import Tell
from shared.engine.turn import Turn
from shared.engine.words import folded

MORE_ACTION = "more"  # an action with this id shows the next page, unless it leads somewhere itself


class ItemAction(Part):
    """A button under each card; `more` stands only under the last one."""

    id: OptionId
    label: LocalText
    to: NodeId | None = None


class Otherwise(Part):
    """What to say, and where to go; without `to` the transitions decide."""

    say: LocalText | None = None
    to: NodeId | None = None


class ShowItems(AskingModel):
    """Shows the next `page_size` items of `from` (a list, or a search's result; default: the last result), one card each.

    Each visit shows the following page; a new result begins anew. on_empty: when there is nothing to show. on_end: when all were shown.
    With `actions` the node waits: the tapped item becomes the variable `item` (and `save_as`), `reply.id` is the action.
    Without actions it goes on at once, `item` being the last one shown; a `feedback` node after it joins the card.

    {"id": "cards", "type": "show_items", "from": "found.items", "page_size": 3,
     "template": {"title": "{{ item.title }}", "price": "{{ item.price_cents | money }}", "image": "{{ item.image }}",
                  "lines": ["{{ item.neighborhood }}, {{ item.city }}", "{{ item.bedrooms }} quartos · {{ item.area }} m²"]},
     "actions": [{"id": "visit", "label": "Quero visitar", "to": "day"}, {"id": "more", "label": "Ver mais"}],
     "on_empty": "refine", "on_end": {"say": "Esses são todos.", "to": "refine"}, "transitions": [{"to": "refine"}]}
    """

    types: ClassVar = ("show_items", "show_property_card")
    saved_type: ClassVar = "item"

    source: Annotated[str, StringConstraints(min_length=1)] = Field(default="result", alias="from")
    template: Template = Template()
    page_size: Annotated[int, Field(ge=1, le=10)] = 1
    actions: Annotated[tuple[ItemAction, ...], Field(max_length=10)] = ()
    on_empty: NodeId | Otherwise | None = None
    on_end: NodeId | Otherwise | None = None

    def writes(self) -> Iterator[Write]:
        is_apart = bool(self.actions) and _leads(self.on_empty) and _leads(self.on_end)
        for write in super().writes():  # with nothing to show, and without buttons, nothing is chosen
            yield write if is_apart else replace(write, always=False)
        yield Write("item", "item", always=False)

    def at_once(self) -> frozenset[str] | None:
        return frozenset({"transition", "on_empty", "on_end"}) if self.actions else None

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        labels = [sizes.of(action.label) for action in self.actions]
        picture = [Added("file")] if self.template.image is not None else []
        card = [*picture, question(CAPTION, labels)] if self.actions else [Added("file", CAPTION)]
        return [*as_texts(before, sizes.said(self.prompt)), *(card * self.page_size)]

    def answers_unseen(self) -> bool:
        return False

    def build(self, compiler: Compiler) -> Node:
        shows = _Showing(self, compiler)
        manner = Manner(shows.read, shows.show, claims=shows.claims, settle=shows.settle)
        node = asking_node(self, compiler, manner)
        if not self.actions:
            choose = compiler.transitions(self.transitions)
            return Node(self.id, self.type, lambda turn: shows.enter(turn, lambda here: _pass(shows, here, choose)))
        ask = node.enter
        return replace(node, enter=lambda turn: shows.enter(turn, ask))


def _pass(shows: "_Showing", turn: Turn, choose: Callable[[Turn], str | None]) -> str | None:
    shows.show(turn, "")
    return choose(turn)


class _Showing:
    def __init__(self, model: ShowItems, compiler: Compiler) -> None:
        self.id = model.id
        self.variable = model.variable
        self.page_size = model.page_size
        self.items = compiler.expression(model.source, "from")
        self.card: Card = compile_card(model.template, compiler, "template")
        self.prompt = compiler.text(model.prompt, "prompt")
        self.actions = [_action(one, compiler, f"actions[{at}]") for at, one in enumerate(model.actions)]
        self.on_empty = _otherwise(model.on_empty, compiler, "on_empty", "no_items")
        self.on_end = _otherwise(model.on_end, compiler, "on_end", "no_more_items")
        self.choose = compiler.transitions(model.transitions)

    # --- showing

    def enter(self, turn: Turn, go_on: Callable[[Turn], str | None]) -> str | None:
        """Show the next page; with nothing left to show say so and leave."""
        items = items_of(self.items(turn))
        if not items:
            return self._leave(turn, self.on_empty)
        at = self._next(turn, items)
        if at >= len(items):
            turn.remember(self.id, at=0, of=_mark(items))
            return self._leave(turn, self.on_end)
        shown = items[at : at + self.page_size]
        turn.remember(self.id, at=at + len(shown), of=_mark(items), shown=[item_id(item) for item in shown])
        return go_on(turn)

    def _next(self, turn: Turn, items: list[dict[str, Any]]) -> int:
        notes = turn.memory(self.id)
        at = notes.get("at")
        return at if isinstance(at, int) and notes.get("of") == _mark(items) else 0

    def _leave(self, turn: Turn, otherwise: tuple[Tell, str | None]) -> str | None:
        say, to = otherwise
        turn.say(self.id, say(turn))
        turn.question = None
        turn.hear(option="empty", text="", kind="")
        return to or self.choose(turn)

    def show(self, turn: Turn, first: str) -> None:
        """Put the cards of the current page into the turn."""
        items = items_of(self.items(turn))
        shown = self._shown(turn, items)
        heading = self.prompt(turn) if self.prompt is not None else ""
        for text in (first, heading):
            if text:
                turn.say(self.id, text)
        has_more = int(turn.memory(self.id).get("at", 0)) < len(items)
        for at, item in enumerate(shown):
            turn.save("item", item)
            is_last = at == len(shown) - 1
            self._card(turn, item, is_last=is_last, has_more=has_more)

    def _card(self, turn: Turn, item: dict[str, Any], *, is_last: bool, has_more: bool) -> None:
        text, image = self.card(turn)
        options = []
        for name, label, to in self.actions:
            if name != MORE_ACTION:
                one = f"{name}:{item_id(item)}"[:MAX_OPTION]
                options.append(Option(turn.reply_id_for(self.id, one), label(turn)))
            elif is_last and (has_more or to is not None):
                options.append(Option(turn.reply_id_for(self.id, MORE_ACTION), label(turn)))
        if options:
            turn.bubbles.append(Ask(self.id, text, tuple(options), image=image))
        elif image is not None:
            turn.bubbles.append(Attach(self.id, "image", image, text))
        else:
            turn.bubbles.append(Say(self.id, text))

    def _shown(self, turn: Turn, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        ids = turn.memory(self.id).get("shown")
        return [item for item in items if item_id(item) in ids] if isinstance(ids, list) else []

    # --- hearing

    def claims(self, turn: Turn, words: str) -> bool:
        return any(folded(label(turn)) == words for _, label, _ in self.actions)

    def read(self, turn: Turn, message: Message) -> Reading:
        if message.option is not None:
            name, _, wanted = message.option.partition(":")
            return self._chosen(turn, name, wanted)
        choosable = [Choosable(name, label(turn)) for name, label, _ in self.actions]
        match read_option(message.text, turn.locale, choosable, numbered=False):
            case Understood(name):
                return self._about_which(turn, name)
            case Ambiguous(names):
                labels = {name: label(turn) for name, label, _ in self.actions}
                return Doubts(tuple(Doubt(labels[name], {"action": name, "item": None}) for name in names))
            case _:
                return Unread("pick_an_option")

    def _about_which(self, turn: Turn, name: str) -> Reading:
        """A typed action is about the one card shown; of several it is asked which."""
        shown = self._shown(turn, items_of(self.items(turn)))
        if name == MORE_ACTION or len(shown) <= 1:
            return self._chosen(turn, name, item_id(shown[0]) if shown else "")
        titles = [(str(item.get("title") or item_id(item)), item_id(item)) for item in shown]
        return Doubts(tuple(Doubt(title, {"action": name, "item": one}) for title, one in titles))

    def _chosen(self, turn: Turn, name: str, wanted: str) -> Reading:
        if all(name != one for one, _, _ in self.actions):
            return Unread("pick_an_option")
        if name == MORE_ACTION:
            return Answer({"action": name, "item": None}, name)
        items = items_of(self.items(turn))
        if any(item_id(item) == wanted for item in items) or look_up(turn, self._catalog(turn), wanted) is not None:
            return Answer({"action": name, "item": wanted}, name)
        return Unread("item_gone")

    def _catalog(self, turn: Turn) -> str | None:
        result = turn.root("result")
        catalog = result.get("catalog") if isinstance(result, dict) else None
        return catalog if isinstance(catalog, str) else None

    def settle(self, turn: Turn, answer: Answer, asking: Asking) -> str | None:
        chosen: Any = answer.value
        name = str(chosen.get("action")) if isinstance(chosen, dict) else MORE_ACTION
        turn.hear(option=name, text=turn.reply_text, kind=turn.reply_kind)
        to = next((target for one, _, target in self.actions if one == name), None)
        if name == MORE_ACTION and to is None:
            turn.visit(self.id, MORE_ACTION)
            return self.id
        wanted = str(chosen.get("item")) if isinstance(chosen, dict) else ""
        item = next((one for one in items_of(self.items(turn)) if item_id(one) == wanted), None)
        item = item or look_up(turn, self._catalog(turn), wanted)
        if item is not None:
            turn.save("item", item)
        return asking.keep(turn, Answer(item, name, to))


def _leads(given: str | Otherwise | None) -> bool:
    return isinstance(given, str) or (given is not None and given.to is not None)


def _action(one: ItemAction, compiler: Compiler, at: str) -> tuple[str, Tell, str | None]:
    compiler.length(one.label, f"{at}.label", BUTTON_TITLE, "label_too_long")
    label = compiler.text(one.label, f"{at}.label")
    to = compiler.goes(one.to, f"{at}.to", "option") if one.to is not None else None
    return one.id, label or (lambda _turn: ""), to


def _otherwise(given: str | Otherwise | None, compiler: Compiler, at: str, usual: str) -> tuple[Tell, str | None]:
    if isinstance(given, str):
        given = Otherwise(to=given)
    say = compiler.text(given.say, f"{at}.say") if given is not None else None
    to = compiler.goes(given.to, f"{at}.to", at) if given is not None and given.to is not None else None
    return say or (lambda turn: turn.sentence(usual)), to


def _mark(items: Sequence[dict[str, Any]]) -> str:
    """Tell one result from another: paging begins anew when it changes."""
    return f"{len(items)}:{item_id(items[0])}:{item_id(items[-1])}"
