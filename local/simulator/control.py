"""The control side over HTTP: numbers, contacts, chats, faults, modes, journal."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from local.simulator import phone
from local.simulator.accounts import NotASimulatorToken, Number
from local.simulator.chats import Chat
from local.simulator.management import verify_webhook
from local.simulator.payloads import Update
from local.simulator.phone import PhoneError
from local.simulator.settings import WebhookMode
from local.simulator.wire import (
    ACTION,
    FAULTS,
    AgeBody,
    ContactBody,
    FieldBody,
    NumberBody,
    PreferenceBody,
    ResetBody,
)
from local.simulator.world import World

Handler = Callable[[World, Request], Awaitable[Any]]
Body = TypeVar("Body", bound=BaseModel)


def control(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler: its answer becomes JSON, and what it cannot do becomes one sentence."""

    async def endpoint(request: Request) -> Response:
        try:
            answer = await handler(request.app.state.world, request)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return JSONResponse({"error": f"{where}: {first['msg']}" if where else first["msg"]}, 400)
        except (NotASimulatorToken, json.JSONDecodeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        except PhoneError as error:
            return JSONResponse({"error": str(error)}, error.status)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    return endpoint


async def health(world: World, _request: Request) -> Any:
    """Tell that the simulator is up."""
    return {"status": "ok", "numbers": len(world.accounts.numbers), "contacts": len(world.contacts.by_id)}


async def put_number(world: World, request: Request) -> Any:
    """Register a number, and check its webhook if a verify token is given."""
    body = await _read(request, NumberBody)
    number = Number(**body.model_dump(exclude={"verify_token"}))
    world.accounts.register(number)
    answer = number.public()
    if body.verify_token is not None and body.webhook_url is not None:
        answer["verification"] = await verify_webhook(body.webhook_url, body.verify_token)
    return answer


async def list_numbers(world: World, _request: Request) -> Any:
    """List the numbers, without secrets."""
    return [number.public() for number in world.accounts.numbers.values()]


async def revoke_token(world: World, request: Request) -> Any:
    """Revoke a number's token."""
    number = _number(world, request.path_params["number"])
    world.accounts.revoke(number)
    return number.public()


async def put_contact(world: World, request: Request) -> Any:
    """Add or change a person."""
    body = await _read(request, ContactBody)
    values = body.model_dump(exclude={"wa_id", "bsuid"}, exclude_none=True)
    return world.contacts.upsert(body.wa_id, body.bsuid, values).public()


async def list_contacts(world: World, _request: Request) -> Any:
    """List the people."""
    return [contact.public() for contact in world.contacts.by_id.values()]


async def forget_contacts(world: World, _request: Request) -> Any:
    """Forget all people and their chats."""
    forgotten = len(world.contacts.by_id)
    for chat in world.chats.by_key.values():
        world.chats.restart(chat)
    world.chats.by_key.clear()
    world.contacts.clear()
    return {"forgotten": forgotten}


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
    action = ACTION.validate_json(await request.body())
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
    body = await _read(request, AgeBody)
    chat = _chat(world, request)
    phone.age(world, chat, body.hours)
    return chat.window_view(world.settings.window.hours)


async def read(world: World, request: Request) -> Any:
    """Read everything in a chat."""
    return {"read": world.statuses.read_all(_chat(world, request))}


async def preferences(world: World, request: Request) -> Any:
    """Stop or resume marketing messages."""
    body = await _read(request, PreferenceBody)
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


async def add_faults(world: World, request: Request) -> Any:
    """Set faults, one or a list."""
    body = await _json(request)
    orders = FAULTS.validate_python(body if isinstance(body, list) else [body])
    return [world.faults.add(order).view() for order in orders]


async def list_faults(world: World, _request: Request) -> Any:
    """List the faults and how often they struck."""
    return [fault.view() for fault in world.faults.all]


async def clear_faults(world: World, _request: Request) -> Any:
    """Take all faults back."""
    cleared = [fault.view() for fault in world.faults.all]
    world.faults.all.clear()
    return cleared


async def remove_fault(world: World, request: Request) -> Any:
    """Take one fault back."""
    if not world.faults.remove(request.path_params["fault"]):
        raise PhoneError("No such fault.", 404)
    return [fault.view() for fault in world.faults.all]


async def get_mode(world: World, _request: Request) -> Any:
    """Show how webhooks behave."""
    return world.courier.mode.model_dump()


async def set_mode(world: World, request: Request) -> Any:
    """Change how webhooks behave; what is left out goes back to its default."""
    world.courier.set_mode(await _read(request, WebhookMode))
    return world.courier.mode.model_dump()


async def send_field(world: World, request: Request) -> Any:
    """Deliver a webhook of any field."""
    body = await _read(request, FieldBody)
    _number(world, body.phone_number_id)
    world.courier.send(
        Update(body.phone_number_id, "value", body.value, f"{body.field}", f"field {body.field}", field=body.field)
    )
    return {"queued": True}


async def retry_webhooks(world: World, _request: Request) -> Any:
    """Try all waiting retries now."""
    return {"retried": world.courier.retry_now()}


async def replay_webhooks(world: World, _request: Request) -> Any:
    """Deliver again all that was accepted before."""
    return {"answers": await world.courier.replay()}


async def get_settings(world: World, _request: Request) -> Any:
    """Show the settings."""
    return world.settings.model_dump()


async def merge_settings(world: World, request: Request) -> Any:
    """Change some settings."""
    body = await _json(request)
    if not isinstance(body, dict):
        raise PhoneError("The body must be a JSON object.", 400)
    world.apply(world.settings.merged(body))
    return world.settings.model_dump()


async def journal(world: World, request: Request) -> Any:
    """Read the journal."""
    query = request.query_params
    try:
        since, limit = int(query.get("since", "0")), int(query.get("limit", "1000"))
    except ValueError:
        raise PhoneError("since and limit must be numbers.", 400) from None
    return world.journal.since(since, query.get("kind"), max(1, min(limit, 100_000)))


async def judge(world: World, _request: Request) -> Any:
    """Answer the assertions."""
    return {**world.ledger.view(), **world.courier.undelivered()}


async def reset(world: World, request: Request) -> Any:
    """Forget everything but the numbers."""
    body = await _read(request, ResetBody)
    world.reset(numbers=body.numbers, seed=body.seed)
    return {"status": "ok"}


async def _json(request: Request) -> Any:
    raw = await request.body()
    return json.loads(raw) if raw.strip() else {}


async def _read(request: Request, model: type[Body]) -> Body:
    return model.model_validate(await _json(request))


def _number(world: World, phone_number_id: str) -> Number:
    number = world.accounts.numbers.get(phone_number_id)
    if number is None:
        raise PhoneError(f"No number {phone_number_id} is registered: POST /sim/numbers first.", 404)
    return number


def _chat(world: World, request: Request, *, create: bool = False) -> Chat:
    return phone.chat_of(world, request.path_params["number"], request.path_params["contact"], create=create)
