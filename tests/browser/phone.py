"""The phone of the simulator, used as a person uses it: by role and name."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.names import Names

PATIENCE_MS = 20_000  # for an answer of the bot, on a busy machine


class PhonePage:
    """The page at /simulator. Every act says which words of the answer to wait for."""

    def __init__(self, page: Page, names: Names) -> None:
        self.chat = page.get_by_role("log", name=names("simulator:chat.log"))
        self.textbox = page.get_by_role("textbox", name=names("simulator:composer.label"))
        self._page = page
        self._names = names

    def add_contact(self, name: str) -> None:
        """Be someone new."""
        self.show_tools()
        self._page.get_by_role("button", name=self._names("simulator:contacts.add")).click()
        dialog = self._page.get_by_role("dialog", name=self._names("simulator:newContact.title"))
        dialog.get_by_role("textbox", name=self._names("simulator:newContact.name")).fill(name)
        dialog.get_by_role("button", name=self._names("simulator:newContact.submit")).click()
        expect(dialog).to_be_hidden()

    def show_tools(self) -> None:
        """On a narrow window contacts and tools lie behind a button; on a wide one they are there."""
        behind = self._page.get_by_role("button", name=self._names("simulator:contacts.open"))
        if behind.is_visible():
            behind.click()

    def say(self, text: str, answer: str) -> None:
        self.textbox.fill(text)
        self.textbox.press("Enter")
        self._wait_for(answer)

    def tap(self, title: str, answer: str) -> None:
        """Press the newest button with this title."""
        self.chat.get_by_role("button", name=title, exact=True).last.click()
        self._wait_for(answer)

    def open_list(self, menu: str) -> Locator:
        """Open the newest list of this name; return its rows."""
        self.chat.get_by_role("button", name=menu, exact=True).last.click()
        return self._page.get_by_role("dialog", name=menu).get_by_role("listitem").get_by_role("button")

    def choose(self, menu: str, row: str, answer: str) -> None:
        self.open_list(menu).filter(has_text=row).click()
        self._wait_for(answer)

    def _wait_for(self, answer: str) -> None:
        expect(self.chat.get_by_text(answer).last).to_be_visible(timeout=PATIENCE_MS)
