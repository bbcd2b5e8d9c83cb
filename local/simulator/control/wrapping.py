"""The control side's HTTP shell: answers become JSON, and what cannot be done becomes one sentence."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.simulator.accounts import NotASimulatorToken, Number
from local.simulator.phone import PhoneError
from local.simulator.world import World

Handler = Callable[[World, Request], Awaitable[Any]]
Body = TypeVar("Body", bound=BaseModel)


class AsciiJson(JSONResponse):
    """JSON in ASCII, so that even half a surrogate pair, which a test may send, can be shown."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def control(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler."""

    async def endpoint(request: Request) -> Response:
        try:
            answer = await handler(request.app.state.world, request)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return AsciiJson({"error": f"{where}: {first['msg']}" if where else first["msg"]}, 400)
        except (NotASimulatorToken, json.JSONDecodeError) as error:
            return AsciiJson({"error": str(error)}, 400)
        except PhoneError as error:
            return AsciiJson({"error": str(error)}, error.status)
        return answer if isinstance(answer, Response) else AsciiJson(answer)

    return endpoint


async def read_json(request: Request) -> Any:
    """Read the body; none at all is an empty object."""
    raw = await request.body()
    return json.loads(raw) if raw.strip() else {}


async def read(request: Request, model: type[Body]) -> Body:
    """Read the body as one of the wire's models."""
    return model.model_validate(await read_json(request))


def number_of(world: World, phone_number_id: str) -> Number:
    """Find a registered number."""
    number = world.accounts.numbers.get(phone_number_id)
    if number is None:
        raise PhoneError(f"No number {phone_number_id} is registered: POST /sim/numbers first.", 404)
    return number
