"""`ai_classify`: lets the model choose one of the options written here, and nothing else."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, OptionId, Part, VariableName
from shared.engine.node import Goes, Node
from shared.engine.nodes.base import Write
from shared.engine.nodes.model_task import ModelTask, is_confident, task_node
from shared.engine.turn import Turn


class Category(Part):
    """description: what belongs there, for the model. to: where it leads."""

    id: OptionId
    description: Annotated[str, StringConstraints(max_length=300)] | None = None
    to: NodeId | None = None


class AiClassify(ModelTask):
    """`reply.id` and `save_as` are the chosen option; an answer outside the options, or unsure, goes to `else`.

    {"id": "intent", "type": "ai_classify", "save_as": "intent", "min_confidence": 0.7, "else": "menu",
     "options": [{"id": "buy", "description": "quer comprar um imóvel", "to": "city"}, {"id": "complaint", "to": "human"}]}
    """

    types: ClassVar = ("ai_classify",)

    options: Annotated[tuple[Category, ...], Field(min_length=1, max_length=30)]
    save_as: VariableName | None = None

    def writes(self) -> Iterator[Write]:
        if self.save_as is not None:
            yield Write(self.save_as, "enum", always=False, units=64)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        to = {
            one.id: compiler.goes(one.to, f"options[{at}].to", "option") if one.to is not None else None
            for at, one in enumerate(self.options)
        }
        listed = [{"id": one.id, "description": one.description} for one in self.options]

        def settle(turn: Turn, result: dict[str, Any]) -> Goes | None:
            chosen = result.get("id")
            if not isinstance(chosen, str) or chosen not in to or not is_confident(result, self.min_confidence):
                return None
            if self.save_as is not None:
                turn.save(self.save_as, chosen)
            turn.hear(option=chosen, text=turn.reply_text, kind=turn.reply_kind)
            return (lambda _turn: to[chosen]) if to[chosen] is not None else choose

        return task_node(self, compiler, "classify", {"options": listed}, settle)
