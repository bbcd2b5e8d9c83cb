"""One simulator process for all these tests, forgetting everything between two of them."""

from collections.abc import Iterator

import httpx2
import pytest

from local.ports import free_port
from local.processes import python
from tests.conftest import Spawn
from tests.simulator.client import Simulator
from tests.simulator.receiver import HOST, Receiver, running

ORIGIN = "http://phone.example"


@pytest.fixture(scope="session")
def simulator_url(spawn: Spawn) -> str:
    port = free_port()
    arguments = ("--host", HOST, "--port", str(port), "--seed", "7", "--no-delays", "--cors-origin", ORIGIN)
    spawn("simulator", python("local.simulator", *arguments)).wait_for_port(port)
    return f"http://{HOST}:{port}"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    yield from running(Receiver())


@pytest.fixture(scope="session")
def http_client() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=15) as client:
        yield client


@pytest.fixture
def simulator(simulator_url: str, http_client: httpx2.Client, receiver: Receiver) -> Iterator[Simulator]:
    """A fresh simulator with one registered number; nobody has written to it yet."""
    fresh = Simulator(simulator_url, http_client, receiver)
    fresh.sim("/reset", {"numbers": True, "seed": 7})
    fresh.register()
    yield fresh
    fresh.sim("/reset", {"numbers": True})


@pytest.fixture
def chatting(simulator: Simulator) -> Simulator:
    """The same after Ana wrote "oi": her window is open."""
    simulator.sim("/contacts", {"wa_id": "5511999990001", "name": "Ana"})
    simulator.say("oi")
    simulator.receiver.wait(simulator.receiver.messages)
    simulator.receiver.received.clear()
    return simulator
