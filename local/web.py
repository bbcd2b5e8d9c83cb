"""The application as `./prosa up` serves it: production's, with what only a developer's machine has under /local/.

GET /local/config            where the simulator is, the demo login, the demo numbers: for the phone in the browser
GET /local/pictures/{name}   the pictures of the demo listings
POST /local/contacts/{number}/{contact}/jump {"hours": 24}   let a day pass for one chat, here and in the simulator
POST /local/contacts/{number}/{contact}/restart              have the bot forget the session; an unknown contact has none
"""

import argparse
import os
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from functions.connection import GuardedConnection
from functions.render import app as production
from local.checkout import ROOT
from local.demo import VARIABLE, Demo
from local.fresh_start import begin_again
from local.ports import add_fd_argument, inherited
from local.time_travel import let_time_pass

MAX_HOURS = 24 * 31
PICTURES = ROOT / "local" / "pictures"


def config(_request: Request) -> JSONResponse:
    """Tell the page what it cannot know: it is served to a developer on this machine, who may see the demo's password."""
    file = Path(os.environ[VARIABLE])
    demo = Demo.read(file) if file.exists() else Demo(())  # the seed may still be at work
    login = {"email": os.environ["AUTH_SEED_ADMIN_EMAIL"], "password": os.environ["AUTH_SEED_ADMIN_PASSWORD"]}
    return JSONResponse({"simulator_url": os.environ["WA_GRAPH_BASE_URL"], "login": login} | asdict(demo))


async def jump(request: Request) -> JSONResponse:
    """Let hours pass for one chat."""
    hours = (await request.json()).get("hours")
    if not isinstance(hours, int | float) or not 0 < hours <= MAX_HOURS:
        return JSONResponse(
            {"detail": "invalid_hours", "message": "Say how many hours should pass, at most a month."}, 422
        )
    number, contact = request.path_params["number"], request.path_params["contact"]
    url = os.environ["DATABASE_URL_UNPOOLED"]
    found = await run_in_threadpool(let_time_pass, url, number=number, contact=contact, by=timedelta(hours=hours))
    async with httpx2.AsyncClient(base_url=os.environ["WA_GRAPH_BASE_URL"]) as simulator:
        aged = await simulator.post(f"/sim/chats/{number}/{contact}/age", json={"hours": hours})
    if not found or aged.is_error:
        return JSONResponse(
            {"detail": "chat_not_found", "message": "This contact has not written to this number yet."}, 404
        )
    return JSONResponse({"hours": hours})


async def restart(request: Request) -> JSONResponse:
    """Have the bot forget where one chat stood."""
    number, contact = request.path_params["number"], request.path_params["contact"]
    url = os.environ["DATABASE_URL_UNPOOLED"]
    forgotten = await run_in_threadpool(begin_again, url, number=number, contact=contact)
    return JSONResponse({"forgotten": forgotten})


only_here = Starlette(
    routes=[
        Route("/local/config", config),
        Route("/local/contacts/{number}/{contact}/jump", jump, methods=["POST"]),
        Route("/local/contacts/{number}/{contact}/restart", restart, methods=["POST"]),
        Mount("/local/pictures", StaticFiles(directory=PICTURES)),
    ]
)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer /local/ here and leave everything else, the start and the stop included, to production's application."""
    is_local = scope["type"] == "http" and scope["path"].startswith("/local/")
    await (only_here if is_local else production)(scope, receive, send)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.web", description=__doc__)
    add_fd_argument(parser)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, http=GuardedConnection))
    server.run(sockets=[inherited(parser.parse_args().fd)])


if __name__ == "__main__":
    main()
