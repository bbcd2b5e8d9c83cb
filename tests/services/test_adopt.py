"""What was set aside comes back: parked messages when their number has an account, dead ones when told to try again."""

from collections.abc import Iterator

import pytest

from shared.domain.ids import PhoneNumberId
from shared.services.adopt import adopt_parked, revive_dead
from shared.store import inbox
from tests import parts
from tests.fakes import RecordingWaker
from tests.services.bot import FLOW, Bot, make_bot
from tests.services.test_receive import Desk
from tests.superuser import superuser
from tests.whatsapp.samples import NOBODY, body_now


@pytest.fixture
def desk(database: parts.Database) -> Iterator[Desk]:
    opened = Desk(database)
    yield opened
    opened.database.close()


def test_parked_messages_are_taken_in_once_their_number_has_an_account(desk: Desk) -> None:
    parked = desk.post(body_now("batch-unknown-phone")).parked
    with superuser(desk.superuser_url) as db:
        db.execute(
            "insert into whatsapp_accounts (tenant_id, phone_number_id) select id, %s from tenants limit 1", (NOBODY,)
        )
    before = len(desk.waker.wakes)

    first = adopt_parked(desk.database, desk.routing, desk.waker, number=PhoneNumberId(NOBODY))
    again = adopt_parked(desk.database, desk.routing, desk.waker, number=PhoneNumberId(NOBODY))

    assert (first, again) == (parked, 0)
    assert desk.count("unrouted") == 0
    assert len(desk.waker.wakes) == before + 1
    assert (
        desk.count(f"inbox i join whatsapp_accounts a on a.id = i.account_id where a.phone_number_id = '{NOBODY}'")
        == parked
    )


def test_dead_letters_are_listed_without_content_and_get_another_try(database: parts.Database) -> None:
    bot: Bot = make_bot(database, FLOW)
    bot.store("oi")
    bot.sql("update inbox set state = 'dead', attempts = 5, reason = 'KeyError'")
    waker = RecordingWaker()

    (letter,) = bot.database.as_tenant(bot.tenant, lambda tx: inbox.dead_letters(tx, limit=10))
    woken = revive_dead(bot.database, waker, tenant=bot.tenant, ids=[letter.id])
    bot.turn()

    assert (letter.kind, letter.reason, letter.attempts) == ("message", "KeyError", 5)
    assert woken == len(waker.wakes) == 1
    assert bot.messenger.texts == ["Oi! Comprar ou alugar?"]
    bot.database.close()
