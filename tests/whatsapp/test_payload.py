"""Every sample of Meta's webhooks is taken apart completely, and one bad item never hurts its neighbours."""

import json

import pytest

from shared.whatsapp.incoming import read_incoming
from shared.whatsapp.payload import NotJson, clean, read_payload
from shared.whatsapp.statuses import read_status
from tests.whatsapp.samples import body_of, manifest, sample_names

MESSAGE_KINDS = {"message", "group_message", "system", "request_welcome", "edit", "revoke"}
ELSEWHERE = {"history-media", "standby-message", "standby-status", "calls-status"}  # their lists belong to other fields


@pytest.mark.parametrize("name", [name for name in sample_names() if name not in ELSEWHERE])
def test_every_message_and_status_of_a_sample_becomes_an_item(name: str) -> None:
    expected = manifest()[name]

    items = read_payload(body_of(name)).items

    messages = [item for item in items if item.kind in MESSAGE_KINDS]
    statuses = [item for item in items if item.kind in {"status", "payment_status"}]
    if "other-object" not in name:
        assert len(messages) == int(expected["messages"])
        assert len(statuses) == int(expected["statuses"])
        assert len({item.key for item in messages if not item.fault}) == int(expected["unique_message_ids"])


@pytest.mark.parametrize("name", sample_names())
def test_sound_items_can_be_read_and_stored_as_text(name: str) -> None:
    for item in read_payload(body_of(name)).items:
        for text in (item.key, item.sender, item.profile_name, item.kind):
            assert "\x00" not in text
            text.encode()  # no lone surrogates
        if item.kind == "message" and not item.fault:
            incoming = read_incoming(item.raw)
            assert incoming.wamid == item.key
            incoming.text.encode()
        if item.kind == "status" and not item.fault:
            read_status(item.raw)


def test_a_bad_message_between_two_good_ones_is_dead_and_they_live() -> None:
    items = read_payload(body_of("batch-bad-in-the-middle")).items

    assert [bool(item.fault) for item in items].count(True) <= 2
    assert sum(1 for item in items if not item.fault) >= 2


def test_group_echo_history_and_standby_are_never_turns() -> None:
    for name in ("text-group", "smb-message-echoes", "history", "history-media", "standby-message", "standby-echo"):
        assert all(item.kind != "message" for item in read_payload(body_of(name)).items), name


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": ' + b"9" * 5000 + b"}", b"[" * 100_000, b"\xff\xfe", b"hello"])
def test_what_is_not_readable_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson):
        read_payload(body)


@pytest.mark.parametrize(
    "body",
    [b"[]", b'""', b"1", b"null", b"NaN", b'{"object":"page"}', b'{"object":"whatsapp_business_account","entry":{}}'],
)
def test_json_that_is_not_a_whatsapp_webhook_holds_nothing(body: bytes) -> None:
    payload = read_payload(body)

    assert payload.items == ()


def test_numbers_are_read_from_their_own_place_in_every_sample() -> None:
    for name, row in manifest().items():
        found = {item.phone_number_id for item in read_payload(body_of(name)).items}
        expected = set(filter(None, row.get("phone_number_ids", "").replace(";", ",").split(",")))
        assert found <= expected or not expected, name


def test_a_reply_is_read_by_its_id_and_its_title() -> None:
    (item,) = read_payload(body_of("interactive-button-reply")).items
    raw = json.loads(item.raw)

    incoming = read_incoming(item.raw)

    assert incoming.kind == "tap"
    assert incoming.reply_id == raw["interactive"]["button_reply"]["id"]
    assert incoming.text == raw["interactive"]["button_reply"]["title"]
    assert incoming.quoted == raw["context"]["id"]


def test_text_is_cleaned_of_what_postgres_refuses_and_nothing_else() -> None:
    assert clean("a\x00b\ud83d c😀\u200d") == "ab� c😀\u200d"
