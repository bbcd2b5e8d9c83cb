"""A little bot behind the receiver: answers what it hears by calling the simulator's Graph side, like the product would."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.simulator.client import NUMBER, Simulator
from tests.simulator.messages import BUTTONS, LIST, TEXT

Json = dict[str, Any]


def answer(message: Json) -> list[Json]:
    """Buttons to "oi", a list to a tap on a button, an echo to everything else but silence to "shh"."""
    if message["type"] == "interactive":
        reply = message["interactive"].get("button_reply") or message["interactive"]["list_reply"]
        return [LIST] if reply["id"] == "rent" else [{**TEXT, "text": {"body": f"Você tocou em {reply['title']}"}}]
    said = message["text"]["body"]
    if said == "shh":
        return []
    return [TEXT, BUTTONS] if said == "oi" else [{**TEXT, "text": {"body": f"Você disse: {said}"}}]


@contextmanager
def answering(simulator: Simulator) -> Iterator[None]:
    """Answer in a thread of its own."""
    ends = threading.Event()
    thread = threading.Thread(target=_work, args=(simulator, ends))
    thread.start()
    yield
    ends.set()
    thread.join()


def _work(simulator: Simulator, ends: threading.Event) -> None:
    receiver = simulator.receiver
    answered: set[str] = set()
    while not ends.is_set():
        with receiver.changed:
            receiver.changed.wait(0.02)
            heard = [message for message in receiver.messages() if message["id"] not in answered]
        for message in heard:
            answered.add(message["id"])
            for body in answer(message):
                whole = {"messaging_product": "whatsapp", "to": f"+{message['from']}", **body}
                simulator.graph("POST", f"{NUMBER}/messages", json=whole)
