"""The shortest proof that all parts work together: a contact of the simulator writes, and the bot's answer reaches it."""

import json
import time
from datetime import timedelta
from urllib.parse import quote

from local.demo import Demo
from local.fetch import fetch
from local.processes import PartError

CONTACT = "5511900000001"  # made up, and known to the simulator only
PATIENCE = timedelta(seconds=60)
POLL = 0.1  # seconds


def wait_for_answer(simulator_url: str, demo: Demo, text: str) -> str:
    """Write to the first demo number in a fresh chat; return the text of the first answer."""
    chat = f"{simulator_url}/sim/chats/{quote(demo.numbers[0].phone_number_id)}/{CONTACT}"
    fetch(f"{chat}/messages", {"type": "text", "text": text})
    end = time.monotonic() + PATIENCE.total_seconds()
    while time.monotonic() < end:
        answers = [bubble for bubble in json.loads(fetch(chat))["messages"] if bubble["direction"] == "out"]
        if answers:
            return str(answers[0].get("text", answers[0]["kind"]))
        time.sleep(POLL)
    raise PartError(f"no answer to “{text}” after {PATIENCE.total_seconds():.0f} s")
