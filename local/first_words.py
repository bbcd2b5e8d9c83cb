"""The shortest proof that all parts work together: a contact of the simulator writes, and the bot's answer reaches it."""

import json
import time
from datetime import timedelta
from secrets import randbelow
from urllib.parse import quote

from local.demo import Demo
from local.fetch import fetch
from local.processes import PartError

PATIENCE = timedelta(seconds=60)
POLL = 0.1  # seconds


def wait_for_answer(simulator_url: str, demo: Demo, text: str) -> str:
    """Write to the first demo number as somebody new; return the text of the first answer."""
    stranger = f"55119{randbelow(10**8):08}"  # made up, and known to the simulator only
    chat = f"{simulator_url}/sim/chats/{quote(demo.numbers[0].phone_number_id)}/{stranger}"
    fetch(f"{chat}/messages", {"type": "text", "text": text})
    end = time.monotonic() + PATIENCE.total_seconds()
    while time.monotonic() < end:
        answers = [bubble for bubble in json.loads(fetch(chat))["messages"] if bubble["direction"] == "out"]
        if answers:
            return str(answers[0].get("text", answers[0]["kind"]))
        time.sleep(POLL)
    raise PartError(f"no answer to “{text}” after {PATIENCE.total_seconds():.0f} s")
