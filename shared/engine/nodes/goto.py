"""`goto`: jumps to another node."""

from typing import ClassVar

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel


class Goto(NodeModel):
    """Goes to `target` (or, without one, where the transitions say).

    {"id": "again", "type": "goto", "target": "city"}
    """

    types: ClassVar = ("goto",)

    target: NodeId | None = None

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        if self.target is None:
            return Node(self.id, self.type, choose)
        target = compiler.goes(self.target, "target", "target", always=True)
        return Node(self.id, self.type, lambda _turn: target)
