"""How the simulator behaves: faults, webhook modes, settings."""

from typing import Any

from starlette.requests import Request

from local.simulator.control.wrapping import number_of, read, read_json
from local.simulator.payloads import Update
from local.simulator.phone import PhoneError
from local.simulator.settings import WebhookMode
from local.simulator.wire import FAULTS, FieldBody
from local.simulator.world import World


async def add_faults(world: World, request: Request) -> Any:
    """Set faults, one or a list."""
    body = await read_json(request)
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
    world.courier.set_mode(await read(request, WebhookMode))
    return world.courier.mode.model_dump()


async def send_field(world: World, request: Request) -> Any:
    """Deliver a webhook of any field."""
    body = await read(request, FieldBody)
    number_of(world, body.phone_number_id)
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
    body = await read_json(request)
    if not isinstance(body, dict):
        raise PhoneError("The body must be a JSON object.", 400)
    world.apply(world.settings.merged(body))
    return world.settings.model_dump()
