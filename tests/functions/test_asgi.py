"""An app is put together of groups whose routes are complete, and of plain ones that answer before the framework."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import Request, Response
from fastapi.testclient import TestClient

from functions import middleware
from functions.asgi import build_app, group
from functions.plain import PlainRoute, in_thread
from shared.domain.errors import Conflict

STARLETTES_THREADS = 40


def test_an_app_takes_the_routes_of_its_groups_as_they_are() -> None:
    router = group("things", "/things")

    @router.get("/{thing}")
    def read_thing(thing: str) -> str:
        return thing

    (made,) = router.routes
    assert any(route is made for route in build_app(router).routes)


def test_a_plain_route_is_answered_without_the_frameworks_router() -> None:
    router = group("things")

    async def take(_request: Request) -> Response:
        return Response("taken")

    router.add_api_route("/things", take, methods=["POST"], route_class_override=PlainRoute)
    app = build_app(router)
    client = TestClient(app)
    client.post("/things")  # puts the layers together
    app.router.routes.clear()

    answers = [client.post("/things"), client.get("/things")]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].text == "taken"
    assert answers[0].headers["x-correlation-id"]


def test_an_error_of_a_plain_route_has_the_shape_of_all_errors() -> None:
    router = group("things")

    async def refuse(_request: Request) -> Response:
        raise Conflict("taken_already", "Somebody was quicker.")

    router.add_api_route("/things", refuse, methods=["POST"], route_class_override=PlainRoute)

    answer = TestClient(build_app(router)).post("/things")

    assert (answer.status_code, answer.json()["detail"]) == (409, "taken_already")


def test_plain_and_other_routes_are_admitted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "MAX_AT_ONCE", 1)
    router, begun, may_end = group("things"), threading.Event(), threading.Event()

    async def take(_request: Request) -> Response:
        begun.set()
        await asyncio.to_thread(may_end.wait, 30)
        return Response("taken")

    router.add_api_route("/things", take, methods=["POST"], route_class_override=PlainRoute)

    @router.get("/others")
    def read_others() -> str:
        return "read"

    with TestClient(build_app(router)) as client:
        answers: list[int] = []
        plain = threading.Thread(target=lambda: answers.append(client.post("/things").status_code))
        plain.start()
        assert begun.wait(30)
        refused = client.get("/others")
        may_end.set()
        plain.join(30)
        admitted = client.get("/others")

    assert (refused.status_code, refused.json()["detail"]) == (503, "busy")
    assert (answers, admitted.status_code) == ([200], 200)


def test_slow_pages_do_not_take_the_threads_of_plain_routes() -> None:
    router, may_end = group("things"), threading.Event()
    begun = threading.Semaphore(0)

    async def take(_request: Request) -> Response:
        return Response(await in_thread(str.upper, "taken"))

    router.add_api_route("/things", take, methods=["POST"], route_class_override=PlainRoute)

    @router.get("/slow")
    def read_slowly() -> str:
        begun.release()
        may_end.wait(60)
        return "read"

    with TestClient(build_app(router)) as client, ThreadPoolExecutor(STARLETTES_THREADS + 1) as pool:
        pages = [pool.submit(client.get, "/slow") for _ in range(STARLETTES_THREADS)]
        for _ in pages:
            assert begun.acquire(timeout=30)
        taken = pool.submit(client.post, "/things")
        try:
            answer = taken.result(30)
        finally:
            may_end.set()

    assert answer.text == "TAKEN"
    assert [page.result(30).status_code for page in pages] == [200] * STARLETTES_THREADS
