"""Everything the simulator remembers, put together in one place."""

from collections import defaultdict
from random import Random

from local.simulator.accounts import Accounts
from local.simulator.chats import Chats
from local.simulator.checks.templates import Template
from local.simulator.contacts import Contacts
from local.simulator.courier import Courier
from local.simulator.events import Events
from local.simulator.faults import Faults
from local.simulator.journal import Journal
from local.simulator.ledger import Ledger
from local.simulator.media import MediaStore
from local.simulator.payloads import Update
from local.simulator.settings import Settings
from local.simulator.statuses import Statuses
from local.simulator.timers import Timers


class World:
    """One simulator. Single-threaded: everything runs on one event loop.

    start: the settings it begins with and goes back to on reset.
    """

    def __init__(self, base_url: str, *, seed: int | None = None, start: Settings | None = None) -> None:
        self.dice = Random(seed)
        self._start = start or Settings()
        self.accounts = Accounts()
        self.events = Events()
        self.timers = Timers()
        self.media = MediaStore(base_url, self.dice)
        self._begin()

    def _begin(self) -> None:
        self.contacts = Contacts(self.dice)
        self.chats = Chats(self.dice)
        self.journal = Journal()
        self.ledger = Ledger()
        self.faults = Faults(self.dice)
        self.templates: defaultdict[str, list[Template]] = defaultdict(list)
        self.courier = Courier(self.accounts, self.journal, self.timers, self.dice)
        self.courier.on_accepted = self._inbound_arrived
        self.statuses = Statuses(
            contacts=self.contacts,
            media=self.media,
            courier=self.courier,
            events=self.events,
            ledger=self.ledger,
            timers=self.timers,
            dice=self.dice,
        )
        self.apply(self._start)

    def apply(self, settings: Settings) -> None:
        """Put settings into force."""
        self.settings = settings
        self.courier.settings = settings
        self.statuses.settings = settings
        self.media.settings = settings.media

    def reset(self, *, numbers: bool = False, seed: int | None = None) -> None:
        """Forget everything but the numbers; those too if asked."""
        self.timers.cancel()
        self.courier.close()
        self.media.clear()
        if numbers:
            self.accounts = Accounts()
        for number in self.accounts.numbers.values():
            number.start_over()
        if seed is not None:
            self.dice.seed(seed)
        self._begin()

    def _inbound_arrived(self, update: Update) -> None:
        """Give the person's message its second tick once the webhook was answered 200."""
        number = self.accounts.numbers.get(update.phone_number_id)
        if update.part != "messages" or update.wamid is None or number is None:
            return
        bubble = self.chats.find(update.wamid, number)
        if bubble is not None and bubble.advance("delivered"):
            self.events.publish(bubble.chat.key, "status", {"wamid": bubble.wamid, "status": bubble.status})
