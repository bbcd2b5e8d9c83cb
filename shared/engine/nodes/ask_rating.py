"""`ask_rating`: asks for a mark."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.language.number import read_integer
from shared.engine.limits import BODY
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of
from shared.engine.reading import as_reading
from shared.engine.render.bubbles import Ask, Option, Say
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn


class AskRating(AskingModel):
    """A whole number from `min` to `max` (1 to 5): tapped from a list where there are at most ten marks, or typed; stars count.

    {"id": "stars", "type": "ask_rating", "prompt": "Que nota você dá ao atendimento?", "min": 1, "max": 5, "save_as": "stars",
     "transitions": [{"to": "sorry", "when": "stars < 3"}, {"to": "thanks"}]}
    """

    types: ClassVar = ("ask_rating",)
    saved_type: ClassVar = "number"

    min: Annotated[int, Field(ge=0, le=10)] = 1
    max: Annotated[int, Field(ge=1, le=10)] = 5

    @model_validator(mode="after")
    def _has_marks(self) -> "AskRating":
        if self.min >= self.max:
            raise ValueError("max is greater than min")
        return self

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        return (Added("menu", before + sizes.of(self.prompt)),)

    def answers_unseen(self) -> bool:
        return False

    def build(self, compiler: Compiler) -> Node:
        told = prompt_of(self, compiler, "ask_rating", str(self.min), str(self.max))
        compiler.length(self.prompt, "prompt", BODY, "text_too_long")
        marks = range(self.min, self.max + 1)
        node, refusal = self.id, Unread("not_a_rating", (str(self.min), str(self.max)))

        def show(turn: Turn, first: str) -> None:
            text = told(turn)
            text = f"{first}\n\n{text}" if first else text
            if len(marks) > 10:
                turn.bubbles.append(Say(node, text))
                return
            options = tuple(Option(turn.reply_id_for(node, str(mark)), str(mark)) for mark in marks)
            turn.bubbles.append(Ask(node, text, options, "list" if len(marks) > 3 else "auto"))

        def read(turn: Turn, message: Message) -> Reading:
            if message.option is not None:
                mark = int(message.option) if message.option.isdigit() and len(message.option) < 3 else -1
                return Answer(mark, message.option) if mark in marks else refusal
            stars = message.text.count("⭐") + message.text.count("★")
            if stars in marks and not any(character.isalnum() for character in message.text):
                return Answer(stars)
            reading = as_reading(read_integer(message.text, turn.locale), int, str, "not_a_rating")
            if isinstance(reading, Answer):
                return reading if reading.value in marks else refusal
            return reading if isinstance(reading, Doubts) else refusal

        return asking_node(self, compiler, Manner(read, show))
