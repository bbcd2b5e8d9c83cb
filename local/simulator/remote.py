"""A phone of the simulator, held from another process: says, taps, listens."""

import contextlib
import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

Json = dict[str, Any]


class PhoneOffError(Exception):
    """The simulator does not answer, or refuses; the text says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """One live event: message, status, typing, window, restart."""

    name: str
    data: Json


class RemotePhone:
    """One person's chat with one number.

    Events are read by a thread of their own and wait in a queue; None there means that the stream ended.
    """

    def __init__(self, simulator_url: str, number: str, contact: str) -> None:
        self.number, self.contact = number, contact
        self.events: queue.Queue[Event | None] = queue.Queue()
        self._url = simulator_url.rstrip("/")
        self._http = httpx2.Client(timeout=10, trust_env=False)  # local: never through a proxy
        self._is_listening = threading.Event()

    def listen(self) -> None:
        """Begin to collect events; return when none can be missed any more."""
        threading.Thread(target=self._listen, daemon=True).start()
        if not self._is_listening.wait(10):
            raise PhoneOffError("The simulator does not send live events.")

    def say(self, action: Json) -> str:
        """Do what the person does; return the wamid."""
        return str(self.ask(f"{self._path}/messages", action)["wamid"])

    def chat(self) -> Json:
        """Read the transcript."""
        return dict(self.ask(self._path))

    def restart(self) -> None:
        """Forget the bubbles."""
        self.ask(f"{self._path}/restart", {})

    def age(self, hours: float) -> None:
        """Move this chat's times back, in the simulator only."""
        self.ask(f"{self._path}/age", {"hours": hours})

    def as_another(self, contact: str) -> "RemotePhone":
        """Take another person's phone."""
        return RemotePhone(self._url, self.number, contact)

    def ask(self, path: str, body: Json | None = None) -> Any:
        """Call the control side. Raises PhoneOffError."""
        try:
            answer = self._http.request("GET" if body is None else "POST", f"{self._url}/sim{path}", json=body)
            found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise PhoneOffError(f"The simulator at {self._url} does not answer ({type(error).__name__}).") from error
        if answer.is_error:
            raise PhoneOffError(str(found.get("error", answer.status_code)))
        return found

    def hang_up(self) -> None:
        """End the calls, and wake whoever waits for events."""
        self._http.close()
        self.events.put(None)

    @property
    def _path(self) -> str:
        return f"/chats/{quote(self.number, safe='')}/{quote(self.contact, safe='')}"

    def _listen(self) -> None:
        with contextlib.suppress(httpx2.HTTPError):  # however the stream ends, it has ended
            self._read_stream()
        self.events.put(None)

    def _read_stream(self) -> None:
        query = {"chat": f"{self.number}/{self.contact}"}
        timeout = httpx2.Timeout(10, read=60)  # the stream says at least every 15 seconds that it lives
        with (
            httpx2.Client(timeout=timeout, trust_env=False) as client,
            client.stream("GET", f"{self._url}/sim/events", params=query) as answer,
        ):
            for event in _events(answer.iter_lines()):
                if event.name == "ready":
                    self._is_listening.set()
                else:
                    self.events.put(event)


def _events(lines: Iterator[str]) -> Iterator[Event]:
    name = "message"
    for line in lines:
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield Event(name, json.loads(value))
