"""The lines of a lead for people (`lead_summary`): label and value, in the flow's own words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.engine.compiler import Compiler
from shared.engine.definition import LeadSummary
from shared.engine.expressions import Run
from shared.engine.text.template import Tell
from shared.engine.words import is_empty

if TYPE_CHECKING:
    from shared.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class LeadLine:
    key: str
    label: Tell
    read: Run
    shown: Tell
    empty: Tell | None


@dataclass(frozen=True, slots=True)
class LeadLines:
    lines: tuple[LeadLine, ...]

    def fields(self, turn: "Turn") -> dict[str, Any]:
        """The captured values by key; what was never said is left out."""
        found = ((line.key, line.read(turn)) for line in self.lines)
        return {key: value for key, value in found if not is_empty(value)}

    def summary(self, turn: "Turn") -> tuple[tuple[str, str], ...]:
        """The lines as people read them; one without a value shows its `empty_value`, or is left out."""
        lines = []
        for line in self.lines:
            text = line.shown(turn) or (line.empty(turn) if line.empty is not None else "")
            if text:
                lines.append((line.label(turn), text))
        return tuple(lines)


def compile_lead_lines(summary: LeadSummary | None, compiler: Compiler) -> LeadLines | None:
    """`source` is a variable's name (or a path); `{{ … }}` may be written instead."""
    if summary is None or not summary.fields:
        return None
    lines = []
    for index, field in enumerate(summary.fields):
        at = f"lead_summary.fields[{index}]"
        source = field.source if "{{" in field.source else f"{{{{ {field.source} | default }}}}"
        lines.append(
            LeadLine(
                key=field.key,
                label=_told(compiler.text(field.label, f"{at}.label")),
                read=compiler.value(source, f"{at}.source"),
                shown=_told(compiler.text(source, f"{at}.source")),
                empty=compiler.text(field.empty_value, f"{at}.empty_value"),
            )
        )
    return LeadLines(tuple(lines))


def _told(tell: "Callable[..., str] | None") -> Tell:
    return tell if tell is not None else lambda _turn: ""
