"""`set`: gives variables values."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from shared.engine.compiler import Compiler
from shared.engine.definition import Part, Source, VariableName
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel, Write
from shared.engine.turn import Turn


class Assignment(Part):
    """One of `expr` (an expression) and `value` (JSON with `{{ … }}`). An expression that gives null unsets the variable."""

    var: VariableName
    expr: Source | None = None
    value: Any = None

    @model_validator(mode="after")
    def _has_one(self) -> "Assignment":
        if (self.expr is not None) == ("value" in self.model_fields_set):
            raise ValueError("an assignment has either expr or value")
        return self


class Set(NodeModel):
    """Assigns in order; later lines see the earlier ones.

    {"id": "count", "type": "set", "assign": [{"var": "tries", "expr": "coalesce(tries, 0) + 1"},
      {"var": "greeting", "value": "Oi, {{ name }}"}], "transitions": [{"to": "next"}]}
    """

    types: ClassVar = ("set",)

    assign: Annotated[tuple[Assignment, ...], Field(max_length=50)] = ()

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        runs = []
        for at, line in enumerate(self.assign):
            where = f"assign[{at}]"
            if line.expr is not None:
                run = compiler.expression(line.expr, f"{where}.expr")
            else:
                run = compiler.value(line.value, f"{where}.value")
            runs.append((line.var, run))

        def enter(turn: Turn) -> str | None:
            for name, run in runs:
                value = run(turn)
                if value is None:
                    turn.forget(name)
                else:
                    turn.save(name, value)
            return choose(turn)

        return Node(self.id, self.type, enter)

    def writes(self) -> Iterator[Write]:
        for line in self.assign:
            yield Write(line.var)
