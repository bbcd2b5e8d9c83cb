"""The real parts every test can ask for: a database of its own behind the pooler, a Redis of its own, processes."""

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import hypothesis
import pytest

from local.environment import Addresses, with_inherited
from local.environment import environment as local_environment
from local.openai_stub.client import OpenAiStub
from local.ports import FD, HOST, listen, port_of
from local.processes import Child, python
from local.secrets import generate
from shared.store.core import Core
from tests.clones import Clones
from tests.lanes import ByLane
from tests.parts import Database, OwnParts, Parts, RedisRest

PASSED_ON = "PROSA_TEST_PARTS"  # how the workers of pytest-xdist learn of the stack that their controller started
NOWHERE = f"http://{HOST}:9"  # a port where nothing listens: whoever needs the simulator starts one and says where

Spawn = Callable[..., Child]

# How long an example takes says how busy the machine is, and nothing of what is tested.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Start the stack before the workers, which inherit the variable."""
    own = OwnParts()
    config.add_cleanup(own.stop)
    os.environ[PASSED_ON] = json.dumps(asdict(own.parts))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByLane:
    """Keep together what shares a running system."""
    return ByLane(config, log)


@pytest.fixture(scope="session")
def parts() -> Iterator[Parts]:
    """The stack, started by whoever asks first when no controller did."""
    passed_on = os.environ.get(PASSED_ON)
    if passed_on:
        yield Parts(**json.loads(passed_on))
        return
    own = OwnParts()
    yield own.parts
    own.stop()


@pytest.fixture(scope="session")
def clones(parts: Parts) -> Iterator[Clones]:
    """Fresh copies of the migrated template, for those who need one for more than a test."""
    made = Clones(parts)
    yield made
    made.close()


@pytest.fixture
def database(clones: Clones) -> Iterator[Database]:
    """A fresh copy of the migrated template, for this test alone."""
    clone = clones.take()
    yield clone
    clones.give_back(clone)


@pytest.fixture
def core(database: Database) -> Iterator[Core]:
    """The admin side's way into it."""
    made = Core(database.pooled_url, pool_size=1)
    yield made
    made.close()


@pytest.fixture
def redis_rest(parts: Parts, worker_id: str) -> RedisRest:
    """An empty database of Valkey's, not shared with tests that run at the same time."""
    token = parts.redis_tokens[int(worker_id.removeprefix("gw")) if worker_id != "master" else 0]
    flush = Request(parts.redis_rest_url, data=b'["FLUSHDB"]', headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - our own address
    with urlopen(flush):  # noqa: S310 - same
        return RedisRest(parts.redis_rest_url, token)


@pytest.fixture
def environment(database: Database, redis_rest: RedisRest) -> dict[str, str]:
    """Every variable `shared.settings` needs, with this test's database and Redis; change what the test is about."""
    addresses = Addresses(
        pooled_url=database.pooled_url,
        direct_url=database.direct_url,
        redis_rest_url=redis_rest.url,
        simulator_url=NOWHERE,
        public_url="http://testserver",
    )
    variables = local_environment("test", generate(), addresses)
    return variables | {"UPSTASH_REDIS_REST_TOKEN": redis_rest.token}


@pytest.fixture(scope="session")
def spawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spawn]:
    """`spawn(name, argv, env=…) -> Child`: a process of the checkout that ends with the test session at the latest."""
    logs, children = tmp_path_factory.mktemp("logs"), list[Child]()

    def start(
        name: str,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        listener: socket.socket | None = None,
    ) -> Child:
        log = logs / f"{len(children)}-{name}.log"
        variables = None if env is None else with_inherited(env)
        children.append(Child(name, argv, log=log, env=variables, listener=listener))
        return children[-1]

    yield start
    for child in reversed(children):
        child.stop()


@pytest.fixture(scope="session")
def running_openai_stub(spawn: Spawn) -> OpenAiStub:
    """One OpenAI stub for all; see `openai_stub`."""
    listener = listen()
    port = port_of(listener)
    spawn("openai-stub", python("local.openai_stub", FD, str(listener.fileno())), listener=listener).wait_for_port(port)
    return OpenAiStub(f"http://{HOST}:{port}")


@pytest.fixture
def openai_stub(running_openai_stub: OpenAiStub) -> OpenAiStub:
    """The stub, with nothing scripted and nothing asked yet."""
    running_openai_stub.script()
    return running_openai_stub
