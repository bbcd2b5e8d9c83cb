"""The container: opens nothing by being made, makes each part once, and keeps heavy imports out of light functions."""

import subprocess
import sys
import threading

import pytest

from shared.container import Container, part
from shared.settings import load_settings


class Parts:
    """What a container is to its parts."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.parts: dict[str, object] = {}
        self.made = 0

    @part
    def slow(self) -> object:
        self.made += 1
        waiting = threading.Event()
        waiting.wait(0.05)
        return object()


def test_a_part_is_made_once_even_when_many_threads_ask_at_the_same_time() -> None:
    parts, got = Parts(), list[object]()
    threads = [threading.Thread(target=lambda: got.append(parts.slow)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert parts.made == 1
    assert len(set(map(id, got))) == 1


def test_making_a_container_makes_no_part(environment: dict[str, str]) -> None:
    container = Container(load_settings(environment))

    assert container.parts == {}
    container.stop()


FRAMEWORK = ("fastapi", "starlette", "mangum", "uvicorn")
ADMIN = ("sqlalchemy", "alembic", "openai", "upstash_redis", "pwdlib", "argon2", "jwt", "boto3", "email_validator")
MUST_NOT: dict[str, tuple[str, ...]] = {
    "functions.webhook.handler": (*FRAMEWORK, *ADMIN, "pydantic", "shared.engine"),
    "functions.jobs.handler": (*FRAMEWORK, *ADMIN),
    "functions.health.handler": (*FRAMEWORK, *ADMIN, "pydantic", "psycopg", "shared.engine"),
    "functions.auth.handler": ("sqlalchemy.orm", "alembic", "openai", "boto3", "re2", "shared.engine"),
    "functions.inbox.handler": ("sqlalchemy.orm", "alembic", "openai", "boto3", "re2"),
    "functions.render": ("sqlalchemy.orm", "alembic", "openai", "boto3"),
    "functions.migrate.handler": ("fastapi", "starlette", "openai"),
}


@pytest.mark.parametrize("module", MUST_NOT)
def test_importing_a_function_neither_reads_the_environment_nor_brings_what_it_does_not_use(module: str) -> None:
    forbidden = MUST_NOT[module]
    code = (
        f"import sys, {module}; "
        f"print([name for name in {forbidden!r} if name in sys.modules]); "
        "import shared.container as c; print(c.process_container.cache_info().currsize)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={})

    assert done.stdout.split("\n")[:2] == ["[]", "0"], done.stderr[-2000:]
