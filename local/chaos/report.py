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
