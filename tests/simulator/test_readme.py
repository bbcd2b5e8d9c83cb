"""The README tells of every route, setting, fault and mode, with the defaults the code has."""

import json
import re
import shlex
from pathlib import Path
from typing import get_args

from starlette.routing import BaseRoute, Mount, Route

from local.simulator.app import build
from local.simulator.faults import Kind
from local.simulator.settings import Settings, WebhookMode
from local.simulator.world import World
from tests.simulator.client import Simulator

README = (Path(__file__).parents[2] / "local" / "simulator" / "README.md").read_text()


def paths(routes: list[BaseRoute], prefix: str = "") -> list[str]:
    found: list[str] = []
    for route in routes:
        if isinstance(route, Mount):
            found += paths(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            found.append(prefix + route.path)
    return found


def test_every_control_route_is_told() -> None:
    routes = [path for path in paths(build(World("http://x")).routes) if path.startswith("/sim")]
    told = [re.sub(r"\{.*", "", path).rstrip("/") for path in routes if "/chats/{number}" not in path]
    of_chats = [path.rsplit("/", 1)[1] for path in routes if path.startswith("/sim/chats/{number}/{contact}/")]

    assert len(routes) > 25
    assert [path for path in told if path not in README] == []
    assert [verb for verb in of_chats if f"/{verb}" not in README and f"…/{verb}" not in README] == []


def test_every_fault_and_mode_is_told() -> None:
    words = [*get_args(Kind), *WebhookMode.model_fields]

    assert [word for word in words if word not in README] == []


def test_the_defaults_are_those_of_the_code() -> None:
    block = re.search(r"### Settings \(defaults\)\n\n(.*?)\n\n", README, re.DOTALL)
    assert block is not None
    told = json.loads(re.sub(r'("\w+")(\|"\w+")+', r"\1", block[1]))

    assert told == json.loads(Settings().model_dump_json())


def test_the_first_chat_works_as_written(simulator: Simulator) -> None:
    block = re.search(r"## A first chat with curl\n\n(.*?)\n\n##", README, re.DOTALL)
    assert block is not None
    script = block[1].replace("\n      ", " ").replace("http://127.0.0.1:8000", simulator.receiver.url)
    calls = [shlex.split(line, comments=True) for line in script.splitlines() if " -s " in line]
    answers = []
    for call in calls:
        url = call[2].replace("$S", simulator.url)
        content = call[call.index("-d") + 1] if "-d" in call else None
        headers = dict([call[call.index("-H") + 1].split(": ")]) if "-H" in call else {}
        method = "POST" if content else "GET"
        answers.append(simulator.http.request(method, url, content=content and content.encode(), headers=headers))

    assert [answer.status_code for answer in answers] == [200] * 5
    assert [message["text"] for message in answers[-1].json()["messages"]] == ["oi", "Olá!"]
