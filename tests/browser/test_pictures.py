"""The README's pictures, of the real system with a few people in it: `./prosa test tests/browser --screenshots`."""

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from local.system import System
from tests.browser.names import Names
from tests.browser.phone import PhonePage
from tests.browser.scripts import SEARCH
from tests.journeys.conftest import is_at_rest
from tests.journeys.phone import Phone

pytestmark = pytest.mark.browser

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WINDOW = (1300, 900)
SCALE = 1.25  # sharp on a dense screen without weighing twice as much
FRAME = "xpath=ancestor::*[2]"  # of the chat: the phone's screen, then the rim round it

QUEST = ("oi", "[Comprar]", "[Apartamento]", "campinas", "tanto faz", "até uns 700 mil", "2 ou 3 quartos")
RENT = ("oi", "[Alugar]", "[Apartamento]", "curitiba", "tanto faz", "até 4 mil", "tanto faz")
HOUSE = ("oi", "[Comprar]", "[Casa ou sobrado]", "são paulo", "tanto faz", "tanto faz", "tanto faz")
VISIT = ("[Gostei]", "[Agendar visita]", "[Pode usar]", "sexta às 15h", "[Pode marcar]")
PEOPLE = {
    "Rafael Moreira": ("oi",),
    "Vera Lúcia Pinto": ("oi", "[Alugar]"),
    "Juliana Prates": ("oi", "[Comprar]"),
    "Diego Martins": QUEST[:4],
    "Beatriz Farias": RENT[:3],
    "Camila Duarte": HOUSE,
    "Gustavo Lima Neto": RENT,
    "Fernanda Ribeiro": (*HOUSE[:5], "até 900 mil", "3 quartos"),
    "Bruno Carvalho": RENT,
    "Sofia Andrade": QUEST,
    "Carla Nogueira": (*QUEST, "[Gostei]"),
    "Paulo Henrique Dias": (*HOUSE, "[Gostei]"),
    "Helena Campos": (*RENT, "[Gostei]"),
    "Renato Albuquerque": (*QUEST, "[Ver mais]", "[Gostei]"),
    "Patrícia Gomes": (*HOUSE, *VISIT),
    "Marcos Teixeira": (*RENT, *VISIT),
    "Ana Souza": (*QUEST, *VISIT),
}


def test_take_the_pictures(browser: Browser, site: System) -> None:
    number = site.demo.numbers[0].phone_number_id
    for place, (name, acts) in enumerate(PEOPLE.items()):
        phone = Phone(site.simulator_url, number, f"551197770{place:04}", name, partial(is_at_rest, site))
        for act in acts:
            phone.act(act)
        phone.close()
    IMAGES.mkdir(exist_ok=True)

    portuguese = open_window(browser, site, "pt-BR")
    shoot_phone(portuguese)
    sign_in(portuguese, Names("pt-BR"))
    shoot_board(portuguese, "board.pt-BR.png")
    english = open_window(browser, site, "en")
    sign_in(english, Names("en"))
    shoot_board(english, "board.png")


def open_window(browser: Browser, site: System, language: str) -> Page:
    return browser.new_context(
        base_url=site.url,
        viewport={"width": WINDOW[0], "height": WINDOW[1]},
        device_scale_factor=SCALE,
        locale=language,
        timezone_id="America/Sao_Paulo",
    ).new_page()


def shoot_phone(page: Page) -> None:
    page.goto("/simulator")
    phone = PhonePage(page, Names("pt-BR"))
    phone.add_contact("Marina Lopes")
    SEARCH["pt-BR"](phone)
    page.get_by_role("heading", level=1).click()  # away from the line to write in
    settle(page)
    phone.chat.locator(FRAME).screenshot(path=IMAGES / "phone.png")


def sign_in(page: Page, names: Names) -> None:
    page.goto("/leads")
    page.get_by_role("button", name=names("auth:demo.fill")).click()
    page.get_by_role("button", name=names("auth:login.submit"), exact=True).click()


def shoot_board(page: Page, name: str) -> None:
    expect(page.get_by_role("link", name="Ana Souza")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    settle(page)
    page.screenshot(path=IMAGES / name)


def settle(page: Page) -> None:
    """Wait until everything that is fetched is there, and nothing moves."""
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
