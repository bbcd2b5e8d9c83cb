"""Every group in one process: `uvicorn functions.render:app`; also serves the built admin page when it is there."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.middleware import Middleware

import shared.services.work  # noqa: F401 - the engine: a process that lives on brings it before the first message
from functions.asgi import build_app
from functions.auth.handler import router as auth
from functions.flows.handler import router as flows
from functions.health.routes import router as health
from functions.inbox.handler import router as inbox
from functions.jobs.routes import router as jobs
from functions.leads.handler import router as leads
from functions.lifespan import Lifespan
from functions.page import serve_page
from functions.super_admin.handler import router as super_admin
from functions.webhook.routes import router as webhook
from shared.container import Container, process_container

GROUPS = (webhook, health, auth, flows, inbox, jobs, leads, super_admin)


def build(provide: Callable[[], Container] = process_container) -> FastAPI:
    """Mount every group, and the page behind them."""
    api = build_app(*GROUPS, provide=provide, outermost=[Middleware(Lifespan, provide=provide)])
    serve_page(api, provide)
    return api


app = build()
