"""Pages that are watched while they are used, on the running system, and the camera for the README's pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from local.system import System
from tests.browser.witness import Witness
from tests.journeys.conftest import system as running  # one recipe for a running system

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
TIMEOUT_MS = 15_000

system = running
OpenPage = Callable[[str, str], tuple[Page, Witness]]
Camera = Callable[[Page, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="write the README's pictures to docs/images")


@pytest.fixture(scope="session")
def site(system: System) -> System:
    """The running system with its page built."""
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
        page = context.new_page()
        witnesses.append(Witness(page))
        return page, witnesses[-1]

    yield start
    for context in browser.contexts:
        context.close()
    assert [fault for witness in witnesses for fault in witness.faults] == []


@pytest.fixture
def camera(request: pytest.FixtureRequest) -> Camera:
    """Take a picture for the README when `--screenshots` asks for it."""
    is_wanted = request.config.getoption("--screenshots", default=False)

    def shoot(page: Page, name: str) -> None:
        if is_wanted:
            IMAGES.mkdir(exist_ok=True)
            page.screenshot(path=IMAGES / f"{name}.png")

    return shoot
