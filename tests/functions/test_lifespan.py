"""Starting and stopping: a faulty environment stops the start with a sentence, and work ends before the process does."""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from functions.lifespan import Lifespan
from shared.container import Container
from shared.settings import ConfigurationError, load_settings


class Recorder:
    """Stands for a container: remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def start(self) -> None:
        self.asked.append("start")

    def stop(self) -> None:
        self.asked.append("stop")


def live(provide: Callable[[], Any]) -> list[Message]:
    """Start and stop, as uvicorn does; what it is told."""
    told: list[Message] = []
    incoming = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Message:
        return next(incoming)

    async def send(message: Message) -> None:
        told.append(message)

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("lifespan goes no further")

    asyncio.run(Lifespan(never, provide)({"type": "lifespan"}, receive, send))
    return told


def test_a_missing_secret_stops_the_start_with_a_sentence_that_names_it() -> None:
    def provide() -> Container:
        return Container(load_settings({"APP_ENV": "prod", "DATABASE_URL": "postgresql://h/d"}))

    (told,) = live(provide)

    assert told["type"] == "lifespan.startup.failed"
    for name in ("AUTH_JWT_SECRET", "SUPER_ADMIN_API_KEY", "WA_VERIFY_TOKEN", "DATA_ENCRYPTION_KEYS"):
        assert f"{name}: is missing" in told["message"]


def test_a_weak_secret_is_named_and_never_shown() -> None:
    secret = "weak-but-mine"

    def provide() -> Container:
        raise ConfigurationError(str(_fault_of({"APP_ENV": "prod", "AUTH_JWT_SECRET": secret})))

    (told,) = live(provide)

    assert "AUTH_JWT_SECRET: is too weak" in told["message"]
    assert secret not in told["message"]


def test_the_container_is_started_and_stopped_once() -> None:
    recorder = Recorder()

    told = live(lambda: recorder)

    assert [message["type"] for message in told] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert recorder.asked == ["start", "stop"]


def _fault_of(environment: dict[str, str]) -> ConfigurationError:
    try:
        load_settings(environment)
    except ConfigurationError as error:
        return error
    raise AssertionError("the environment was accepted")
