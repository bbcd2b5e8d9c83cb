"""What a long run came to: its figures, whether it is clean, and whose histories to read if not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from local.chaos.arena import Arena
from local.chaos.checker import Finding

Told = Callable[[str, int, int], object]  # phase, done, of: for a progress bar


@dataclass(frozen=True, slots=True)
class Report:
    """lines: figures for people, one a line. arenas: where the findings happened."""

    name: str
    lines: Sequence[str]
    findings: Sequence[Finding] = ()
    faults: Sequence[str] = ()
    arenas: Sequence[Arena] = field(default=())

    @property
    def is_clean(self) -> bool:
        return not (self.findings or self.faults)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its bar: what it may be at most, in the same unit."""

    what: str
    figure: float
    bar: float
    unit: str = "s"

    @property
    def is_met(self) -> bool:
        return self.figure <= self.bar

    def __str__(self) -> str:
        shown = f"{self.figure:.3g} {self.unit}".strip()
        return f"{'✓' if self.is_met else '✗'} {self.what}: {shown} (at most {self.bar:g})"


def missed(measured: Sequence[Measured]) -> list[str]:
    """Those whose bar was not met."""
    return [str(each) for each in measured if not each.is_met]
