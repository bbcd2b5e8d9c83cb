"""Builds the ASGI app of one function or of all, and the Lambda handler that carries it. Nothing happens until the first call."""

import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from functions.errors import install
from functions.middleware import BodyGuard, Cors, Envelope, Load
from functions.plain import PlainFirst, PlainRoute
from functions.stage import without_stage
from functions.strict_json import StrictJsonRoute
from shared.container import Container, process_container

# FastAPI would import all of Pydantic's version 1 to ask of each type whether it is one of its models, which it then refuses;
# where that cannot be imported it does not ask. None is how Python notes such a module.
sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type] # typeshed knows modules only
DESCRIPTION = (
    'Errors have one shape: `{"detail": "<code>", "message": "<sentence>", "correlation_id": "<id>"}`, with `errors` for'
    " fields. Times are ISO 8601 in UTC, money is integer cents, lists are paged by an opaque cursor."
)


def _error(meaning: str) -> dict[str, Any]:
    """Describe an error answer by reference: a `model` would be built anew for each of them, in each route."""
    schema = {"$ref": "#/components/schemas/ErrorBody"}
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": _error("What the caller can act on."),
    422: _error("Fields are missing or wrong."),
    "5XX": _error("Not the caller's fault; try again."),
}


class Api(FastAPI):
    """FastAPI, with plain routes before its own layers, and a description that has the body of errors."""

    def build_middleware_stack(self) -> ASGIApp:
        plain = [route for route in self.routes if isinstance(route, PlainRoute)]
        return PlainFirst(super().build_middleware_stack(), plain, self.user_middleware)

    def openapi(self) -> dict[str, Any]:
        from functions.description import add_error_body

        document = super().openapi()
        add_error_body(document)
        return document


def group(tag: str, prefix: str = "") -> APIRouter:
    """Begin an endpoint group: its routes read JSON strictly and declare the one error body."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=StrictJsonRoute,
        redirect_slashes=False,
        generate_unique_id_function=_operation,
        responses=ERRORS,
    )


def _operation(route: APIRoute) -> str:
    """Name an operation in the API's description as its function is named."""
    return route.name


def build_app(
    *routers: APIRouter, provide: Callable[[], Container] = process_container, outermost: Sequence[Middleware] = ()
) -> FastAPI:
    """Put groups together. provide: gives the container when a request needs it, so that building reads no environment."""
    app = Api(
        title="Prosa",
        version="0.1.0",
        description=DESCRIPTION,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},  # decision 0010
        middleware=[
            *outermost,
            Middleware(Envelope),
            Middleware(Cors, origins=lambda: provide().settings.cors_origins),
            Middleware(BodyGuard, provide=provide, load=Load()),
        ],
    )
    app.state.provide = provide
    install(app)
    for router in routers:
        app.router.routes.extend(router.routes)  # as they are: `include_router` would make each of them a second time
    return app


class LambdaHandler:
    """One group as a Lambda function behind an HTTP API. The app is built at the first call and kept."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._mangum(without_stage(event), context)
        return answer

    @cached_property
    def _mangum(self) -> Callable[[dict[str, Any], Any], Any]:
        from mangum import Mangum

        return Mangum(build_app(self._router), lifespan="off")  # "auto" would run start-up and shutdown on every call
