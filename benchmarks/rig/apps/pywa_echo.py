"""The peer: pywa's async client behind FastAPI, echoing; its handler is awaited before the answer, so that it holds back its callers.

Runs in an environment of its own (pywa is no dependency of ours). PYWA_GRAPH (host:port of the stub), PYWA_SECRET, PYWA_MODE=sync | as-it-comes.
"""

import logging
import os
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response
from pywa_async import WhatsApp, filters

HOST, _, PORT = os.environ["PYWA_GRAPH"].partition(":")
IS_SYNC = os.environ.get("PYWA_MODE", "sync") == "sync"
logging.getLogger("pywa").setLevel(logging.WARNING)


class ToTheStub(httpx.AsyncHTTPTransport):
    """The library knows Meta's address only."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host=HOST, port=int(PORT))
        return await super().handle_async_request(request)


app = FastAPI(openapi_url=None)
limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)  # httpx's own
client: Any = WhatsApp(
    phone_id=None,
    token="t",  # noqa: S106 - the stub takes any
    server=None if IS_SYNC else app,
    verify_token="v",  # noqa: S106
    app_secret=os.environ["PYWA_SECRET"],
    filter_updates=False,
    session=httpx.AsyncClient(transport=ToTheStub(limits=limits)),
)

if IS_SYNC:

    @app.post("/")
    async def webhook(request: Request) -> Response:
        body = await request.body()
        refused = await client.webhook_update_validator(body, request.headers.get("x-hub-signature-256"))
        if refused:
            return Response(refused[0], refused[1])
        text, status = await client.webhook_update_handler(body)
        return Response(text, status)


@client.on_message(filters.text)  # type: ignore[untyped-decorator] # pywa is not installed where types are checked
async def echo(_: Any, message: Any) -> None:
    await message.reply(f"Thanks! Which area do you prefer? (you said: {message.text[:40]})")
