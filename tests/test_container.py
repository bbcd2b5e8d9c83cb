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
ENGINE = ("shared.engine.nodes", "shared.engine.step", "shared.domain.messages", "re2", "phonenumbers", "rapidfuzz")
HEAVY = ("sqlalchemy.orm", "alembic", "openai", "boto3", "pydantic.v1.main")
MUST_NOT: dict[str, tuple[str, ...]] = {
    "functions.webhook.handler": (*FRAMEWORK, *ADMIN, "pydantic", "shared.engine"),
    "functions.jobs.handler": (*FRAMEWORK, *ADMIN),
    "functions.health.handler": (*FRAMEWORK, *ADMIN, "pydantic", "psycopg", "shared.engine"),
    "functions.auth.handler": (*HEAVY, *ENGINE, "shared.engine"),
    "functions.inbox.handler": (*HEAVY, *ENGINE, "shared.engine", "shared.ports", "pwdlib"),
    "functions.leads.handler": (*HEAVY, *ENGINE, "shared.engine", "shared.ports", "pwdlib"),
    "functions.flows.handler": (*HEAVY, *ENGINE, "pwdlib"),
    "functions.super_admin.handler": (*HEAVY, *ENGINE),
    "functions.render": HEAVY,
    "functions.migrate.handler": ("fastapi", "starlette", "openai"),
    "shared.services.seed_admin": (*HEAVY, *ENGINE),  # asked by a sign-in of an address that nobody has
}
# How many modules of ours a function starts with. What makes one of these grow is worth a look.
OWN_MODULES = {
    "functions.webhook.handler": 40,
    "functions.jobs.handler": 218,
    "functions.health.handler": 13,
    "functions.auth.handler": 50,
    "functions.inbox.handler": 47,
    "functions.leads.handler": 45,
    "functions.flows.handler": 72,
    "functions.super_admin.handler": 78,
    "functions.migrate.handler": 8,
}


@pytest.mark.parametrize("module", MUST_NOT)
def test_importing_a_function_neither_reads_the_environment_nor_brings_what_it_does_not_use(module: str) -> None:
    forbidden = MUST_NOT[module]
    code = (
        f"import sys, {module}; "
        f"print([name for name in {forbidden!r} if name in sys.modules]); "
        "import shared.container as c; print(c.process_container.cache_info().currsize)"
    )

    assert in_a_new_process(code) == ["[]", "0"]


@pytest.mark.parametrize("module", OWN_MODULES)
def test_a_function_starts_with_few_modules_of_ours(module: str) -> None:
    code = f"import sys, {module}; print(sum(name.split('.')[0] in ('functions', 'shared') for name in sys.modules))"

    (found,) = in_a_new_process(code)

    assert int(found) <= OWN_MODULES[module]


def test_a_process_that_lives_on_brings_the_engine_before_the_first_message() -> None:
    assert in_a_new_process("import sys, functions.render; print('shared.engine.step' in sys.modules)") == ["True"]


def test_a_start_is_not_gone_through_for_garbage_again_and_again() -> None:
    code = "import gc, functions.super_admin.handler; print(*(kind['collections'] for kind in gc.get_stats()))"

    (found,) = in_a_new_process(code)

    young, middle, old = map(int, found.split())
    assert young < 40
    assert (middle, old) == (0, 0)


def in_a_new_process(code: str) -> list[str]:
    """Run a line of Python that knows no environment; give the lines it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={})
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()
