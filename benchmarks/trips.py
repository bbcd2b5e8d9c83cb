"""Trips to Postgres, statements, commits, calls of Graph and Redis per message, counted on the lines.

The counts do not depend on the machine; `tests/functions/test_trips.py` holds them. `before` is what happens before the
answer to Meta, `whole` also the reply and its mark. A first run of each kind warms up and is not counted, except for "new process".
"""

import argparse

from benchmarks.rig import bodies
from benchmarks.rig.agency import Agency, flow, plant
from benchmarks.rig.counted import Cost, CountedService
from benchmarks.rig.place import Place
from benchmarks.rig.result import Result, Table, Told

ANA = "5511900000001"
COLUMNS = (
    "case", "trips before", "trips whole", "commits", "statements", "Graph", "Redis", "log lines",
    "connections to Postgres", "to Graph",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long a run of messages is."""
    parser.add_argument("--messages", type=int, default=100, help="of the run that counts connections (100)")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Count."""
    told("starting", 0, 1)
    with Place() as place:
        name = place.database()
        agency = plant(place.superuser_url(name))
        patient = plant(place.superuser_url(name), definition=flow(debounce_ms=40))
        service = CountedService(place.environment(name))
        try:
            rows = _cases(service, agency, patient)
            run_of_many = Cost(0, 0, 0, 0, 0, 0, 0, 0)
            for at in range(arguments.messages):
                told("messages", at, arguments.messages)
                _, whole = _say(service, bodies.text(agency.number, f"55119{at % 9:08d}", "sim"))
                run_of_many += whole
        finally:
            service.close()
    each = arguments.messages
    figures: dict[str, str | int | float | None] = {
        f"{name}.{key}": value
        for name, before, whole in rows
        for key, value in (
            ("before", before.trips), ("whole", whole.trips), ("commits", whole.commits), ("graph", whole.graph),
            ("redis", whole.redis), ("lines", whole.lines),
        )
    }  # fmt: skip
    figures |= {
        "many.messages": each,
        "many.trips": run_of_many.trips / each,
        "many.commits": run_of_many.commits / each,
        "many.graph": run_of_many.graph / each,
        "many.redis": run_of_many.redis / each,
        "many.lines": run_of_many.lines / each,
        "many.opened": run_of_many.opened,
        "many.connections": run_of_many.connections,
    }
    return Result(tables=[Table("what a message costs", COLUMNS, [_row(*row) for row in rows])], figures=figures)


def _cases(service: CountedService, agency: Agency, patient: Agency) -> list[tuple[str, Cost, Cost]]:
    number = agency.number
    cold = _say(service, bodies.text(number, ANA, "oi"))
    _say(service, bodies.text(patient.number, ANA, "oi"))
    repeated = bodies.text(number, ANA, "comprar")
    status, unsigned = service.post(repeated, signature="sha256=" + "0" * 64)
    if status != 401:
        raise RuntimeError("an unsigned body was taken")
    return [
        ("text", *_say(service, repeated)),
        ("tap", *_say(service, bodies.tap(patient.number, ANA, "1", "Comprar"))),
        ("first contact", *_say(service, bodies.text(number, "5511900000002", "oi"))),
        ("new process", *cold),
        ("burst", *_say(service, bodies.text(patient.number, ANA, "sim"))),
        ("duplicate", *_say(service, repeated)),
        ("status", *_say(service, bodies.statuses(number, ANA, "wamid.STUB1", ["sent"]))),
        (
            "3 statuses in a body",
            *_say(service, bodies.statuses(number, ANA, "wamid.STUB2", ["sent", "delivered", "read"])),
        ),
        ("unsigned", unsigned, unsigned),
    ]


def _say(service: CountedService, body: bytes) -> tuple[Cost, Cost]:
    status, before = service.post(body)
    if status != 200:
        raise RuntimeError(f"the webhook answered {status}")
    return before, before + service.work()


def _row(name: str, before: Cost, whole: Cost) -> tuple[str | int, ...]:
    return (
        name, before.trips, whole.trips, whole.commits, whole.statements, whole.graph, whole.redis, whole.lines,
        whole.opened, whole.connections,
    )  # fmt: skip
