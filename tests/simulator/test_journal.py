"""The journal, the assertions a test ends with, and the reset between two tests."""

from tests.simulator.client import ANA, NUMBER, Simulator
from tests.simulator.messages import TEXT

UUIDS = ["0199a5f0-0001-7000-8000-000000000000", "0199a5f0-0002-7000-8000-000000000000"]


def breaches(simulator: Simulator, *sends: tuple[str, str]) -> tuple[list[tuple[str, str]], int]:
    """Send (opaque, text) one after the other; tell what the assertions say of their order."""
    for opaque, text in sends:
        simulator.send_text(text, biz_opaque_callback_data=opaque)
    answer = simulator.sim("/assertions")
    return [(one["before"], one["after"]) for one in answer["order_breaches_per_contact"]], answer["not_ordered"]


def test_calls_and_webhooks_are_written_down_in_order(chatting: Simulator) -> None:
    wamid = chatting.send_text(biz_opaque_callback_data="row-1:1")
    chatting.send({**TEXT, "type": "telegram"})
    chatting.receiver.wait_for_status(wamid, "read")
    good, bad = chatting.journal("graph")
    chatting.eventually(lambda: len(chatting.journal("webhook")) == 4)

    assert (good["http"], good["wamid"], good["type"], good["to"]) == (200, wamid, "text", f"+{ANA}")
    assert good["body"]["text"] == {"body": "Olá!"}
    assert (bad["http"], bad["code"], bad["accepted"]) == (400, 100, False)
    assert [entry["updates"] for entry in chatting.journal("webhook")][1:] == [
        ["status sent"],
        ["status delivered"],
        ["status read"],
    ]


def test_the_journal_is_read_on_from_where_one_was(chatting: Simulator) -> None:
    for _ in range(5):
        chatting.send(TEXT)
    first = chatting.sim("/journal?kind=graph&limit=3")
    rest = chatting.sim(f"/journal?kind=graph&since={first['next']}")
    nothing = chatting.sim(f"/journal?kind=graph&since={rest['next']}")

    assert [len(page["entries"]) for page in (first, rest, nothing)] == [3, 2, 0]


def test_no_secret_is_in_the_journal(chatting: Simulator) -> None:
    chatting.send(TEXT)
    written = chatting.http.get(f"{chatting.url}/sim/journal").text

    assert "SIM-token" not in written
    assert "app-secret" not in written


def test_one_row_accepted_twice_is_a_duplicate(chatting: Simulator) -> None:
    wamids = [chatting.send_text(biz_opaque_callback_data=f"row-1:{attempt}") for attempt in (1, 2)]
    chatting.send_text(biz_opaque_callback_data="row-2:1")

    assert chatting.sim("/assertions")["duplicates_by_opaque"] == [
        {"row": "row-1", "opaques": ["row-1:1", "row-1:2"], "wamids": wamids}
    ]


def test_rows_that_are_numbers_must_rise(chatting: Simulator) -> None:
    assert breaches(chatting, ("9:1", "a"), ("10:1", "b"), ("9:2", "a"), ("8:1", "c")) == ([("10:1", "8:1")], 0)


def test_uuids_of_version_7_must_rise(chatting: Simulator) -> None:
    first, second = f"{UUIDS[0]}:1", f"{UUIDS[1]}:1"

    assert breaches(chatting, (second, "a"), (first, "b")) == ([(second, first)], 0)


def test_marks_at_the_end_of_texts_must_rise(chatting: Simulator) -> None:
    assert breaches(chatting, ("a:1", "casa #7 #1"), ("b:1", "#3"), ("c:1", "#2")) == ([("b:1", "c:1")], 0)


def test_what_has_no_order_is_counted(chatting: Simulator) -> None:
    assert breaches(chatting, ("a:1", "um"), ("b:1", "dois")) == ([], 2)


def test_each_contact_has_an_order_of_its_own(chatting: Simulator) -> None:
    chatting.say("oi", "5511999990002")
    chatting.send_text(biz_opaque_callback_data="5:1")
    chatting.send_text(biz_opaque_callback_data="4:1", to="+5511999990002")

    assert chatting.sim("/assertions")["order_breaches_per_contact"] == []


def test_reset_forgets_all_but_the_numbers(chatting: Simulator) -> None:
    chatting.sim("/faults", [{"kind": "http_503"}])
    chatting.sim("/webhook-mode", {"hold": True})
    chatting.sim("/settings", {"rates": {"pair_burst": 1}})
    chatting.say("retido")
    chatting.sim("/reset", {})

    assert chatting.sim("/faults") == []
    assert chatting.sim("/webhook-mode")["hold"] is False
    assert chatting.sim("/settings")["rates"]["pair_burst"] == 45
    assert chatting.sim("/settings")["statuses"]["sent_ms"] == [0, 0]  # as the process was started
    assert chatting.sim("/contacts") == []
    assert chatting.sim("/assertions")["undelivered_webhooks"] == 0
    assert chatting.sim("/health") == {"status": "ok", "numbers": 1, "contacts": 0}
    assert chatting.chat()["messages"] == []


def test_what_was_on_its_way_is_called_off(chatting: Simulator) -> None:
    chatting.sim("/settings", {"statuses": {"sent_ms": [100, 100]}})
    chatting.send(TEXT)
    chatting.sim("/reset", {})
    chatting.say("depois")
    chatting.receiver.wait(chatting.receiver.messages)

    assert chatting.receiver.statuses() == []


def test_the_same_seed_gives_the_same_ids(simulator: Simulator) -> None:
    wamids = []
    for _ in range(2):
        simulator.sim("/reset", {"seed": 3})
        wamids.append(simulator.say("oi")["wamid"])

    assert wamids[0] == wamids[1]


def test_settings_refuse_what_they_do_not_know(chatting: Simulator) -> None:
    for patch in ({"rates": {"speed": 1}}, {"colour": "red"}, {"statuses": {"sent_ms": [5, 1]}}, {"window": 24}):
        assert "error" in chatting.sim("/settings", patch, expect=400)


def test_a_body_that_is_no_json_is_one_sentence(chatting: Simulator) -> None:
    answer = chatting.http.post(f"{chatting.url}/sim/chats/{NUMBER}/{ANA}/messages", content=b"{")

    assert answer.status_code == 400
    assert "error" in answer.json()
