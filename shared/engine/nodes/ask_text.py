"""`ask_text`: asks for free text."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.answers import Answer, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.limits import MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of, showing
from shared.engine.turn import Turn


class AskText(AskingModel):
    """Takes what is typed, trimmed; several messages in one go are one answer, a line each.

    min, max: characters. pattern: a regular expression that the whole text must match.

    {"id": "name", "type": "ask_text", "prompt": "Como você se chama?", "save_as": "name", "min": 2, "max": 80,
     "transitions": [{"to": "phone"}]}
    """

    types: ClassVar = ("ask_text",)
    saved_type: ClassVar = "text"

    min: Annotated[int, Field(ge=0, le=MAX_TEXT)] | None = None
    max: Annotated[int, Field(ge=1, le=MAX_TEXT)] | None = None
    pattern: Annotated[str, StringConstraints(min_length=1)] | None = None

    def value_units(self) -> int | None:
        return 2 * self.max if self.max is not None else None

    def answers_unseen(self) -> bool:
        return False

    def build(self, compiler: Compiler) -> Node:
        told = prompt_of(self, compiler, "ask_text")
        compiler.length(self.prompt, "prompt", MAX_TEXT, "text_too_long")
        pattern = compiler.pattern(self.pattern, "pattern") if self.pattern is not None else None
        least, most = self.min or 1, self.max or MAX_TEXT

        def read(_turn: Turn, message: Message) -> Reading:
            text = message.text.strip()
            if len(text) < least:
                return Unread("too_short", (str(least),))
            if len(text) > most:
                return Unread("too_long", (str(most),))
            if pattern is not None and pattern.fullmatch(text) is None:
                return Unread("wrong_pattern")
            return Answer(text)

        return asking_node(self, compiler, Manner(read, showing(self.id, told), joins=True))
