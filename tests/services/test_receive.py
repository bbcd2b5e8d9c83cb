"""Every webhook sample is answered and stored once; redelivery adds nothing; nobody speaks for another's number."""

import json
import secrets
from collections.abc import Iterator

import pytest

from shared.clients.cipher import AesGcmCipher, read_keys
from shared.domain.errors import Malformed, NotFound, Unauthenticated
from shared.domain.ids import TenantId
from shared.ports import ConverseWake
from shared.services.receive import Receipt, receive
from shared.services.routing import Routing
from shared.services.storing import Storing
from shared.store.database import Database
from shared.whatsapp.payload import read_payload
from shared.whatsapp.signature import sign
from tests import parts
from tests.fakes import RecordingWaker
from tests.superuser import run_sql, superuser
from tests.whatsapp.samples import NOBODY, SAMPLE_WABAS, body_now, sample_names

SECRET = "the-app-secret"
KEY = "k1:" + "A" * 43 + "="


class Desk:
    """The receiving side with the samples' four numbers, each business account a tenant of its own."""

    def __init__(self, database: parts.Database) -> None:
        self.database = Database(database.pooled_url, 4)
        self.storing = Storing(self.database)
        self.cipher = AesGcmCipher(read_keys([KEY]))
        self.routing = Routing(self.database, self.cipher)
        self.waker = RecordingWaker()
        self.superuser_url = database.superuser_url
        with superuser(database.superuser_url) as db:
            for waba in sorted(set(SAMPLE_WABAS.values())):
                db.execute("insert into tenants (name) values (%s)", (waba,))
            for number, waba in SAMPLE_WABAS.items():
                db.execute(
                    "insert into whatsapp_accounts (tenant_id, phone_number_id, waba_id) select id, %s, %s from tenants where name = %s",
                    (number, waba, waba),
                )

    def post(self, body: bytes, *, secret: str = SECRET, signature: str | None = None) -> Receipt:
        signature = "sha256=" + sign(body, secret) if signature is None else signature
        return receive(self.storing, self.routing, self.waker, body, signature, secrets=[SECRET])

    def count(self, sql: str) -> int:
        ((found,),) = run_sql(self.superuser_url, f"select count(*) from {sql}")
        return int(found)

    def own_secret(self, number: str, secret: str) -> None:
        """Give a number its own Meta app."""
        with superuser(self.superuser_url) as db:
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


@pytest.mark.parametrize(
    ("sample", "acted", "stops"),
    [
        ("status-failed-131042", "1 hour", True),  # payment: nothing that comes after would be delivered either
        ("status-failed-131042", "-1 hour", False),  # a person has acted since
        ("status-failed-131026", "1 hour", False),  # this contact cannot be reached
    ],
)
def test_a_failure_that_is_the_numbers_own_stops_it_until_a_person_acts(
    desk: Desk, sample: str, acted: str, stops: bool
) -> None:
    run_sql(desk.superuser_url, "update whatsapp_accounts set updated_at = now() - %s::interval", acted)

    desk.post(body_now(sample))

    assert desk.count("whatsapp_accounts where attention_reason = 'graph_131042'") == stops
    assert desk.count("whatsapp_accounts where status = 'needs_attention'") == stops


def test_a_number_that_gets_its_account_is_known_without_a_restart(desk: Desk) -> None:
    body = (
        body_now("text").replace(b"215550001112233", b"995550009990011").replace(b"104857600011223", b"994857600099001")
    )
    with pytest.raises(NotFound):
        desk.post(body)

    with superuser(desk.superuser_url) as db:
        db.execute(
            "insert into whatsapp_accounts (tenant_id, phone_number_id) select id, '995550009990011' from tenants limit 1"
        )
    desk.routing.forget(["995550009990011"])

    assert desk.post(body).new == 1


NUMBER, WABA = next(iter(SAMPLE_WABAS.items()))
POISON = {
    "half a surrogate pair in its text": '{"from":"5511","id":"wamid.p1","timestamp":"1","type":"text","text":{"body":"\\ud800"}}',
    "a NUL in its id": '{"from":"5511","id":"wamid.\\u0000","timestamp":"1","type":"text","text":{"body":"x"}}',
    "NaN": '{"from":"5511","id":"wamid.p2","timestamp":NaN,"type":"text","text":{"body":"x"}}',
    "a number beyond all": '{"from":"5511","id":"wamid.p3","timestamp":1e400,"type":"text","text":{"body":"x"}}',
    "a time beyond the calendar": '{"from":"5511","id":"wamid.p4","timestamp":"99999999999999","type":"text"}',
    "no sender": '{"id":"wamid.p5","timestamp":"1","type":"text","text":{"body":"x"}}',
    "no id": '{"from":"5511","timestamp":"1","type":"text","text":{"body":"x"}}',
    "no type": '{"from":"5511","id":"wamid.p6","timestamp":"1"}',
    "an unknown type": '{"from":"5511","id":"wamid.p7","timestamp":"1","type":"hologram","hologram":{}}',
    "a list": "[1,2]",
    "nothing": "null",
    "a number": "7",
    "a sender of another kind": '{"from":{"x":1},"id":"wamid.p8","timestamp":"1","type":"text"}',
    "a name that cannot be stored": '{"from":"\\u0000\\ud800","id":"wamid.p9","timestamp":"1","type":"text"}',
    "an id of 100,000 characters": '{"from":"5511","id":"' + "w" * 100_000 + '","timestamp":"1","type":"text"}',
}


def batch(*messages: str, number: str = NUMBER, waba: str = WABA, field: str = "messages") -> bytes:
    """One body with messages written as they are to stand in it."""
    value = '{"messaging_product":"whatsapp","metadata":{"phone_number_id":"%s"},"messages":[%s]}'
    change = '{"field":"%s","value":' + value + "}"
    entry = '{"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[' + change + "]}]}"
    return (entry % (waba, field, number, ",".join(messages))).encode()


def sound(place: int) -> str:
    said = {"type": "text", "text": {"body": "oi"}, "timestamp": "1795428440"}
    return json.dumps({"from": f"5511900000{place:03d}", "id": f"wamid.s{place}", **said})


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
def test_f17_of_a_batch_of_fifty_with_one_poison_item_forty_nine_are_taken(desk: Desk, poison: str) -> None:
    messages = [sound(place) for place in range(49)]

    receipt = desk.post(batch(*messages[:25], poison, *messages[25:]))

    assert receipt.items == 50
    assert desk.count("inbox where state = 'pending' and dedupe_key like 'wamid.s%'") == 49
    assert desk.count("inbox") == 50, "the poison is kept, whatever it is"


@pytest.mark.parametrize("hostile", ["\\u0000", "\\ud800", "x" * 5000, "\\u0000".join("123")])
def test_f17_ids_that_postgres_cannot_be_asked_for_are_nobodys(desk: Desk, hostile: str) -> None:
    """As a number, a business account and a field: beside sound items, so that the body has to be answered 200."""
    one = batch(sound(1))
    for body in (batch(sound(2), number=hostile), batch(sound(3), waba=hostile), batch(sound(4), field=hostile)):
        entries = (json.loads(one)["entry"], json.loads(body)["entry"])
        both = json.dumps({"object": "whatsapp_business_account", "entry": [*entries[0], *entries[1]]}).encode()

        receipt = desk.post(both)
        assert receipt.items + receipt.kept_changes == 2

    assert desk.count("inbox where dedupe_key = 'wamid.s1'") == 1


def test_f17_a_change_of_an_account_that_cannot_be_stored_as_it_is_is_kept(desk: Desk) -> None:
    body = b'{"object":"whatsapp_business_account","entry":[{"id":"\\u0000","changes":[{"field":"\\ud800","value":{"x":1}}]}]}'

    assert desk.post(body).kept_changes == 1


@pytest.mark.parametrize(("depth", "is_read"), [(60, True), (70, False), (900, False), (100_000, False)])
def test_f17_what_is_nested_deeper_than_anything_of_metas_is_refused_whole(
    desk: Desk, depth: int, is_read: bool
) -> None:
    deep = '{"from":"5511","id":"wamid.d","timestamp":"1","type":"x","x":' + "[" * (depth - 8) + "]" * (depth - 8) + "}"

    if is_read:
        assert desk.post(batch(deep)).new == 1
    else:
        with pytest.raises(Malformed):
            desk.post(batch(deep))


def test_a_secret_that_does_not_open_stops_neither_the_batch_nor_the_services_own_app(desk: Desk) -> None:
    desk.own_secret("325550004445566", "x" * 32)
    with superuser(desk.superuser_url) as db:
        db.execute("update whatsapp_accounts set app_secret = 'garbage' where app_secret is not null")
    desk.routing.forget(["325550004445566"])

    assert desk.post(body_now("text-bsuid-only")).new == 1
    with pytest.raises(Unauthenticated):
        desk.post(body_now("text-bsuid-only"), secret="")
