"""`ask_email`: asks for an e-mail address."""

from typing import ClassVar

from shared.engine.answers import Message, Reading
from shared.engine.compiler import Compiler
from shared.engine.language.email import read_email
from shared.engine.limits import MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of, showing
from shared.engine.reading import as_reading
from shared.engine.turn import Turn


class AskEmail(AskingModel):
    """Takes one address; a domain that looks like a slip ("gmial.com") is asked back.

    {"id": "email", "type": "ask_email", "prompt": "Qual é o seu e-mail?", "save_as": "email", "transitions": [{"to": "bye"}]}
    """

    types: ClassVar = ("ask_email",)
    saved_type: ClassVar = "email"

    def value_units(self) -> int | None:
        return 500  # what the reader looks at

    def build(self, compiler: Compiler) -> Node:
        told = prompt_of(self, compiler, "ask_email")
        compiler.length(self.prompt, "prompt", MAX_TEXT, "text_too_long")

        def read(_turn: Turn, message: Message) -> Reading:
            return as_reading(read_email(message.text), str, str, "not_an_email")

        return asking_node(self, compiler, Manner(read, showing(self.id, told)))
