"""First words: a new person's thirty messages reach two instances at once; they are one contact, one conversation, thirty steps in order."""

import time
from datetime import datetime, timedelta

from local.chaos.arena import Arena
from local.chaos.checker import Finding, check
from local.chaos.report import Report, Told
from local.chaos.rig import Rig
from local.chaos.waiting import NeverCame, wait_until

MESSAGES = 30
PATIENCE = timedelta(seconds=30)


def run_first_words(rig: Rig, *, runs: int, told: Told = lambda *_: None) -> Report:
    """Each run has a person that nobody knows yet; all of them write to one number."""
    arena = rig.open_arena()
    began = time.monotonic()
    findings: list[Finding] = []
    for place in range(runs):
        findings += write_at_once(arena)
        told("first words", place + 1, runs)
    arena.drain(PATIENCE)
    verdict = check(arena)
    findings += verdict.findings
    whole = runs - len({finding.contact for finding in findings})
    lines = [
        f"{whole} of {runs} runs: {MESSAGES} messages at once over two instances = 1 contact, 1 conversation, {MESSAGES} steps in order",
        f"{time.monotonic() - began:.0f} s; {verdict}",
    ]
    return Report("first words", lines, findings, arenas=[arena])


def write_at_once(arena: Arena) -> list[Finding]:
    """Let a new person's messages be delivered at once, by way of the balancer to both instances; what was found wrong."""
    simulator, person = arena.rig.simulator, arena.person()
    simulator.mode(hold=True, shuffle=True, delay_ms=[1, 2])
    for place in range(MESSAGES):
        arena.say(person, f"m{place}")
    simulator.mode()
    try:
        wait_until(arena.is_at_rest, PATIENCE, "the messages to be taken in")
    except NeverCame as error:
        return [Finding("stuck", person, str(error))]
    return _judge(arena, person)


def _judge(arena: Arena, person: str) -> list[Finding]:
    """Contacts, conversations and the order of the turns, straight from the tables."""
    given = {"t": arena.tenant, "p": person}
    ((contacts,),) = arena.sql(
        "select count(distinct k.id) from contacts k where k.tenant_id = %(t)s and k.phone = '+' || %(p)s", given
    )
    rows = arena.sql(
        "select c.id, e.wamid from conversations c join contact_identifiers i on i.tenant_id = c.tenant_id and i.contact_id = c.contact_id"
        " and i.value = %(p)s join turns t on t.tenant_id = c.tenant_id and t.conversation_id = c.id"
        " cross join lateral jsonb_array_elements(t.event -> 'messages') with ordinality as m (message, place)"
        " cross join lateral (select m.message ->> 'wamid' as wamid) e where c.tenant_id = %(t)s order by t.number, m.place",
        given,
    )
    found: list[Finding] = []
    if contacts != 1:
        found.append(Finding("split", person, f"{contacts} contacts"))
    if len({conversation for conversation, _ in rows}) != 1:
        found.append(Finding("split", person, f"{len({c for c, _ in rows})} conversations"))
    if len({wamid for _, wamid in rows}) != MESSAGES or len(rows) != MESSAGES:
        found.append(Finding("lost", person, f"{len(rows)} steps for {MESSAGES} messages"))
    if not _are_in_order(arena, [wamid for _, wamid in rows]):
        found.append(
            Finding("out_of_order", person, "a message was taken in before one that had been answered earlier")
        )
    return found


def _are_in_order(arena: Arena, taken: list[str]) -> bool:
    """Nothing comes before what had been answered 200 when it was sent; what was under way together has no order."""
    spans: dict[str, tuple[float, float]] = {}
    for entry in arena.rig.simulator.journal("webhook"):
        answered = datetime.fromisoformat(entry["at"]).timestamp()
        for wamid in taken:
            if entry["http"] == 200 and wamid in str(entry["body"]):
                spans.setdefault(wamid, (answered - entry["ms"] / 1000, answered))
    known = [spans[wamid] for wamid in taken if wamid in spans]
    return not any(later[1] < earlier[0] for place, earlier in enumerate(known) for later in known[place + 1 :])
