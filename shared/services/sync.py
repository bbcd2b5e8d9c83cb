"""Use case: what changed since a page last asked, so that one poll keeps inbox and board up to date.

A row carries the time its transaction began, and commits a little later. So each answer looks back over a few seconds more
than the page has seen, and a fingerprint of what it has seen there tells whether anything is new.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.ids import TenantId
from shared.store.changes import ask_changes
from shared.store.core import Core
from shared.store.inbox_view import ConversationView, MessageView
from shared.store.lead_board import LeadView
from shared.store.questions import together

LOOK_BACK = timedelta(seconds=15)  # longer than a transaction may last (3 s a statement, 5 s idle)
MAX_AGE = timedelta(hours=1)  # of a cursor; an older page reads its lists anew
MAX_CHANGES = 200  # of each kind; with more, reading the lists anew is cheaper


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a page has read. until: the newest change it knows; fingerprint: of the changes shortly before that."""

    until: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Changes:
    """must_reload: too much happened, or too long ago; the lists are empty then."""

    seen: Seen
    conversations: Sequence[ConversationView] = ()
    leads: Sequence[LeadView] = ()
    messages: Sequence[MessageView] = ()
    must_reload: bool = False


def sync(core: Core, *, tenant: TenantId, seen: Seen | None, now: datetime) -> Changes:
    """Changes since `seen`; the same `seen` comes back when there are none. None = the page has read nothing yet."""
    is_new = seen is None or not now - MAX_AGE < seen.until < now + LOOK_BACK
    since = now if seen is None or is_new else seen.until
    found = _changes(core, tenant, since)
    if seen and found.seen == seen:
        return Changes(seen)
    if is_new or max(len(found.conversations), len(found.leads), len(found.messages)) > MAX_CHANGES:
        return Changes(found.seen, must_reload=True)
    return found


def _changes(core: Core, tenant: TenantId, since: datetime) -> Changes:
    with together(core, tenant) as ask:
        asked = ask_changes(ask, since=since - LOOK_BACK, limit=MAX_CHANGES + 1)
    conversations, leads, messages = asked.conversations.all(), asked.leads.all(), asked.messages.all()
    versions = [
        *((c.updated_at, f"c{c.id.hex}") for c in conversations),
        *((lead.updated_at, f"l{lead.id.hex}") for lead in leads),
        *((m.status_at, f"m{m.id.hex}{m.status}") for m in messages),
    ]
    until = max([since, *(at for at, _ in versions)])
    recent = sorted(f"{at.timestamp():.6f}{name}" for at, name in versions if at > until - LOOK_BACK)
    fingerprint = hashlib.sha256("\n".join(recent).encode()).hexdigest()[:16]
    return Changes(Seen(until, fingerprint), conversations, leads, messages)
