"""`feedback` (the customer's `property_feedback_decision`): asks what the contact thinks of the item just shown."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, OptionId, Part
from shared.engine.language.option import Option as Choosable
from shared.engine.language.option import read_option
from shared.engine.language.reading import Ambiguous, Understood
from shared.engine.limits import BODY, ROW_TITLE
from shared.engine.node import Node
from shared.engine.nodes.adding import Added, question
from shared.engine.nodes.asking import Asking, AskingModel, Manner, asking_node, prompt_of
from shared.engine.nodes.base import Write
from shared.engine.nodes.cards import item_id
from shared.engine.render.bubbles import Ask, Option
from shared.engine.sentences import SENTENCES
from shared.engine.state import Doubt, Question
from shared.engine.text.localised import LocalText, variants
from shared.engine.text.sizes import Sizes
from shared.engine.text.template import Tell
from shared.engine.turn import Turn
from shared.engine.words import folded

USUAL = ("like", "dislike", "more", "details", "visit")
_SYNONYMS = {
    "like": ("amei", "curti", "adorei", "gosto", "quero", "interessei", "love it"),
    "dislike": ("não curti", "não gosto", "odiei", "no"),
    "more": ("mais", "próximo", "outro", "outros", "next", "other"),
    "details": ("detalhes", "saber mais", "info", "details"),
    "visit": ("visita", "visitar", "agendar", "ver pessoalmente", "visit"),
}
_LABEL = 64  # units of the longest reaction: a row, or an id
MAX_LIKED = 100  # items remembered as liked or disliked


class Reason(Part):
    """A reason for not liking an item."""

    id: OptionId
    label: LocalText


class Reaction(Part):
    """label: its button, where the usual words do not fit. reasons: asked next, saved as `<save_as>_reason`."""

    label: LocalText | None = None
    to: NodeId | None = None
    reasons: Annotated[tuple[Reason, ...], Field(max_length=9)] = ()


class Feedback(AskingModel):
    """Offers the reactions of `on`, in that order; like, dislike, more, details and visit have words of their own.

    `reply.id` and `save_as` ("feedback") are the reaction. Liked and disliked items are collected by id in the variables `liked` and
    `disliked`. Right after `show_items` without actions the buttons join the card: one message.

    {"id": "think", "type": "feedback", "prompt": "O que achou?",
     "on": {"like": "visit", "more": "cards", "dislike": {"to": "refine", "reasons": [{"id": "price", "label": "Preço"},
            {"id": "place", "label": "Localização"}]}}}
    {"id": "think", "type": "property_feedback_decision", "transitions": [{"to": "visit", "when": {"reply": "like"}},
            {"to": "cards", "when": {"reply": "more"}}, {"to": "refine"}]}
    """

    types: ClassVar = ("feedback", "property_feedback_decision")
    saves: ClassVar = "feedback"
    saved_type: ClassVar = "enum"

    on: dict[OptionId, NodeId | Reaction | None] = Field(default={}, max_length=9)

    def writes(self) -> Iterator[Write]:
        labels = {name: dict(variants(_label_of(self, name))) for name in self.reactions()}
        yield Write(str(self.variable), "enum", labels, always=self.skip is None, units=_LABEL)
        reasons = [one for reaction in self.on.values() if isinstance(reaction, Reaction) for one in reaction.reasons]
        if reasons:
            words = {one.id: dict(variants(one.label)) for one in reasons}
            yield Write(f"{self.variable}_reason", "enum", words, always=False, units=_LABEL)
        yield Write("liked", "list", always=False)
        yield Write("disliked", "list", always=False)

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        labels = [sizes.of(_label_of(self, name)) for name in self.reactions()]
        return (question(before + sizes.of(self.prompt), labels),)

    def reactions(self) -> tuple[str, ...]:
        return tuple(self.on) or ("like", "dislike", "more")

    def answers_unseen(self) -> bool:
        return False

    def build(self, compiler: Compiler) -> Node:
        asked = _Feeling(self, compiler)
        manner = Manner(asked.read, asked.show, claims=asked.claims, settle=asked.settle)
        return asking_node(self, compiler, manner)


def _label_of(model: Feedback, name: str) -> LocalText:
    given = model.on.get(name)
    if isinstance(given, Reaction) and given.label is not None:
        return given.label
    if name in USUAL:
        return {locale: sentences[name] for locale, sentences in SENTENCES.items()}
    return name


class _Feeling:
    def __init__(self, model: Feedback, compiler: Compiler) -> None:
        self.id = model.id
        self.variable = str(model.variable)
        self.told = prompt_of(model, compiler, "what_did_you_think")
        compiler.length(model.prompt, "prompt", BODY, "text_too_long")
        self.labels: dict[str, Tell] = {}
        self.to: dict[str, str | None] = {}
        self.reasons: dict[str, dict[str, Tell]] = {}
        for name in model.reactions():
            self._reaction(model, compiler, name)

    def _reaction(self, model: Feedback, compiler: Compiler, name: str) -> None:
        given, at = model.on.get(name), f"on.{name}"
        reaction = given if isinstance(given, Reaction) else Reaction(to=given)
        label = _label_of(model, name)
        compiler.length(label, f"{at}.label", ROW_TITLE, "label_too_long")
        self.labels[name] = compiler.text(label, f"{at}.label") or (lambda _turn: name)
        self.to[name] = compiler.goes(reaction.to, f"{at}.to", "option") if reaction.to is not None else None
        self.reasons[name] = {}
        for index, reason in enumerate(reaction.reasons):
            where = f"{at}.reasons[{index}].label"
            compiler.length(reason.label, where, ROW_TITLE, "label_too_long")
            self.reasons[name][reason.id] = compiler.text(reason.label, where) or (lambda _turn: "")

    def _offered(self, turn: Turn) -> dict[str, Tell]:
        """The reactions, or, once one with reasons is given, its reasons."""
        picked = turn.question.picked if turn.question is not None else ()
        return self.reasons.get(picked[0], {}) if picked else self.labels

    def show(self, turn: Turn, first: str) -> None:
        picked = turn.question.picked if turn.question is not None else ()
        text = turn.sentence("why_not") if picked else self.told(turn)
        options = tuple(
            Option(turn.reply_id_for(self.id, name), label(turn)) for name, label in self._offered(turn).items()
        )
        turn.bubbles.append(Ask(self.id, f"{first}\n\n{text}" if first else text, options))

    def claims(self, turn: Turn, words: str) -> bool:
        return any(folded(label(turn)) == words for label in self._offered(turn).values())

    def read(self, turn: Turn, message: Message) -> Reading:
        offered = self._offered(turn)
        if message.option is not None:
            if message.option in offered:
                return Answer(message.option, message.option)
            if message.option in self.labels:  # a first answer changed while its reasons are open
                if turn.question is not None:
                    turn.reopen(self.id, turn.question.turn)
                return Answer(message.option, message.option)
            return Unread("pick_an_option")
        names = [Choosable(name, label(turn), _SYNONYMS.get(name, ())) for name, label in offered.items()]
        match read_option(message.text, turn.locale, names, numbered=False):
            case Understood(name):
                return Answer(name, name)
            case Ambiguous(candidates):
                return Doubts(tuple(Doubt(offered[name](turn), name, name) for name in candidates))
            case _:
                return Unread("pick_an_option")

    def settle(self, turn: Turn, answer: Answer, asking: Asking) -> str | None:
        name = str(answer.value)
        question = turn.question or Question(self.id, turn.number)
        if question.picked:
            reaction = question.picked[0]
            turn.hear(option=reaction, text=turn.reply_text, kind=turn.reply_kind)
            also = ((f"{self.variable}_reason", name),)
            return asking.keep(turn, Answer(reaction, reaction, self.to.get(reaction), also))
        _collect(turn, name)
        if self.reasons.get(name):
            turn.save(self.variable, name)
            asking.ask_again(turn, "", picked=(name,))
            return None
        return asking.keep(turn, Answer(name, name, self.to.get(name)))


def _collect(turn: Turn, name: str) -> None:
    """Remember which items were liked and which not."""
    variable = {"like": "liked", "visit": "liked", "dislike": "disliked"}.get(name)
    item: Any = turn.vars.get("item")
    if variable is None or not isinstance(item, dict) or not item_id(item):
        return
    known: Any = turn.vars.get(variable)
    ids = [one for one in known if one != item_id(item)] if isinstance(known, list) else []
    turn.save(variable, [*ids, item_id(item)][-MAX_LIKED:])
