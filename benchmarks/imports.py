"""Cold start of each function: processor time of a fresh process that imports it, against floors in the same run.

Each case is a whole process, `python -c LINE`; all cases run once a round in shuffled order, with byte code and a warm page
cache; user + system time of the child, least of all rounds (other work on the machine only adds). "serves" and "proves" also
answer one request, on a Postgres that is there: what waits at the import is brought then, so that nothing is only put off.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.rig import bodies
from benchmarks.rig.agency import plant
from benchmarks.rig.place import Place
from benchmarks.rig.result import Bars, Result, Table, Told
from local.checkout import ROOT
from local.environment import with_inherited

FLOOR = "floor: stdlib + psycopg"
RESOLVER = "floor: Powertools resolver"
FASTAPI_CORE = "FastAPI + Mangum + Logger + SQLAlchemy core"
ADMIN = "FastAPI + Mangum + Logger + SQLAlchemy core + jwt + argon2"
FASTAPI = "from fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI(openapi_url=None)\n@app.post('/w')\nasync def w(): return {}\nh = Mangum(app, lifespan='off')\nfrom aws_lambda_powertools import Logger\nLogger(service='x')\nimport sqlalchemy\nsqlalchemy.create_engine('postgresql+psycopg://u@127.0.0.1/x')\n"
CASES = {
    "nothing": "pass",
    FLOOR: "import base64, hashlib, hmac, http.client, json, psycopg\npsycopg.pq.version()",
    RESOLVER: "from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver\nAPIGatewayHttpResolver()",
    FASTAPI_CORE: FASTAPI,
    ADMIN: FASTAPI + "import jwt, argon2\n",
    "alembic + psycopg": "import alembic.command, alembic.config, psycopg",
    "webhook": "import functions.webhook.handler",
    "jobs": "import functions.jobs.handler",
    "health": "import functions.health.handler",
    "auth": "import functions.auth.handler",
    "inbox": "import functions.inbox.handler",
    "leads": "import functions.leads.handler",
    "flows": "import functions.flows.handler",
    "super_admin": "import functions.super_admin.handler",
    "migrate": "import functions.migrate.handler",
    "render (all)": "import functions.render",
}
SERVE = (
    "import sys, json\nfrom functions.{name}.handler import handler\n"
    "answer = handler(json.loads(sys.argv[1]), None)\nassert answer['statusCode'] == 200, answer\n"
)
TELL = "print(answer['body'])"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how often."""
    parser.add_argument("--rounds", type=int, default=9, help="how often each case runs (9)")
    parser.add_argument("--seed", type=int, default=1, help="of the order (1)")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    told("starting", 0, 1)
    with Place() as place:
        name = place.database()
        agency = plant(place.superuser_url(name))
        variables = place.environment(name) | {"AWS_LAMBDA_FUNCTION_NAME": "webhook"}
        cases: dict[str, tuple[str, list[str]]] = {case: (line, []) for case, line in CASES.items()}
        cases |= {
            case: (SERVE.format(name=case.split()[0]), [event]) for case, event in _requests(variables, agency.number)
        }
        found: dict[str, list[float]] = {case: [] for case in cases}
        order = random.Random(arguments.seed)
        for at in range(arguments.rounds + 1):
            for case in order.sample(list(cases), len(cases)):
                measured = _one(*cases[case], variables)
                if at:  # the first round writes byte code and warms the page cache
                    found[case].append(measured)
            told("importing", at, arguments.rounds)
    return _result(found, arguments.seed)


def _result(found: dict[str, list[float]], seed: int) -> Result:
    least = {case: min(runs) for case, runs in found.items()}
    floor = least[FLOOR]
    rows = [(case, ms, ms / floor) for case, ms in least.items()]
    figures: dict[str, str | int | float | None] = {f"{case}.ms": ms for case, ms in least.items()}
    figures |= {
        "webhook.x_floor": least["webhook"] / floor,
        "webhook.x_fastapi": least["webhook"] / least[FASTAPI_CORE],
        "health.x_resolver": least["health"] / least[RESOLVER],
        "admin.x_line": max(least[name] for name in ("auth", "inbox", "leads")) / least[ADMIN],
        "flows.x_line": least["flows"] / least[ADMIN],
    }
    columns = ("case", "CPU ms", "x stdlib + psycopg")
    return Result(
        tables=[
            Table("cold start", columns, rows, "Least of all rounds. 'render (all)' is the one process of Render.")
        ],
        figures=figures,
        plots=[
            Bars(
                "imports",
                "Cold start, processor time",
                "ms",
                [(case, ms) for case, ms, *_ in rows if case != "nothing"],
            )
        ],
        seed=seed,
    )


def _requests(variables: Mapping[str, str], number: str) -> Iterator[tuple[str, str]]:
    """What a function is asked first, as cases and events; the first sign-in of all makes who signs in."""
    status = bodies.statuses(number, "5511900000001", "wamid.X", ["sent"])
    signed = {"x-hub-signature-256": bodies.signature(status, variables["WA_WEBHOOK_SECRET"])}
    yield "webhook serves a status", _event("POST", "/webhook", status, signed)
    yield "health serves liveness", _event("GET", "/health/liveness")
    who = {"email": variables["AUTH_SEED_ADMIN_EMAIL"], "password": variables["AUTH_SEED_ADMIN_PASSWORD"]}
    login = _event("POST", "/auth/login", json.dumps(who).encode(), {"content-type": "application/json"})
    token = {"authorization": f"Bearer {_answer('auth', login, variables)['access_token']}"}
    yield "auth serves a sign-in", login
    yield "inbox serves its list", _event("GET", "/admin/conversations", headers=token)
    yield "leads serves the board", _event("GET", "/admin/leads/board", headers=token)
    listed = _event("GET", "/admin/chatbot-flows", headers=token)
    yield "flows serves its list", listed
    flow = _answer("flows", listed, variables)["items"][0]["id"]
    yield "flows proves a draft", _event("POST", f"/admin/chatbot-flows/{flow}/validate", headers=token)


def _answer(name: str, event: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """Ask a function in a process of its own; give the body of its answer, the last line it prints."""
    done = subprocess.run(
        [sys.executable, "-c", SERVE.format(name=name) + TELL, event],
        cwd=ROOT,
        env=with_inherited(variables),
        capture_output=True,
        text=True,
        check=True,
    )
    body: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return body


def _one(line: str, args: list[str], variables: Mapping[str, str]) -> float:
    """Milliseconds of processor time."""
    environment = {key: value for key, value in with_inherited(variables).items() if key != "PYTHONDONTWRITEBYTECODE"}
    code = f"{line}\nimport os\nos._exit(0)"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *args],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with process:
        told = process.stderr.read() if process.stderr else b""
        _, code_, usage = os.wait4(process.pid, 0)
        process.returncode = code_
    if code_:
        raise RuntimeError(f"{line}\n{told.decode()[-1000:]}")
    return (usage.ru_utime + usage.ru_stime) * 1e3


def _event(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> str:
    """An HTTP API's event, payload format 2.0."""
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "bench"}
    return json.dumps(
        {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"x-forwarded-proto": "https", **(headers or {})},
            "requestContext": {"stage": "$default", "requestId": "1", "http": http},
            "body": body.decode(),
            "isBase64Encoded": False,
        }
    )
