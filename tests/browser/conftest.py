"""Pages that are watched while they are used, on the running system."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from local import page
from local.system import System
from tests.browser.chromium import launched
from tests.browser.witness import Witness
from tests.journeys.conftest import system as running  # one recipe for a running system

PICTURES = "test_pictures.py"
SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
TIMEOUT_MS = 15_000

system = running
OpenPage = Callable[[str, str], tuple[Page, Witness]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="also take the README's pictures, into docs/images")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Taking pictures proves nothing, so it is no test unless someone asks for them."""
    is_wanted = config.getoption("--screenshots", default=False)
    return True if collection_path.name == PICTURES and not is_wanted else None


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, until the last test of this folder: Playwright keeps an event loop running in the thread meanwhile."""
    with launched() as running:
        yield running


@pytest.fixture(scope="session")
def site(system: System) -> System:
    """The running system with its page built, as a user gets it."""
    page.build()  # also installs what watches it
    system.wait_for_page()
    return system


@pytest.fixture
def open_page(browser: Browser, site: System) -> Iterator[OpenPage]:
    """`open_page(language, size)`: a fresh browser profile; what it did wrong fails the test at its end."""
    witnesses: list[Witness] = []

    def start(language: str, size: str) -> tuple[Page, Witness]:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="America/Sao_Paulo",
        )
        context.set_default_timeout(TIMEOUT_MS)
        opened = context.new_page()
        witnesses.append(Witness(opened))
        return opened, witnesses[-1]

    yield start
    for context in browser.contexts:
        context.close()
    assert [fault for witness in witnesses for fault in witness.faults] == []
