"""The whole API over this test's own database and Redis, and two agencies that must never see each other."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from functions.render import build
from shared.container import Container
from shared.settings import load_settings
from tests.functions.people import Agency, make_agency
from tests.parts import Database


class Current:
    """The container of the test that runs, since the app is built once for all."""

    container: Container

    def __call__(self) -> Container:
        return self.container


@pytest.fixture(scope="session")
def current() -> Current:
    return Current()


@pytest.fixture(scope="session")
def api(current: Callable[[], Container]) -> FastAPI:
    """Every group in one app."""
    return build(current)


@pytest.fixture
def container(environment: dict[str, str], current: Current) -> Iterator[Container]:
    current.container = Container(load_settings(environment))
    yield current.container
    current.container.stop()


@pytest.fixture
def client(api: FastAPI, container: Container) -> TestClient:
    """A client of every group; faults come back as answers, as they do from a server."""
    return TestClient(api, raise_server_exceptions=False)


@pytest.fixture
def agency(container: Container, database: Database) -> Agency:
    return make_agency(container, database)


@pytest.fixture
def rival(container: Container, database: Database) -> Agency:
    return make_agency(container, database, "Rival")


@pytest.fixture
def super_headers(environment: dict[str, str]) -> dict[str, str]:
    return {"X-Super-Admin-Key": environment["SUPER_ADMIN_API_KEY"]}
