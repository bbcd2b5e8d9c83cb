"""The way in: one message for whatever is wrong, a language that is kept, and nothing to see without it."""

import pytest
from playwright.sync_api import expect

from local.system import System
from tests.browser.conftest import OpenPage
from tests.browser.names import Names

pytestmark = pytest.mark.browser


def test_wrong_password_and_unknown_person_read_the_same(open_page: OpenPage, site: System) -> None:
    names = Names("pt-BR")
    page, witness = open_page("pt-BR", "desktop")
    page.goto("/login")
    for email in (site.environment["AUTH_SEED_ADMIN_EMAIL"], "ninguem@example.com"):
        page.get_by_role("textbox", name=names("auth:login.email")).fill(email)
        page.get_by_label(names("auth:login.password"), exact=True).fill("errada")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(names("auth:login.wrong"))
        witness.check_accessibility("refused")
    witness.faults.clear()  # the browser itself notes each 401 in the console


def test_signing_in_by_keyboard_and_keeping_the_language(open_page: OpenPage, site: System) -> None:
    portuguese, english = Names("pt-BR"), Names("en")
    page, witness = open_page("pt-BR", "desktop")
    page.goto("/leads")

    page.get_by_role("textbox", name=portuguese("auth:login.email")).focus()
    page.keyboard.type(site.environment["AUTH_SEED_ADMIN_EMAIL"])
    page.keyboard.press("Tab")
    page.keyboard.type(site.environment["AUTH_SEED_ADMIN_PASSWORD"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=portuguese("leads:title"), level=1)).to_be_visible()
    page.get_by_role("navigation", name=portuguese("common:nav.label")).get_by_role("link").first.press("Enter")
    page.get_by_role("combobox", name=portuguese("common:language.label")).select_option("en")
    expect(page.get_by_role("heading", name=english("inbox:title"), level=1)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("heading", name=english("inbox:title"), level=1)).to_be_visible()
    page.get_by_role("button", name=english("common:theme.toggle")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    witness.check_accessibility("dark inbox")

    page.get_by_role("button", name=english("common:account.signOut")).click()
    expect(page.get_by_role("heading", name=english("auth:login.title"), level=1)).to_be_visible()
    page.goto("/inbox")
    expect(page.get_by_role("heading", name=english("auth:login.title"), level=1)).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(open_page: OpenPage) -> None:
    page, witness = open_page("en", "phone")
    page.goto("/nowhere")

    expect(page.get_by_role("heading", name=Names("en")("common:notFound.title"))).to_be_visible()
    witness.check_accessibility("not found")
