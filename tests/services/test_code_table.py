"""B14, F12, F13: each code that Meta documents for sending, from the answer to what becomes of the send, the number and the next call."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.domain.sending import Outcome
from shared.ports import DeliverWake
from shared.services.work import work
from shared.whatsapp.outcomes import read_outcome
from tests import parts
from tests.services.bot import FLOW, Bot, make_bot

LIMITS = Path(__file__).parent.parent / "whatsapp" / "send-limits.json"
TABLE: list[dict[str, Any]] = [
    {"code": code, "http": entry["http"]}
    for entry in json.loads(LIMITS.read_text())["errors"]
    if entry["where"] in ("sync", "both") and entry["http"]
    for code in ([200, 240, 299] if entry["code"] == "200-299" else [entry["code"]])
]
# By hand, from Meta's error reference (whatsapp.md, 3.3), not from the code that is tested.
STOPS_THE_NUMBER = {0, 3, 10, 33, 190, 200, 240, 299, 368, 130497, 131005, 131031, 131037, 131042, 131045, 133010, 134011}  # fmt: skip
GOES_AGAIN = {2, 4, 80007, 130429, 131016, 131048, 131056, 131057, 131064, 133004, 133016}
MAY_HAVE_LEFT = {1, 131000, 133000, 134102}


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def expected(code: int) -> tuple[str, str]:
    """The state of the send and of the number."""
    if code in STOPS_THE_NUMBER:
        return "queued", "needs_attention"
    if code in GOES_AGAIN:
        return "queued", "connected"
    return ("ambiguous" if code in MAY_HAVE_LEFT else "failed"), "connected"


def test_b14_every_code_has_its_consequence_and_none_leaves_after_a_stop(bot: Bot) -> None:
    wrong: list[str] = []
    for place, entry in enumerate(TABLE):
        code = entry["code"]
        found, calls = what_comes_of(bot, f"55119{place:08d}", code, entry["http"])
        if found != expected(code):
            wrong.append(f"{code}: {found}, should be {expected(code)}")
        if code in STOPS_THE_NUMBER and calls != 1:
            wrong.append(f"{code}: {calls} calls after the number was stopped")

    assert wrong == []
    assert len(TABLE) >= 40


def what_comes_of(bot: Bot, sender: str, code: int, http: int) -> tuple[tuple[str, str], int]:
    """Let a new person write to a number whose sends are answered so; what becomes of send and number, and how many calls left."""
    bot.sql("delete from outbox")
    bot.sql("update whatsapp_accounts set status = 'connected', attention_reason = null")
    bot.messenger.bodies.clear()

    def answer(_: dict[str, Any]) -> Outcome:
        error = {"message": f"(#{code}) x", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
        return read_outcome(http, json.dumps({"error": error}).encode(), {})

    bot.messenger.answer = answer
    bot.hears("oi", sender=sender)
    bot.pace.note_answer(bot.number)  # the breaker is another matter
    ((state, conversation),) = bot.sql("select state, conversation_id from outbox")
    ((status,),) = bot.sql("select status from whatsapp_accounts")
    if status == "needs_attention":
        bot.sql("update outbox set not_before = now() - interval '1 hour'")
        work(bot.work, DeliverWake(bot.tenant, conversation))
        bot.hears("tem alguém?", sender=sender)
    return (str(state), str(status)), len(bot.messenger.bodies)
