"""Whether anything is lost at twice the load: Graph slow and failing, the process killed in the middle.

Graph's stand-in takes 500 ms and refuses every fifth send. Messages come at twice the rate of replies that the service manages
under that in a closed loop, whatever the answers do; half-way the process is killed with -9 and started again. Then the sweeper
has time until nothing waits. Every message that was answered by 200 must be in exactly one turn, whose one reply Graph took
once, in the order of the conversation; messages of one contact that waited together may share a turn. pywa gets its own double under the same Graph, without a kill; it
does not try again.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg

from benchmarks.rig.result import Cell, Result, Table, Told
from benchmarks.rig.served import Served, finish, served

SLOW, FAILING = 0.5, 0.2
TIMES = 2
EACH = 4  # messages that a contact writes
SETTLE = {"WA_SETTLE_SECONDS": "2", "WA_SETTLE_AFTER_GAP_SECONDS": "2"}  # nothing says what became of a send here
DRAINED = timedelta(minutes=5)
WAITING = (
    "select (select count(*) from inbox where state = 'pending')"
    " + (select count(*) from outbox where state in ('queued', 'sending', 'ambiguous'))"
)
ANSWERED = (
    "select w, o.id::text, o.conversation_id::text, o.position, o.state from unnest(%s::text[]) w"
    " left join messages m on m.wamid = w and m.direction = 'in'"
    " left join turns t on t.tenant_id = m.tenant_id and t.conversation_id = m.conversation_id and position(w in t.event::text) > 0"
    " left join outbox o on o.tenant_id = t.tenant_id and o.conversation_id = t.conversation_id and o.turn = t.number"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Of the messages that were answered by 200. lost: Graph took no reply to them. twice: it took more than one."""

    acked: int
    lost: int
    twice: int
    out_of_order: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long."""
    parser.add_argument("--seconds", type=float, default=30, help="of the overload (30)")
    parser.add_argument("--small", action="store_true", help="6 seconds: to try it")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    seconds = 6.0 if arguments.small else arguments.seconds
    told("starting", 0, 1)
    with served(slow=SLOW, failing=FAILING, keep=True) as place, tempfile.TemporaryDirectory() as folder:
        told("capacity", 0, 2)
        most = _replies(place, "prosa", seconds / 4)
        told("capacity", 1, 2)
        peers = _replies(place, "pywa", seconds / 4)
        told("pywa", 0, 1)
        with place.app("pywa") as (child, port):
            peer = place.measure(child, port, path="/", rate=TIMES * peers, seconds=seconds / 2)
        acked = Path(folder) / "acked"
        drained = _overloaded(place, acked, TIMES * most, seconds, told)
        judged = _judged(place, acked.read_text().split())
    figures: dict[str, Cell] = {
        "rate": TIMES * most, "acked": judged.acked, "lost": judged.lost, "twice": judged.twice,
        "out_of_order": judged.out_of_order, "replies_per_ack": (judged.acked - judged.lost) / max(1, judged.acked),
        "drained_seconds": drained, "peer.replies_per_ack": peer.replies_per_ack,
    }  # fmt: skip
    return Result(
        tables=[
            Table(
                "twice the load, Graph slow and failing",
                ("app", "a second", "killed", "answered by 200", "replies/ack", "lost", "replied twice", "out of order", "seconds to drain"),
                [
                    ("prosa", TIMES * most, 1, judged.acked, figures["replies_per_ack"], judged.lost, judged.twice, judged.out_of_order, drained),
                    ("pywa", TIMES * peers, 0, None, peer.replies_per_ack, None, None, None, None),
                ],
            )
        ],
        figures=figures,
    )  # fmt: skip


def _replies(place: Served, name: str, seconds: float) -> float:
    """Replies a second in a closed loop under this Graph, which is what it manages for good."""
    with place.app(name, **(SETTLE if name == "prosa" else {})) as (child, port):
        path = "/webhook" if name == "prosa" else "/"
        place.measure(child, port, seconds=30, requests=40, path=path)
        return max(1.0, place.measure(child, port, seconds=max(3.0, seconds), path=path).replies_per_second)


def _overloaded(place: Served, acked: Path, rate: float, seconds: float, told: Told) -> float:
    """Load, kill, start again, and wait until nothing waits; how long that took after the load."""
    with place.app("prosa", **SETTLE) as (child, port):
        place.measure(child, port, seconds=30, requests=40, path="/webhook")
        contacts = max(1, int(rate * seconds) // EACH)
        load = place.load(port, path="/webhook", rate=rate, seconds=seconds, contacts=contacts, acked=acked)
        _watch(told, "overload", seconds / 2)
        os.killpg(child.process.pid, 9)
        child.process.wait()
    with place.app_at(port, "prosa", SETTLE):
        finish(load)
        since, most = time.monotonic(), 1
        with psycopg.connect(place.superuser_url, autocommit=True) as db:
            while time.monotonic() - since < DRAINED.total_seconds():
                row = db.execute(WAITING).fetchone()
                waiting = int(row[0]) if row else 0
                if not waiting:
                    break
                most = max(most, waiting)
                told("draining", most - waiting, most)
                time.sleep(0.2)
    return time.monotonic() - since


def _watch(told: Told, phase: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        told(phase, round(seconds - left), round(seconds))
        time.sleep(min(0.5, left))


def _judged(place: Served, acked: list[str]) -> Judged:
    with psycopg.connect(place.superuser_url, autocommit=True) as db:
        rows = db.execute(ANSWERED, (acked,)).fetchall()
    taken = [ours for _, _, ours in place.taken()]
    times, first = Counter(taken), {ours: at for at, ours in reversed(list(enumerate(taken)))}
    replied = {wamid for wamid, ours, *_ in rows if ours and times[ours]}
    by_conversation: dict[str, dict[int, int]] = {}
    for _, ours, conversation, position, _ in rows:
        if ours in first:
            by_conversation.setdefault(conversation, {})[position] = first[ours]
    out_of_order = sum(
        [at for _, at in sorted(found.items())] != sorted(found.values()) for found in by_conversation.values()
    )
    replies: Counter[str] = Counter()
    for wamid, ours, *_ in rows:
        replies[wamid] += times[ours]
    return Judged(len(acked), len(set(acked) - replied), sum(count > 1 for count in replies.values()), out_of_order)
