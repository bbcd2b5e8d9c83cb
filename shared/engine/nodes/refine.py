"""`refine` (the customer's `refinement_decision`): asks what should change before searching again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, OptionId, Part, VariableName
from shared.engine.fallback import to_a_person
from shared.engine.language.option import Option as Choosable
from shared.engine.language.option import read_option
from shared.engine.language.reading import Ambiguous, Understood
from shared.engine.limits import BODY, ROW_TITLE
from shared.engine.node import Node
from shared.engine.nodes.adding import Added, question
from shared.engine.nodes.asking import Asking, AskingModel, Manner, asking_node, prompt_of
from shared.engine.render.bubbles import Ask, Option
from shared.engine.state import Doubt
from shared.engine.text.localised import LocalText
from shared.engine.text.sizes import Sizes
from shared.engine.text.template import Tell
from shared.engine.turn import Turn
from shared.engine.words import folded


class Facet(Part):
    """Something that can be changed. clear: variables that are unset, so that they are asked (or left out) anew."""

    id: OptionId
    label: LocalText
    to: NodeId | None = None
    clear: Annotated[tuple[VariableName, ...], Field(max_length=20)] = ()
    synonyms: Annotated[tuple[str, ...], Field(max_length=30)] = ()


class Refine(AskingModel):
    """Offers the facets; after `max_rounds` visits in a session goes to `then`, or to a person.

    {"id": "refine", "type": "refine", "prompt": "O que você gostaria de mudar?", "max_rounds": 3, "then": "human",
     "suggest": [{"id": "price", "label": "Faixa de preço", "to": "price", "clear": ["price"]},
                 {"id": "place", "label": "Bairro", "to": "neighborhood", "clear": ["neighborhood"]},
                 {"id": "anywhere", "label": "Qualquer bairro", "to": "search", "clear": ["neighborhood"]}]}
    """

    types: ClassVar = ("refine", "refinement_decision")
    saves: ClassVar = "refinement"
    saved_type: ClassVar = "enum"

    suggest: Annotated[tuple[Facet, ...], Field(max_length=10)] = ()
    max_rounds: Annotated[int, Field(ge=1, le=50)] = 5
    then: NodeId | None = None

    def at_once(self) -> frozenset[str] | None:
        return (super().at_once() or frozenset()) | {"rounds"}

    def clears(self) -> Iterator[str]:
        yield from super().clears()
        for facet in self.suggest:
            yield from facet.clear

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        labels = [sizes.of(facet.label) for facet in self.suggest]
        return (question(before + sizes.of(self.prompt), labels),)

    def value_units(self) -> int | None:
        return 64  # a facet's id

    def build(self, compiler: Compiler) -> Node:
        asked = _Refining(self, compiler)
        manner = Manner(asked.read, asked.show, claims=asked.claims, settle=asked.settle)
        node = asking_node(self, compiler, manner)
        then = compiler.goes(self.then, "then", "rounds") if self.then is not None else None
        ask, most, name = node.enter, self.max_rounds, self.id

        def enter(turn: Turn) -> str | None:
            rounds = turn.memory(name).get("rounds", 0)
            if isinstance(rounds, int) and rounds >= most:
                turn.visit(name, "rounds_over")
                return then if then is not None else to_a_person(turn, name)
            return ask(turn)

        return replace(node, enter=enter)


class _Refining:
    def __init__(self, model: Refine, compiler: Compiler) -> None:
        self.id = model.id
        self.told = prompt_of(model, compiler, "what_to_change")
        compiler.length(model.prompt, "prompt", BODY, "text_too_long")
        if not model.suggest:
            compiler.finding("no_options", "suggest", "A refinement needs something to change.")
        self.facets = {facet.id: facet for facet in model.suggest}
        self.labels: dict[str, Tell] = {}
        self.to: dict[str, str | None] = {}
        for at, facet in enumerate(model.suggest):
            where = f"suggest[{at}]"
            compiler.length(facet.label, f"{where}.label", ROW_TITLE, "label_too_long")
            self.labels[facet.id] = compiler.text(facet.label, f"{where}.label") or (lambda _turn: "")
            self.to[facet.id] = compiler.goes(facet.to, f"{where}.to", "option") if facet.to is not None else None

    def show(self, turn: Turn, first: str) -> None:
        text = self.told(turn)
        options = tuple(Option(turn.reply_id_for(self.id, one), label(turn)) for one, label in self.labels.items())
        turn.bubbles.append(Ask(self.id, f"{first}\n\n{text}" if first else text, options))

    def claims(self, turn: Turn, words: str) -> bool:
        return any(folded(label(turn)) == words for label in self.labels.values())

    def read(self, turn: Turn, message: Message) -> Reading:
        if message.option is not None:
            known = message.option in self.facets
            return Answer(message.option, message.option) if known else Unread("pick_an_option")
        offered = [Choosable(one, label(turn), tuple(self.facets[one].synonyms)) for one, label in self.labels.items()]
        match read_option(message.text, turn.locale, offered, numbered=False):
            case Understood(one):
                return Answer(one, one)
            case Ambiguous(candidates):
                return Doubts(tuple(Doubt(self.labels[one](turn), one, one) for one in candidates))
            case _:
                return Unread("pick_an_option")

    def settle(self, turn: Turn, answer: Answer, asking: Asking) -> str | None:
        facet = self.facets.get(str(answer.value))
        rounds = turn.memory(self.id).get("rounds", 0)
        turn.remember(self.id, rounds=(rounds if isinstance(rounds, int) else 0) + 1)
        for name in facet.clear if facet is not None else ():
            turn.forget(name)
        one = str(answer.value)
        return asking.keep(turn, Answer(one, one, self.to.get(one)))
