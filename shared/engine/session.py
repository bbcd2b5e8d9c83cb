"""When a session is over, so that the next message starts anew, on whatever version is then published."""

from datetime import datetime, timedelta

from shared.engine.flow import Flow
from shared.engine.state import State


def is_over(flow: Flow, state: State, *, now: datetime) -> bool:
    """Whether the next message begins a new session: nothing began yet, the flow ended, or the contact was away too long."""
    if state.status in ("idle", "ended"):
        return True
    if state.status == "human" or state.question is None or state.heard_at is None:
        return False
    return now - state.heard_at > timedelta(hours=flow.policy.session_ttl_h)
