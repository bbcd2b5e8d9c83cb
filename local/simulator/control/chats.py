"""Chats: what people do on their phones, and what their phones show."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from local.simulator import phone
from local.simulator.chats import Chat
from local.simulator.control.wrapping import read, read_json
from local.simulator.phone import PhoneError
from local.simulator.wire import ACTION, AgeBody, PreferenceBody
from local.simulator.world import World


async def list_chats(world: World, _request: Request) -> Any:
    """List the chats that have bubbles."""
    return [
        {
            "phone_number_id": chat.number.phone_number_id,
            "contact": phone.person(world, chat.number, chat.contact),
            "messages": len(chat.bubbles),
            "last_at": chat.bubbles[-1].at.isoformat(),
        }
        for chat in world.chats.by_key.values()
        if chat.bubbles
    ]


async def act(world: World, request: Request) -> Any:
    """Do what a person does on the phone."""
    action = ACTION.validate_python(await read_json(request))
    chat = _chat(world, request, create=True)
    return {"wamid": phone.act(world, chat, action).wamid}


async def transcript(world: World, request: Request) -> Any:
    """Show a chat."""
    return phone.transcript(world, _chat(world, request, create=True))


async def restart(world: World, request: Request) -> Any:
    """Forget a chat's bubbles."""
    chat = _chat(world, request)
    world.chats.restart(chat)
    world.events.publish(chat.key, "restart", {})
    return phone.transcript(world, chat)


async def age(world: World, request: Request) -> Any:
    """Move a chat's times back."""
    body = await read(request, AgeBody)
    chat = _chat(world, request)
    phone.age(world, chat, body.hours)
    return chat.window_view(world.settings.window.hours)


async def read_all(world: World, request: Request) -> Any:
    """Read everything in a chat."""
    return {"read": world.statuses.read_all(_chat(world, request))}


async def preferences(world: World, request: Request) -> Any:
    """Stop or resume marketing messages."""
    body = await read(request, PreferenceBody)
    chat = _chat(world, request)
    phone.set_preference(world, chat, body.value)
    return chat.contact.public()


async def events(world: World, request: Request) -> Any:
    """Stream live events."""
    wanted = request.query_params.get("chat")
    key = None
    if wanted is not None:
        number, _, contact = wanted.partition("/")
        if not contact:
            raise PhoneError("chat must be {number}/{contact}.", 400)
        key = (number, contact)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(world.events.stream(key), media_type="text/event-stream", headers=headers)


async def media(world: World, request: Request) -> Any:
    """Give a file to the browser."""
    found = world.media.find(request.path_params["media"])
    if found is None:
        raise PhoneError("No such file.", 404)
    # Files come from strangers: the browser may show pictures but run nothing.
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return Response(found.data, media_type=found.mime_type, headers=headers)


def _chat(world: World, request: Request, *, create: bool = False) -> Chat:
    return phone.chat_of(world, request.path_params["number"], request.path_params["contact"], create=create)
