"""The whole API on both hosts over one database: on Render's way in this process, on Lambda's under AWS's runtime client."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.environment import Addresses, with_inherited
from local.environment import environment as local_environment
from local.lambda_host.host import Host
from local.secrets import generate
from shared.container import Container
from shared.settings import load_settings
from tests.clones import Clones
from tests.conftest import NOWHERE
from tests.functions.conftest import agency, api, client, container, current
from tests.functions.people import Agency, make_agency
from tests.functions.test_both_hosts import world
from tests.parts import Parts

__all__ = ["agency", "api", "client", "container", "current", "world"]  # fixtures, found by name


@pytest.fixture
def host(environment: dict[str, str], tmp_path: Path) -> Iterator[Host]:
    """All functions of serverless.yml; a process starts with the first call of its function."""
    running = Host(with_inherited(environment), tmp_path, heartbeat=False)
    yield running
    running.close()


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment that several tests use, because each of its processes takes its time to start."""

    host: Host
    environment: Mapping[str, str]
    agency: Agency
    logs: Path


@pytest.fixture(scope="module")
def deployed(parts: Parts, clones: Clones, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    database, logs = clones.take(), tmp_path_factory.mktemp("functions")
    addresses = Addresses(
        pooled_url=database.pooled_url,
        direct_url=database.direct_url,
        redis_rest_url=parts.redis_rest_url,
        simulator_url=NOWHERE,
        public_url="http://testserver",
    )
    variables = local_environment("test", generate(), addresses) | {"UPSTASH_REDIS_REST_TOKEN": parts.redis_tokens[-2]}
    container = Container(load_settings(variables))
    running = Host(with_inherited(variables), logs, heartbeat=False)
    yield Deployed(running, variables, make_agency(container, database), logs)
    running.close()
    container.stop()
    clones.give_back(database)
