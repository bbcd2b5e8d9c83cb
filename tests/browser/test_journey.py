"""A newcomer's first quarter of an hour: talk to the bot, book a visit, find the lead on the board and in the inbox."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.names import Names
from tests.browser.phone import PhonePage
from tests.browser.scripts import BOOK, BOOKED, GREETING, SEARCH, THANKS
from tests.browser.witness import Witness

pytestmark = pytest.mark.browser

PEOPLE = {("pt-BR", "desktop"): "Ana Silva", ("en", "desktop"): "John Miller", ("pt-BR", "phone"): "Bruna Castro"}
STAGE = "Visita marcada"  # stages are named in the language of the agency, whatever the page speaks
SOON_MS = 15_000  # a focused inbox asks within 4.6 s, an idle one not before 17 s; a busy machine adds its own


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk in one language on one size of window."""

    names: Names
    person: str


@pytest.mark.parametrize(("language", "size"), PEOPLE)
def test_from_the_first_word_to_the_lead_on_the_board(language: str, size: str, open_page: OpenPage) -> None:
    walk = Walk(Names(language), PEOPLE[language, size])
    contact, contact_witness = open_page(language, size)
    admin, admin_witness = open_page(language, size)

    phone = book_a_visit(walk, contact, contact_witness)
    sign_in(walk, admin, admin_witness)
    read_the_lead(walk, admin, admin_witness)
    thread = read_the_thread(walk, admin, admin_witness)
    see_a_message_arrive(walk, phone, thread)
    let_a_day_pass(walk, contact, phone, admin)
    begin_again(walk, contact, phone)


def book_a_visit(walk: Walk, page: Page, witness: Witness) -> PhonePage:
    names = walk.names
    page.goto("/simulator")
    expect(page.get_by_role("heading", name=names("simulator:title"))).to_be_visible()
    phone = PhonePage(page, names)
    phone.add_contact(walk.person)
    witness.check_accessibility("empty phone")

    SEARCH[names.language](phone)
    listing = phone.chat.get_by_role("article").first
    expect(listing).to_contain_text("R$")
    listing.scroll_into_view_if_needed()
    page.wait_for_function("[...document.querySelectorAll('article img')].some((image) => image.naturalWidth > 0)")
    witness.check_accessibility("listings")

    BOOK[names.language](phone)
    expect(phone.chat.get_by_text(names("chat:tick.delivered")).last).to_be_attached()
    witness.check_accessibility("booked visit")
    return phone


def sign_in(walk: Walk, page: Page, witness: Witness) -> None:
    page.goto("/leads")
    page.get_by_role("button", name=walk.names("auth:demo.fill")).click()
    witness.check_accessibility("sign-in")
    page.get_by_role("button", name=walk.names("auth:login.submit"), exact=True).click()


def read_the_lead(walk: Walk, page: Page, witness: Witness) -> None:
    names = walk.names
    board = page.get_by_role("region", name=names("leads:board.label"))
    card = board.get_by_role("region", name=STAGE).get_by_role("link", name=walk.person)
    expect(card).to_be_visible()
    witness.check_accessibility("board")

    card.click()
    expect(page.get_by_role("heading", name=walk.person, level=1)).to_be_visible()
    expect(page.get_by_role("region", name=names("leads:lead.answers"))).to_contain_text(re.compile(r"AP\d{4}"))
    expect(page.get_by_role("list", name=names("leads:timeline.title"))).to_contain_text(STAGE)
    witness.check_accessibility("lead")


def read_the_thread(walk: Walk, page: Page, witness: Witness) -> Locator:
    names = walk.names
    page.get_by_role("navigation").get_by_role("link", name=names("common:nav.inbox")).click()
    expect(page.get_by_role("heading", name=names("inbox:title"), level=1)).to_be_visible()
    row = page.get_by_role("button", name=walk.person, exact=True)
    expect(row).to_be_visible()
    witness.check_accessibility("inbox")

    row.click()
    thread = page.get_by_role("log", name=names("inbox:thread.label", name=walk.person))
    expect(thread.get_by_text(BOOKED[names.language]).last).to_be_visible()
    witness.check_accessibility("thread")
    return thread


def see_a_message_arrive(walk: Walk, phone: PhonePage, thread: Locator) -> None:
    thanks = THANKS[walk.names.language]
    phone.textbox.fill(thanks)
    phone.textbox.press("Enter")
    expect(thread.get_by_text(thanks)).to_be_visible(timeout=SOON_MS)


def let_a_day_pass(walk: Walk, contact: Page, phone: PhonePage, admin: Page) -> None:
    phone.show_tools()
    contact.get_by_role("button", name=walk.names("simulator:tools.skip")).click()
    admin.reload()
    expect(admin.get_by_text(walk.names("chat:window.closed"))).to_be_visible()


def begin_again(walk: Walk, contact: Page, phone: PhonePage) -> None:
    phone.show_tools()
    contact.get_by_role("button", name=walk.names("simulator:tools.restart")).click()
    expect(phone.chat.get_by_text(BOOKED[walk.names.language])).to_have_count(0)
    phone.say(*GREETING[walk.names.language])
