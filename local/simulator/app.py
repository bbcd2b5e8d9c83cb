"""The simulator's routes, put together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local.simulator import files, graph, management
from local.simulator.control import behaviour, chats, record, registry
from local.simulator.control.wrapping import Handler, control
from local.simulator.errors import unknown_object
from local.simulator.graph import graph_call
from local.simulator.world import World


def build(world: World, cors_origins: Sequence[str] = ()) -> Starlette:
    """Build the app around a world."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        world.timers.cancel()
        world.courier.close()

    middleware = [Middleware(_OnlyKnownOrigins, origins=frozenset(cors_origins))]
    if cors_origins:
        middleware.insert(
            0, Middleware(CORSMiddleware, allow_origins=list(cors_origins), allow_methods=["*"], allow_headers=["*"])
        )
    app = Starlette(
        routes=[*_graph_routes(), Mount("/sim", routes=_control_routes())], middleware=middleware, lifespan=lifespan
    )
    app.state.world = world
    return app


class _OnlyKnownOrigins:
    """Keeps web pages of other origins from driving the simulator behind their visitor's back."""

    def __init__(self, app: ASGIApp, origins: frozenset[str]) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            origin = headers.get(b"origin", b"").decode("latin-1")
            own = f"{scope['scheme']}://{headers.get(b'host', b'').decode('latin-1')}"
            if origin and origin != own and origin not in self._origins:
                await JSONResponse({"error": f"Origin {origin} is not allowed: use --cors-origin."}, 403)(
                    scope, receive, send
                )
                return
        await self._app(scope, receive, send)


def _graph_routes() -> list[Route]:
    def at(path: str, method: str, handler: graph.Handler) -> Route:
        return Route(path, graph_call(handler), methods=[method])

    one = "/v{version:float}/{object_id}"
    return [
        at(f"{one}/messages", "POST", graph.messages),
        at(f"{one}/media", "POST", files.upload),
        at(f"{one}/phone_numbers", "GET", management.phone_numbers),
        at(f"{one}/subscribed_apps", "GET", management.list_apps),
        at(f"{one}/subscribed_apps", "POST", management.subscribe),
        at(f"{one}/subscribed_apps", "DELETE", management.unsubscribe),
        at(f"{one}/message_templates", "GET", management.list_templates),
        at(f"{one}/message_templates", "POST", management.create_template),
        at(f"{one}/message_templates", "DELETE", management.delete_template),
        at(one, "GET", management.look_up),
        at(one, "DELETE", files.delete),
        at("/whatsapp_business/attachments/", "GET", files.download),
        Route(
            "/v{version:float}/{rest:path}",
            graph_call(_unknown_path),
            methods=["GET", "POST", "DELETE", "PUT", "PATCH"],
        ),
    ]


async def _unknown_path(context: graph.Context) -> Response:
    raise unknown_object(context.request.path_params["rest"])


def _control_routes() -> list[Route]:
    def at(path: str, method: str, handler: Handler) -> Route:
        return Route(path, control(handler), methods=[method])

    chat = "/chats/{number}/{contact}"
    return [
        at("/health", "GET", record.health),
        at("/numbers", "POST", registry.put_number),
        at("/numbers", "GET", registry.list_numbers),
        at("/numbers/{number}/revoke-token", "POST", registry.revoke_token),
        at("/contacts", "POST", registry.put_contact),
        at("/contacts", "GET", registry.list_contacts),
        at("/contacts", "DELETE", registry.forget_contacts),
        at("/chats", "GET", chats.list_chats),
        at(f"{chat}/messages", "POST", chats.act),
        at(chat, "GET", chats.transcript),
        at(f"{chat}/restart", "POST", chats.restart),
        at(f"{chat}/age", "POST", chats.age),
        at(f"{chat}/read", "POST", chats.read_all),
        at(f"{chat}/preferences", "POST", chats.preferences),
        at("/events", "GET", chats.events),
        at("/media/{media}", "GET", chats.media),
        at("/faults", "POST", behaviour.add_faults),
        at("/faults", "GET", behaviour.list_faults),
        at("/faults", "DELETE", behaviour.clear_faults),
        at("/faults/{fault:int}", "DELETE", behaviour.remove_fault),
        at("/webhook-mode", "GET", behaviour.get_mode),
        at("/webhook-mode", "POST", behaviour.set_mode),
        at("/webhooks", "POST", behaviour.send_field),
        at("/webhooks/retry", "POST", behaviour.retry_webhooks),
        at("/webhooks/replay", "POST", behaviour.replay_webhooks),
        at("/settings", "GET", behaviour.get_settings),
        at("/settings", "POST", behaviour.merge_settings),
        at("/journal", "GET", record.journal),
        at("/assertions", "GET", record.judge),
        at("/reset", "POST", record.reset),
    ]
