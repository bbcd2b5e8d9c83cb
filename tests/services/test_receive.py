"""Every webhook sample is answered and stored once; redelivery adds nothing; nobody speaks for another's number."""

import json
import secrets
from collections.abc import Iterator

import psycopg
import pytest

from shared.clients.cipher import AesGcmCipher, read_keys
from shared.domain.errors import Malformed, NotFound, Unauthenticated
from shared.domain.ids import TenantId
from shared.ports import ConverseWake
from shared.services.receive import Receipt, receive
from shared.services.routing import Routing
from shared.store.database import Database
from shared.whatsapp.payload import read_payload
from shared.whatsapp.signature import sign
from tests import parts
from tests.fakes import RecordingWaker
from tests.whatsapp.samples import NOBODY, SAMPLE_WABAS, body_now, sample_names

SECRET = "the-app-secret"
KEY = "k1:" + "A" * 43 + "="


class Desk:
    """The receiving side with the samples' four numbers, each business account a tenant of its own."""

    def __init__(self, database: parts.Database) -> None:
        self.database = Database(database.pooled_url, 4)
        self.cipher = AesGcmCipher(read_keys([KEY]))
        self.routing = Routing(self.database, self.cipher)
        self.waker = RecordingWaker()
        self.superuser_url = database.superuser_url
        with psycopg.connect(database.superuser_url, autocommit=True) as db:
            for waba in sorted(set(SAMPLE_WABAS.values())):
                db.execute("insert into tenants (name) values (%s)", (waba,))
            for number, waba in SAMPLE_WABAS.items():
                db.execute(
                    "insert into whatsapp_accounts (tenant_id, phone_number_id, waba_id) select id, %s, %s from tenants where name = %s",
                    (number, waba, waba),
                )

    def post(self, body: bytes, *, secret: str = SECRET, signature: str | None = None) -> Receipt:
        signature = "sha256=" + sign(body, secret) if signature is None else signature
        return receive(self.database, self.routing, self.waker, body, signature, secrets=[SECRET])

    def count(self, sql: str) -> int:
        with psycopg.connect(self.superuser_url) as db:
            row = db.execute(f"select count(*) from {sql}").fetchone()
        assert row is not None
        return int(row[0])

    def own_secret(self, number: str, secret: str) -> None:
        """Give a number its own Meta app."""
        with psycopg.connect(self.superuser_url, autocommit=True) as db:
            row = db.execute(
                "select tenant_id, id from whatsapp_accounts where phone_number_id = %s", (number,)
            ).fetchone()
            assert row is not None
            sealed = self.cipher.seal(secret, tenant=TenantId(row[0]), row=row[1], column="app_secret")
            db.execute("update whatsapp_accounts set app_secret = %s where phone_number_id = %s", (sealed, number))
        self.routing.forget([number])


@pytest.fixture
def desk(database: parts.Database) -> Iterator[Desk]:
    opened = Desk(database)
    yield opened
    opened.database.close()


def test_every_sample_is_taken_once_and_a_redelivery_adds_nothing(desk: Desk) -> None:
    bodies = [body_now(name) for name in sample_names()]
    for body in bodies:
        desk.post(body)
    tables = ("inbox", "unrouted", "webhook_changes")
    before, wakes = [desk.count(table) for table in tables], len(desk.waker.wakes)

    for body in bodies:
        desk.post(body)

    assert len(bodies) > 160
    assert [desk.count(table) for table in tables] == before
    assert len(desk.waker.wakes) == wakes
    assert desk.count("inbox where state = 'pending'") > 60


def test_each_well_formed_message_is_stored_once_under_its_own_tenant(desk: Desk) -> None:
    body = body_now("batch-multi-tenant")

    receipt = desk.post(body)

    assert receipt.new == receipt.items == desk.count("inbox")
    assert desk.count("(select distinct tenant_id from inbox) t") == 3
    assert desk.count("inbox i join whatsapp_accounts a on a.id = i.account_id where a.tenant_id <> i.tenant_id") == 0


def test_a_wamid_three_times_in_one_body_is_one_message(desk: Desk) -> None:
    desk.post(body_now("batch-duplicate-wamid"))

    assert desk.count("inbox where kind = 'message'") == len(
        {i.key for i in read_payload(body_now("batch-duplicate-wamid")).items}
    )


def test_a_thousand_statuses_in_one_body_are_taken(desk: Desk) -> None:
    assert desk.post(body_now("batch-1000-statuses")).new == 1000


def test_an_unknown_number_beside_known_ones_is_parked_and_they_go_on(desk: Desk) -> None:
    receipt = desk.post(body_now("batch-unknown-phone"))

    assert receipt.parked >= 1
    assert desk.count(f"unrouted where phone_number_id = '{NOBODY}'") == receipt.parked
    assert desk.count("inbox where state = 'pending'") >= 1


def test_a_body_of_unknown_numbers_only_is_left_to_meta(desk: Desk) -> None:
    body = body_now("text").replace(b"215550001112233", NOBODY.encode()).replace(b"104857600011223", b"994857600099001")

    with pytest.raises(NotFound) as refused:
        desk.post(body)

    assert refused.value.code == "tenant_not_mapped_for_phone_number_id"
    assert desk.count("unrouted") == 0


def test_a_number_named_under_another_business_account_is_attributed_to_nobody(desk: Desk) -> None:
    body = body_now("text").replace(b"104857600011223", b"204857600044556")

    with pytest.raises(NotFound):
        desk.post(body)

    assert desk.count("inbox") == 0


@pytest.mark.parametrize("signature", ["", "sha256=" + "0" * 64, "sha1=abc"])
def test_a_wrong_or_missing_signature_stores_nothing(desk: Desk, signature: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        desk.post(body_now("text"), signature=signature)

    assert refused.value.code == "invalid_signature"
    assert desk.count("inbox") == 0


def test_a_signed_body_that_is_not_json_is_malformed(desk: Desk) -> None:
    with pytest.raises(Malformed):
        desk.post(b"not json")


def test_a_tenants_own_app_speaks_for_its_number_and_for_no_other(desk: Desk) -> None:
    own = secrets.token_hex(16)
    desk.own_secret("325550004445566", own)

    ours = body_now("text-bsuid-only")
    theirs = body_now("text")
    mixed = json.dumps(
        {"object": "whatsapp_business_account", "entry": [*json.loads(ours)["entry"], *json.loads(theirs)["entry"]]}
    ).encode()

    assert desk.post(mixed, secret=own).new == 1
    with pytest.raises(Unauthenticated):
        desk.post(theirs, secret=own)
    assert desk.count("inbox where state = 'pending'") == 1


def test_messages_wake_their_sender_once_and_statuses_wake_nobody(desk: Desk) -> None:
    desk.post(body_now("batch-one-user-three-messages"))
    desk.post(body_now("status-read"))

    (wake,) = desk.waker.wakes
    assert isinstance(wake, ConverseWake)


def test_a_number_that_gets_its_account_is_known_without_a_restart(desk: Desk) -> None:
    body = (
        body_now("text").replace(b"215550001112233", b"995550009990011").replace(b"104857600011223", b"994857600099001")
    )
    with pytest.raises(NotFound):
        desk.post(body)

    with psycopg.connect(desk.superuser_url, autocommit=True) as db:
        db.execute(
            "insert into whatsapp_accounts (tenant_id, phone_number_id) select id, '995550009990011' from tenants limit 1"
        )
    desk.routing.forget(["995550009990011"])

    assert desk.post(body).new == 1
