"""Faults on request: errors, cut connections, lost and unreadable answers, before or after the message was accepted."""

import asyncio
import itertools
import socket
import struct
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from local.simulator.contacts import digits_of
from local.simulator.errors import GraphError

Kind = Literal[
    "http_429",
    "http_500",
    "http_502",
    "http_503",
    "graph_error",
    "slow",
    "reset_before_accept",
    "reset_after_accept",
    "timeout_after_accept",
    "bad_body",
]
ALWAYS_AFTER: Final = ("reset_after_accept", "timeout_after_accept", "bad_body")
SLOW_MS: Final = 3000
HANG_MS: Final = 60_000
PROXY_PAGE: Final = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
ERRORS: Final = {
    "http_429": GraphError(130429, "Message failed to send because there were too many messages sent.", http=429),
    "http_500": GraphError(131000, "Message failed to send due to an unknown error.", http=500),
    "http_503": GraphError(2, "Temporary due to downtime or due to being overloaded.", http=503),
}
TRANSPORT: Final = "simulator.transport"  # where server.py puts the connection in the ASGI scope


class Match(BaseModel):
    """Which calls a fault is for; type: a message type, or read, typing, media."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phone_number_id: str | None = None
    type: str | None = None
    to: str | None = None

    def fits(self, phone_number_id: str, call_type: str, to: str | None) -> bool:
        """Tell whether a call is meant."""
        if self.phone_number_id not in (None, phone_number_id) or self.type not in (None, call_type):
            return False
        if self.to is None or self.to == to:
            return True
        wanted = digits_of(self.to)
        return to is not None and bool(wanted) and wanted == digits_of(to)


class FaultOrder(BaseModel):
    """A fault as it is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    match: Match = Match()
    kind: Kind
    code: int | None = None
    ms: int | None = Field(default=None, ge=0)
    body: str | None = None
    after_accept: bool = False
    probability: float | None = Field(default=None, ge=0, le=1)
    times: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _graph_error_has_code(self) -> "FaultOrder":
        if self.kind == "graph_error" and self.code is None:
            raise ValueError("graph_error needs a code")
        return self


@dataclass(slots=True)
class Fault:
    """A fault at work."""

    id: int
    order: FaultOrder
    hits: int = 0

    @property
    def comes_after(self) -> bool:
        """Tell whether the message is accepted before the fault strikes."""
        return self.order.after_accept or self.order.kind in ALWAYS_AFTER

    @property
    def seconds(self) -> float:
        """Tell how long a slow call or a hanging connection takes."""
        default = SLOW_MS if self.order.kind == "slow" else HANG_MS
        return (default if self.order.ms is None else self.order.ms) / 1000

    def strikes(self, dice: Random) -> bool:
        """Decide for one call, and count it."""
        order = self.order
        if order.times is not None and self.hits >= order.times:
            return False
        if order.probability is not None and dice.random() >= order.probability:
            return False
        self.hits += 1
        return True

    def view(self) -> dict[str, Any]:
        """Describe the fault."""
        return {"id": self.id, "hits": self.hits, **self.order.model_dump(exclude_none=True)}


class Faults:
    """The faults that are set; the first that fits and strikes wins."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._ids = itertools.count(1)
        self.all: list[Fault] = []

    def add(self, order: FaultOrder) -> Fault:
        """Set a fault."""
        fault = Fault(next(self._ids), order)
        self.all.append(fault)
        return fault

    def remove(self, fault_id: int) -> bool:
        """Take one fault back."""
        before = len(self.all)
        self.all = [fault for fault in self.all if fault.id != fault_id]
        return len(self.all) < before

    def pick(self, phone_number_id: str, call_type: str, to: str | None) -> Fault | None:
        """Choose the fault of this call, if any."""
        for fault in self.all:
            if fault.order.match.fits(phone_number_id, call_type, to) and fault.strikes(self._dice):
                return fault
        return None


class CutConnection(Response):
    """Not an answer: the connection is held open for a while, then reset."""

    def __init__(self, hold_seconds: float = 0) -> None:
        super().__init__(status_code=599)
        self._hold_seconds = hold_seconds

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Hold, reset, and wait until the server has noticed."""
        if self._hold_seconds:
            try:
                async with asyncio.timeout(self._hold_seconds):
                    await _gone(receive)
            except TimeoutError:
                pass
        transport = scope["extensions"][TRANSPORT]["transport"]
        connection = transport.get_extra_info("socket")
        if connection is not None:  # linger 0 turns the close into a reset
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        await _gone(receive)


def answer_of(fault: Fault) -> Response:
    """Make the answer, or the lack of one, that a fault gives."""
    order = fault.order
    if order.kind in ERRORS:
        error = ERRORS[order.kind]
        return JSONResponse(error.body(), error.http)
    if order.kind == "graph_error":
        error = GraphError(order.code or 1, "A fault was asked for.")
        return JSONResponse(error.body(), error.http)
    if order.kind == "http_502":
        return HTMLResponse(PROXY_PAGE, 502)
    if order.kind == "bad_body":
        return HTMLResponse(order.body if order.body is not None else PROXY_PAGE)
    return CutConnection(fault.seconds if order.kind == "timeout_after_accept" else 0)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
