"""What happened: health, journal, assertions, and a fresh start."""

from typing import Any

from starlette.requests import Request

from local.simulator.control.wrapping import read
from local.simulator.phone import PhoneError
from local.simulator.wire import ResetBody
from local.simulator.world import World


async def health(world: World, _request: Request) -> Any:
    """Tell that the simulator is up."""
    return {"status": "ok", "numbers": len(world.accounts.numbers), "contacts": len(world.contacts.by_id)}


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
    body = await read(request, ResetBody)
    world.reset(numbers=body.numbers, seed=body.seed)
    return {"status": "ok"}
