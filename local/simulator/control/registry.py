"""Numbers and contacts: who exists."""

from typing import Any

from starlette.requests import Request

from local.simulator.accounts import Number
from local.simulator.control.wrapping import number_of, read
from local.simulator.management import verify_webhook
from local.simulator.wire import ContactBody, NumberBody
from local.simulator.world import World


async def put_number(world: World, request: Request) -> Any:
    """Register a number, and check its webhook if a verify token is given."""
    body = await read(request, NumberBody)
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
    number = number_of(world, request.path_params["number"])
    world.accounts.revoke(number)
    return number.public()


async def put_contact(world: World, request: Request) -> Any:
    """Add or change a person."""
    body = await read(request, ContactBody)
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
