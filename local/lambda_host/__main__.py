"""python -m local.lambda_host --fd N: the application as `./prosa up --host lambda` serves it.

The HTTP API's routes lead to the functions; /local/ is what only a developer's machine has, and the rest is the page, which
a static host serves in production.
"""

import argparse
import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as Asked
from starlette.responses import Response as Answer
from starlette.types import Receive, Scope, Send

from functions.page import serve_page
from local.lambda_host.host import Host
from local.lambda_host.http_api import Request, Response
from local.ports import add_fd_argument, inherited
from local.web import only_here
from shared.container import process_container


class Gateway:
    """The ASGI application before the host; closes it when the server ends."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._page = FastAPI(openapi_url=None)
        serve_page(self._page, process_container)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"].startswith("/local/"):
            await only_here(scope, receive, send)
        elif self._host.serves(scope["method"], scope["path"]) or scope["method"] not in ("GET", "HEAD"):
            await self._call(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Asked(scope, receive)
        request = Request(
            method=asked.method,
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=asked.headers.items(),
            body=await asked.body(),
            client=asked.client.host if asked.client else "127.0.0.1",
        )
        answer = await run_in_threadpool(self._host.answer, request)
        await _as_answer(answer)(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await run_in_threadpool(self._host.close)
        await send({"type": "lifespan.shutdown.complete"})


def _as_answer(answer: Response) -> Answer:
    given = Answer(answer.body, answer.status)
    for name, value in answer.headers:
        given.headers.append(name, value)
    return given


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.lambda_host", description=__doc__)
    add_fd_argument(parser)
    parser.add_argument("--logs", type=Path, required=True, help="where each environment's log goes")
    arguments = parser.parse_args()
    host = Host(os.environ, arguments.logs)
    server = uvicorn.Server(uvicorn.Config(Gateway(host), access_log=False))
    server.run(sockets=[inherited(arguments.fd)])


if __name__ == "__main__":
    main()
