"""`score`: adds up points."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from shared.engine.compiler import Compiler
from shared.engine.definition import Part, VariableName, When
from shared.engine.expressions.values import bounded, is_number, is_true
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel, Write
from shared.engine.text.sizes import SHOWN_VALUE
from shared.engine.turn import Turn


class Rule(Part):
    """points: added when `when` holds; may be negative."""

    when: When
    points: Annotated[int, Field(ge=-1_000, le=1_000)]


class Score(NodeModel):
    """Adds the points of every rule that holds, and saves the sum; add: to what the variable already holds.

    {"id": "heat", "type": "score", "save_as": "score", "rules": [{"when": {"purpose": "buy"}, "points": 20},
      {"when": "price.max >= 50000000", "points": 30}], "transitions": [{"to": "hot", "when": "score >= 40"}, {"to": "cold"}]}
    """

    types: ClassVar = ("score",)

    rules: Annotated[tuple[Rule, ...], Field(max_length=100)] = ()
    save_as: VariableName = "score"
    add: bool = False

    def writes(self) -> Iterator[Write]:
        yield Write(self.save_as, "number", units=SHOWN_VALUE)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        rules = [
            (compiler.condition(rule.when, f"rules[{at}].when"), rule.points) for at, rule in enumerate(self.rules)
        ]

        def enter(turn: Turn) -> str | None:
            before = turn.vars.get(self.save_as) if self.add else 0
            total = sum(points for holds, points in rules if is_true(holds(turn)))
            turn.save(self.save_as, bounded(total + (before if before is not None and is_number(before) else 0)))
            return choose(turn)

        return Node(self.id, self.type, enter)
