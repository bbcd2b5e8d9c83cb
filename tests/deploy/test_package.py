"""A package is the same bytes each time, wholly compiled, within its budget, and all that its function needs."""

import json
import os
import platform
import shutil
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.bootstrap import UV_SETTINGS, find_uv
from local.checkout import ROOT
from local.environment import with_inherited
from local.lambda_host.host import Host
from local.lambda_host.http_api import Request
from local.openai_stub.client import OpenAiStub
from local.packing.dependencies import KEPT
from local.packing.interpreter import NoInterpreterError, find_interpreter
from local.packing.package import Package, functions, packing
from tests.deploy.test_runtime import to_host
from tests.functions.test_both_hosts import CALLS, World

HERE = f"{platform.machine()}-manylinux_2_28"
UNPACKED_LIMIT, ZIP_LIMIT = 250_000_000, 50_000_000  # Lambda's own
OURS = {"functions", "shared", "migrations"}  # whose sources go along, for tracebacks
NEVER = {  # of one function in the package of another
    "webhook": ("openai", "alembic", "sqlalchemy", "fastapi", "boto3", "shared/engine", "functions/auth"),
    "jobs": ("alembic", "sqlalchemy", "fastapi", "boto3", "functions/webhook"),
    "health": ("openai", "alembic", "sqlalchemy", "fastapi", "Crypto", "boto3"),
    "inbox": ("openai", "alembic", "re2", "phonenumbers", "boto3"),
    "migrate": ("openai", "fastapi", "boto3"),
}


@pytest.fixture(scope="module")
def python() -> Path:
    """Lambda's Python: where there is none the packages cannot be made, which is a reason to skip, but not for CI."""
    try:
        return find_interpreter()
    except NoInterpreterError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def twice(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[list[Package]]]:
    """All packages as the command makes them, which keeps what they depend on between runs, and once more from nothing."""
    made: list[list[Package]] = []
    places = [tmp_path_factory.mktemp(name) for name in ("once", "again")]
    for place, kept in zip(places, (KEPT, places[1] / "kept"), strict=True):
        with packing(python, kept=kept) as workshop:
            made.append([workshop.pack(function, place) for function in functions()])
    yield made
    for place in places:
        shutil.rmtree(place)


def test_the_same_source_gives_the_same_bytes(twice: list[list[Package]]) -> None:
    once, again = ({package.function: package.sha256 for package in made} for made in twice)

    assert len(once) == 9
    assert once == again


def test_a_zip_is_whole(twice: list[list[Package]]) -> None:
    for package in twice[0]:
        with zipfile.ZipFile(package.file) as archive:
            assert archive.testzip() is None
            assert sum(entry.file_size for entry in archive.infolist()) == package.unpacked


def test_every_module_is_compiled_and_never_checked_against_its_source(twice: list[list[Package]]) -> None:
    unchecked_hash = (1).to_bytes(4, "little")  # PEP 552
    for package in twice[0]:
        assert package.modules == package.compiled > 300
        with zipfile.ZipFile(package.file) as archive:
            names = archive.namelist()
            compiled = [archive.open(name).read(8) for name in names if name.endswith(".pyc")]
        assert {head[4:8] for head in compiled} == {unchecked_hash}
        assert {name.partition("/")[0] for name in names if name.endswith(".py")} <= OURS


@pytest.mark.parametrize("place", range(9))
def test_it_is_within_its_budget_and_the_limits_of_lambda(twice: list[list[Package]], place: int) -> None:
    package = twice[0][place]

    assert package.is_within_budget
    assert package.unpacked < UNPACKED_LIMIT
    assert package.zipped < ZIP_LIMIT


@pytest.fixture(scope="module")
def packages(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Every function's package for this machine's processor: what is in it is the same."""
    folder = tmp_path_factory.mktemp("packages")
    with packing(python, platform=HERE) as workshop:
        for name in functions():
            workshop.lay_out(name, folder / name)
    yield folder
    shutil.rmtree(folder)  # pytest would keep the last three of them, 600 MB each


@pytest.mark.parametrize("function", NEVER)
def test_a_package_carries_nothing_of_the_others(packages: Path, function: str) -> None:
    assert [name for name in NEVER[function] if (packages / function / name).exists()] == []


@pytest.fixture(scope="module")
def runtime(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """AWS's runtime client for Lambda's Python, from the lock."""
    folder = tmp_path_factory.mktemp("runtime")
    subprocess.run(
        [find_uv(), "pip", "install", "-q", "--target", folder, "--python", python, "--python-platform", HERE,
         "--no-deps", "-c", ROOT / "requirements-dev.txt", "awslambdaric", "snapshot-restore-py", "simplejson"],
        check=True, env=os.environ | UV_SETTINGS,
    )  # fmt: skip
    return folder


@pytest.fixture
def variables(environment: dict[str, str], openai_stub: OpenAiStub) -> dict[str, str]:
    """The functions' environment, with a model to ask."""
    return with_inherited(environment) | {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": openai_stub.base_url}


@pytest.fixture
def deployed(python: Path, runtime: Path, packages: Path, variables: dict[str, str], tmp_path: Path) -> Iterator[Host]:
    """The functions as Lambda runs them: its Python, their own packages, nothing of this checkout's environment."""
    given = variables | {"PYTHONPATH": str(runtime), "PYTHONNOUSERSITE": "1", "LAMBDA_TASK_ROOT": ""}
    host = Host(given, tmp_path, packages=packages, python=str(python), heartbeat=False)
    yield host
    host.close()


def test_every_function_serves_its_routes_from_its_own_package(deployed: Host, world: World, tmp_path: Path) -> None:
    wrong: list[object] = []
    for call in CALLS:
        body = json.dumps(call.body(world)).encode() if call.body else call.raw
        kind = {"Content-Type": "application/json"} if call.body else {}
        headers = kind | dict(call.headers) | world.headers(call.opens_with, body)
        path = call.path.format(**world.names(with_spare_flow=call.spare_flow))
        heard = to_host(deployed)(call.method, path, call.query(world), headers, body)
        if heard.status != call.status:
            wrong.append((call.method, call.path, heard))
    logs = {file.name: file.read_text() for file in tmp_path.glob("lambda-*.log")}

    assert wrong == [], "\n".join(f"{name}: {log[-1500:]}" for name, log in logs.items() if "Error" in log)
    assert deployed.functions["migrate"].invoke({})["schema"] == "head"
    assert deployed.answer(Request("GET", "/health/liveness")).status == 200


def test_a_message_goes_from_the_webhooks_package_through_the_queue_to_a_turn_in_that_of_the_jobs(
    deployed: Host, world: World, tmp_path: Path
) -> None:
    ((number,),) = world.agency.sql("select phone_number_id from whatsapp_accounts where id = %s", world.chat.account)
    body = json.dumps(text_message(number)).encode()
    headers = {"Content-Type": "application/json", **world.headers("signature", body)}

    answer = deployed.answer(Request("POST", "/webhook", headers=[*headers.items()], body=body))

    assert answer.status == 200
    turns = "select count(*) from turns where tenant_id = %s"
    eventually(lambda: world.agency.sql(turns, world.agency.tenant) == [(1,)], logs=tmp_path)


def test_a_text_that_was_saved_in_the_flows_package_is_learned_in_that_of_the_jobs_from_the_heartbeat_on(
    deployed: Host, world: World, openai_stub: OpenAiStub, tmp_path: Path
) -> None:
    body = json.dumps({"title": "Regras", "text": "Animais são bem-vindos."}).encode()
    headers = {"Content-Type": "application/json", **world.headers("user", body)}
    assert deployed.answer(Request("POST", "/admin/knowledge", headers=[*headers.items()], body=body)).status == 201
    assert openai_stub.count == 0

    swept = deployed.functions["jobs"].invoke({"heartbeat": True})["swept"]

    assert swept["knowledge"] == 1
    learned = "select embedded_in from knowledge_documents where tenant_id = %s and title = 'Regras'"
    is_learned = [("text-embedding-3-small/512",)]
    eventually(lambda: world.agency.sql(learned, world.agency.tenant) == is_learned, logs=tmp_path)
    assert [call["path"] for call in openai_stub.calls] == ["/v1/embeddings"]


def text_message(number: str) -> dict[str, Any]:
    message = {
        "from": "5511912345678",
        "id": "wamid.of.a.test",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": "oi"},
    }
    metadata = {"display_phone_number": "1", "phone_number_id": number}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "messages": [message]}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }


def eventually(is_so: Callable[[], bool], *, logs: Path, patience: float = 90.0) -> None:
    """Return when it is so; the way there crosses processes that tell nobody when they are done."""
    end = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < end, "\n".join(file.read_text()[-2000:] for file in logs.glob("lambda-*.log"))
        threading.Event().wait(0.1)
