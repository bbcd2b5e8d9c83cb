"""The checker: reads inbox, turns, outbox, messages and the simulator's journal, and finds what must never be."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from local.chaos.arena import Arena
from local.chaos.flows import COUNTER

RANK = {"queued": 1, "parked": 1, "sending": 2, "sent": 3, "failed": 4, "delivered": 5, "read": 6, "played": 7}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must never be. kind: lost, doubled, out_of_order, double_step, gap, split, stuck, status_back, stranger."""

    kind: str
    contact: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """figures: counts of what was looked at, so that a run that proved nothing is seen."""

    figures: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        return not self.findings

    def counts(self) -> dict[str, int]:
        """How often each kind was found."""
        return dict(Counter(finding.kind for finding in self.findings))

    def __str__(self) -> str:
        shown = ", ".join(f"{count} {name}" for name, count in self.figures.items())
        found = "; ".join(f"{f.kind} {f.contact}: {f.detail}" for f in self.findings[:10])
        return f"{shown} — {found or 'nothing lost, doubled or out of order'}"


@dataclass(slots=True)
class Evidence:
    """Everything an arena left behind, read once."""

    inbox: dict[str, str] = field(default_factory=dict)  # wamid → state
    conversations: dict[UUID, Json] = field(default_factory=dict)
    turns: dict[UUID, list[Json]] = field(default_factory=lambda: defaultdict(list))
    outbox: dict[str, Json] = field(default_factory=dict)  # by id, in order of conversation and position
    accepted: list[Json] = field(default_factory=list)  # the simulator's Graph calls that made a message, oldest first
    answered: set[str] = field(default_factory=set)  # wamids of messages whose webhook was answered 200
    statuses: list[tuple[UUID, str, str]] = field(default_factory=list)


def check(*arenas: Arena, is_drained: bool = True) -> Verdict:
    """Judge a run. is_drained: faults have stopped and everything had its time, so nothing may be left undone."""
    journal = arenas[0].rig.simulator.journal()
    verdicts = [_judge(arena, journal, is_drained=is_drained) for arena in arenas]
    figures = {name: sum(verdict.figures[name] for verdict in verdicts) for name in verdicts[0].figures}
    return Verdict(figures, tuple(finding for verdict in verdicts for finding in verdict.findings))


def _judge(arena: Arena, journal: list[Json], *, is_drained: bool) -> Verdict:
    seen = _gather(arena, journal)
    findings = [
        *_lost(arena, seen, is_drained=is_drained),
        *_split(seen),
        *_steps(seen),
        *_sends(seen, is_drained=is_drained),
        *_order(seen),
        *_statuses(seen),
    ]
    if is_drained:
        findings += _left(arena, seen)
    figures = {
        "messages": len(arena.said),
        "contacts": len({conversation["contact"] for conversation in seen.conversations.values()}),
        "turns": sum(map(len, seen.turns.values())),
        "sends": len(seen.outbox),
        "attempts": sum(row["attempt"] for row in seen.outbox.values()),
        "accepted": len(seen.accepted),
        "statuses": len(seen.statuses),
    }
    return Verdict(figures, tuple(findings))


def _gather(arena: Arena, journal: list[Json]) -> Evidence:
    seen = Evidence()
    tenant = arena.tenant
    seen.inbox = dict(
        arena.sql("select dedupe_key, state from inbox where tenant_id = %s and kind = 'message'", tenant)
    )
    for id_, sends, turns, state, contact in arena.sql(
        "select c.id, c.sends, c.turns, c.state, coalesce(i.value, c.contact_id::text) from conversations c"
        " left join contact_identifiers i on i.tenant_id = c.tenant_id and i.contact_id = c.contact_id and i.kind = 'wa_id'"
        " where c.tenant_id = %s and c.merged_into is null",
        tenant,
    ):
        seen.conversations[id_] = {"sends": sends, "turns": turns, "state": state or {}, "contact": contact}
    for conversation, number, event, effects, state in arena.sql(
        "select conversation_id, number, event, effects, state from turns where tenant_id = %s order by conversation_id, number",
        tenant,
    ):
        seen.turns[conversation].append({"number": number, "event": event, "effects": effects, "state": state})
    for id_, conversation, turn, position, state, payload, attempt in arena.sql(
        "select id::text, conversation_id, turn, position, state, payload, attempt from outbox where tenant_id = %s"
        " order by conversation_id, position",
        tenant,
    ):
        seen.outbox[id_] = {
            "id": id_, "conversation": conversation, "turn": turn, "position": position, "state": state,
            "text": str(payload.get("body", "")), "attempt": attempt,
        }  # fmt: skip
    seen.statuses = [
        (message, was, became)
        for message, was, became in arena.sql(
            "select message_id, was, became from chaos.status_log where tenant_id = %s order by id", tenant
        )
    ]
    for entry in journal:
        if entry["phone_number_id"] != arena.number:
            continue
        if entry["kind"] == "graph" and entry["accepted"] and entry["opaque"]:
            seen.accepted.append(entry)
        elif entry["kind"] == "webhook" and entry["http"] == 200:
            seen.answered.update(_wamids(entry["body"]))
    return seen


def _wamids(body: Any) -> Iterator[str]:
    """The messages in a webhook."""
    entries = body.get("entry", []) if isinstance(body, dict) else []
    for entry in entries:
        for change in entry.get("changes", []):
            for message in change.get("value", {}).get("messages", []):
                yield str(message.get("id"))


def _taken(seen: Evidence) -> Counter[str]:
    """How many turns took each message in."""
    return Counter(
        message["wamid"]
        for turns in seen.turns.values()
        for turn in turns
        if turn["event"].get("is") == "MessagesReceived"
        for message in turn["event"]["messages"]
    )


def _lost(arena: Arena, seen: Evidence, *, is_drained: bool) -> Iterator[Finding]:
    """Answered 200 means: stored, and once everything had its time, taken in by exactly one turn or dead."""
    taken = _taken(seen)
    for said in arena.said:
        times, state = taken[said.wamid], seen.inbox.get(said.wamid)
        if times > 1:
            yield Finding("double_step", said.contact, f"{said.text!r} was taken in by {times} turns")
        if state is None and said.wamid in seen.answered:
            yield Finding("lost", said.contact, f"{said.text!r} was answered 200 and is not stored")
        elif is_drained and state is None:
            yield Finding("stuck", said.contact, f"{said.text!r} was never answered 200")
        elif is_drained and not times and state != "dead":
            yield Finding("lost", said.contact, f"{said.text!r} is {state} and in no turn")


def _split(seen: Evidence) -> Iterator[Finding]:
    counted = Counter(conversation["contact"] for conversation in seen.conversations.values())
    for contact, count in counted.items():
        if count > 1:
            yield Finding("split", contact, f"{count} conversations")


def _steps(seen: Evidence) -> Iterator[Finding]:
    """Turn numbers have no gap, and the flow's own counter has counted each turn once."""
    for id_, conversation in seen.conversations.items():
        contact = conversation["contact"]
        numbers = [turn["number"] for turn in seen.turns[id_]]
        if numbers != list(range(1, conversation["turns"] + 1)):
            yield Finding("gap", contact, f"turns {numbers}, the conversation says {conversation['turns']}")
        for turn in seen.turns[id_]:
            counted = turn["state"].get("vars", {}).get(COUNTER)
            if counted is not None and counted != turn["number"]:
                yield Finding("double_step", contact, f"turn {turn['number']} left the counter at {counted}")


def _sends(seen: Evidence, *, is_drained: bool) -> Iterator[Finding]:
    """Every send of every turn is in the outbox once, and was accepted once."""
    times = Counter(_row(entry) for entry in seen.accepted)
    positions: dict[UUID, list[int]] = defaultdict(list)
    per_turn: Counter[tuple[UUID, int]] = Counter()
    for row in seen.outbox.values():
        contact = seen.conversations[row["conversation"]]["contact"]
        positions[row["conversation"]].append(row["position"])
        per_turn[row["conversation"], row["turn"]] += 1
        if times[row["id"]] > 1:
            yield Finding("doubled", contact, f"{row['text']!r} was accepted {times[row['id']]} times ({row['id']})")
        if is_drained and row["state"] == "sent" and not times[row["id"]]:
            yield Finding("lost", contact, f"{row['text']!r} is marked sent and was never accepted ({row['id']})")
    for id_, conversation in seen.conversations.items():
        if positions[id_] != list(range(1, conversation["sends"] + 1)):
            yield Finding(
                "gap",
                conversation["contact"],
                f"positions {positions[id_]}, the conversation says {conversation['sends']}",
            )
        for turn in seen.turns[id_]:
            wanted = sum(1 for effect in turn["effects"] if effect.get("is") == "Send")
            if per_turn[id_, turn["number"]] != wanted:
                detail = (
                    f"turn {turn['number']} says {wanted} messages, {per_turn[id_, turn['number']]} are in the outbox"
                )
                yield Finding("lost", conversation["contact"], detail)
    for row_id in times.keys() - seen.outbox.keys():
        yield Finding("stranger", "?", f"Graph accepted {row_id}, which is no row of the outbox")


def _order(seen: Evidence) -> Iterator[Finding]:
    """By the first acceptance of each row: positions rise."""
    last: dict[UUID, int] = {}
    known: set[str] = set()
    for entry in seen.accepted:
        row = seen.outbox.get(_row(entry))
        if row is None or row["id"] in known:
            continue
        known.add(row["id"])
        if row["position"] < last.get(row["conversation"], 0):
            contact = seen.conversations[row["conversation"]]["contact"]
            yield Finding("out_of_order", contact, f"position {row['position']} after {last[row['conversation']]}")
        last[row["conversation"]] = max(row["position"], last.get(row["conversation"], 0))


def _statuses(seen: Evidence) -> Iterator[Finding]:
    for message, was, became in seen.statuses:
        if RANK.get(became, 0) < RANK.get(was, 0):
            yield Finding("status_back", str(message), f"{was} became {became}")


def _left(arena: Arena, seen: Evidence) -> Iterator[Finding]:
    """Nothing waits any more, and nothing was given up."""
    for row in seen.outbox.values():
        if row["state"] not in ("sent", "failed", "cancelled"):
            contact = seen.conversations[row["conversation"]]["contact"]
            yield Finding("stuck", contact, f"{row['text']!r} is {row['state']} ({row['id']})")
    undelivered = arena.rig.simulator.assertions()["undelivered_webhooks"]
    if undelivered:
        yield Finding("stuck", "?", f"{undelivered} webhooks were never answered 200")


def _row(entry: Json) -> str:
    """The outbox id in what Graph was given: `<id>:<attempt>`."""
    return str(entry["opaque"]).rpartition(":")[0]
