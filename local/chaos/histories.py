"""The history of one person in a run, from every witness, in one order of time: what to read when the checker found something."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.chaos.arena import Arena
from local.chaos.checker import Finding

MOST = 20  # histories written per run
Line = tuple[datetime, str]


def write_histories(folder: Path, arenas: Sequence[Arena], findings: Sequence[Finding]) -> list[Path]:
    """Write a file per person with a finding; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    journal = arenas[0].rig.simulator.journal()
    written: list[Path] = []
    for contact in list(dict.fromkeys(finding.contact for finding in findings))[:MOST]:
        for arena in arenas:
            lines = history(arena, contact, journal)
            if not lines:
                continue
            found = [f"{finding.kind}: {finding.detail}" for finding in findings if finding.contact == contact]
            file = folder / f"{contact}.txt"
            file.write_text("\n".join([f"# {contact} on {arena.number}", *found, "", *lines]) + "\n", encoding="utf-8")
            written.append(file)
    return written


def history(arena: Arena, contact: str, journal: Sequence[dict[str, Any]]) -> list[str]:
    """Give the lines, oldest first; none when this person never wrote to this arena."""
    rows = arena.sql(
        "select contact_id from contact_identifiers where tenant_id = %s and kind = 'wa_id' and value = %s",
        arena.tenant,
        contact,
    )
    if not rows:
        return []
    lines = [
        *_stored(arena, contact),
        *_worked(arena, rows[0][0]),
        *_seen_by_meta(arena, contact, journal),
        *((datetime.fromtimestamp(note.at, UTC), f"rig      {note.what}") for note in arena.rig.notes),
        *_gaps(arena),
    ]
    return [f"{at:%H:%M:%S.%f}"[:-3] + f"  {what}" for at, what in sorted(lines, key=lambda line: line[0])]


def _stored(arena: Arena, contact: str) -> list[Line]:
    return [
        (received, f"inbox    {kind} {key[-12:]} {state}" + (f" done {done:%H:%M:%S.%f}" if done else ""))
        for received, kind, key, state, done in arena.sql(
            "select received_at, kind, dedupe_key, state, done_at from inbox where tenant_id = %s and wa_id = %s",
            arena.tenant,
            contact,
        )
    ]


def _worked(arena: Arena, contact: Any) -> list[Line]:
    given = {"t": arena.tenant, "c": contact}
    turns = arena.sql(
        "select t.created_at, t.number, t.event from turns t join conversations c on c.tenant_id = t.tenant_id"
        " and c.id = t.conversation_id where t.tenant_id = %(t)s and c.contact_id = %(c)s",
        given,
    )
    sends = arena.sql(
        "select o.created_at, o.done_at, o.id::text, o.position, o.state, o.attempt, o.error_title, o.ambiguous_at from outbox o"
        " join conversations c on c.tenant_id = o.tenant_id and c.id = o.conversation_id"
        " where o.tenant_id = %(t)s and c.contact_id = %(c)s",
        given,
    )
    lines = [
        (at, f"turn     {number}: {[m['text'] for m in event.get('messages', [])]}") for at, number, event in turns
    ]
    for created, done, id_, position, state, attempt, title, ambiguous in sends:
        lines.append((created, f"outbox   {position} {id_} queued"))
        if ambiguous:
            lines.append((ambiguous, f"outbox   {position} {id_} ambiguous ({title})"))
        if done:
            lines.append((done, f"outbox   {position} {id_} {state} at attempt {attempt}"))
    return lines


def _seen_by_meta(arena: Arena, contact: str, journal: Sequence[dict[str, Any]]) -> list[Line]:
    lines: list[Line] = []
    for entry in journal:
        if entry["phone_number_id"] != arena.number:
            continue
        at = datetime.fromisoformat(entry["at"])
        if entry["kind"] == "graph" and str(entry["to"] or "").lstrip("+") == contact:
            what = f"http {entry['http']} accepted={entry['accepted']} fault={entry['fault']} in {entry['ms']} ms"
            lines.append((at, f"graph    {entry['opaque']} {what}"))
        elif entry["kind"] == "webhook" and contact in str(entry["body"]):
            what = f"{entry['updates']} try {entry['attempt']} → {entry['http'] or entry['error']} in {entry['ms']} ms"
            lines.append((at, f"webhook  {what}"))
    return lines


def _gaps(arena: Arena) -> list[Line]:
    return [
        (at, "receiver gap noted")
        for row in arena.sql("select started_at, gap_at from receivers")
        for at in row
        if at is not None
    ]
