"""`ask_id`: asks for the number of a document, and checks its check digits."""

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints, model_validator

from shared.engine.answers import Answer, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.language.documents import read_cnpj, read_cpf, read_cpf_or_cnpj, read_plate
from shared.engine.limits import MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of, showing
from shared.engine.reading import as_reading
from shared.engine.turn import Turn

_READERS = {"cpf": read_cpf, "cnpj": read_cnpj, "cpf_or_cnpj": read_cpf_or_cnpj, "plate": read_plate}


class AskId(AskingModel):
    r"""Takes a document's number. scheme: cpf, cnpj, cpf_or_cnpj (check digits hold), plate (old and Mercosul), or custom with a `pattern` for the whole text.

    Saved without dots and dashes.

    {"id": "cpf", "type": "ask_id", "scheme": "cpf", "prompt": "Qual é o seu CPF?", "save_as": "cpf", "transitions": [{"to": "bye"}]}
    {"id": "code", "type": "ask_id", "scheme": "custom", "pattern": "[A-Z]{2}\\\\d{4}", "save_as": "code", "transitions": [{"to": "bye"}]}
    """

    types: ClassVar = ("ask_id",)
    saved_type: ClassVar = "text"

    scheme: Literal["cpf", "cnpj", "cpf_or_cnpj", "plate", "custom"] = "cpf"
    pattern: Annotated[str, StringConstraints(min_length=1)] | None = None

    @model_validator(mode="after")
    def _custom_has_a_pattern(self) -> "AskId":
        if (self.scheme == "custom") != (self.pattern is not None):
            raise ValueError("the scheme custom, and only that, has a pattern")
        return self

    def value_units(self) -> int | None:
        return 20 if self.pattern is None else None

    def build(self, compiler: Compiler) -> Node:
        told = prompt_of(self, compiler, "ask_id")
        compiler.length(self.prompt, "prompt", MAX_TEXT, "text_too_long")
        pattern = compiler.pattern(self.pattern, "pattern") if self.pattern is not None else None

        def read(_turn: Turn, message: Message) -> Reading:
            if pattern is None:
                return as_reading(_READERS[self.scheme](message.text), str, str, "not_an_id")
            text = "".join(message.text.split()).upper()[:MAX_TEXT]
            return Answer(text) if pattern.fullmatch(text) is not None else Unread("not_an_id")

        return asking_node(self, compiler, Manner(read, showing(self.id, told)))
