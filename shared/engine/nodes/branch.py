"""`branch`: nothing but its transitions."""

from typing import ClassVar

from shared.engine.compiler import Compiler
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel


class Branch(NodeModel):
    """Follows the first transition that matches.

    {"id": "which", "type": "branch", "transitions": [{"to": "rent", "when": {"purpose": "rent"}},
      {"to": "expensive", "when": "price.max > 100000000"}, {"to": "buy"}]}
    """

    types: ClassVar = ("branch",)

    def build(self, compiler: Compiler) -> Node:
        return Node(self.id, self.type, compiler.transitions(self.transitions))
