"""What a running node cannot go on with: caught at the top of the turn, noted in its trace, answered by the fallback."""

from shared.engine.facts import FactRequest


class Fault(Exception):
    """A run-time fault with its stable code (`step_limit`, `value_limit`, `target_missing`, …)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NeedsFacts(Exception):
    """The turn cannot go on without these facts; `step` hands them out as `Wants`."""

    def __init__(self, requests: tuple[FactRequest, ...]) -> None:
        super().__init__(f"{len(requests)} facts")
        self.requests = requests
