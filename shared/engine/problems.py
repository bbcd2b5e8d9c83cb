"""What can be wrong with a definition: one `Problem` each, with node, path and a stable code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shared.domain.errors import FieldProblem, Invalid

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. Errors stop publishing; warnings do not.

    code: stable, snake_case. node: id of the node it is about, None = the flow. path: into the definition,
    `nodes[3].options[0].label`. message: an English sentence for the author.
    """

    severity: Severity
    code: str
    node: str | None
    path: str
    message: str


class FlowInvalid(Invalid):
    """A definition that cannot even be loaded; carries every problem found, also as plain `FieldProblem`s."""

    def __init__(self, found: Sequence[Problem]) -> None:
        fields = [FieldProblem(p.path, p.code, _sentence(p), p.node) for p in found]
        super().__init__("flow_invalid", "The flow definition has errors.", fields)
        self.found = tuple(found)


def _sentence(problem: Problem) -> str:
    return f"{problem.node}: {problem.message}" if problem.node else problem.message
