"""`http`: asks another system; an effect, whose answer comes back as an event."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, StringConstraints, field_validator

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, Part, VariableName
from shared.engine.durations import Duration, parse_duration
from shared.engine.effects import CallHttp
from shared.engine.expressions import Run, follow, reader
from shared.engine.expressions.values import as_text
from shared.engine.limits import ANSWER_GRACE
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel, Write
from shared.engine.text.template import cut
from shared.engine.turn import Turn
from shared.engine.words import is_empty

_ADDRESS = re.compile(r"https://[^/?#@\s{}\\]+(?:[/?#].*)?", re.DOTALL)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect"})
_PATH = re.compile(r"\w[\w-]*|\[\d{1,4}\]")


class Secret(Part):
    """A secret of the tenant by its name; the value never passes through the engine."""

    secret: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


class Mapped(Part):
    """path: into the answer's body, `data.items[0].name`."""

    path: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    var: VariableName


class Http(NodeModel):
    """Waits for the answer; `result` is then {"ok", "status", "body"} (or {"ok": false, "error"}), saved under `save_as` if given.

    url: https only, no slots before the path; values in it are escaped. headers: texts or {"secret": "name"}. body: JSON with `{{ … }}`.
    on_error: no answer in time, or a status of 400 and more. Messages that come meanwhile are heard afterwards.

    {"id": "crm", "type": "http", "method": "POST", "url": "https://crm.example.com/leads/{{ phone }}", "timeout": "5s",
     "headers": {"Authorization": {"secret": "crm_token"}}, "body": {"name": "{{ name }}", "budget": "{{ price.max }}"},
     "map": [{"path": "data.id", "var": "crm_id"}], "on_error": "sorry", "transitions": [{"to": "thanks"}]}
    """

    types: ClassVar = ("http",)
    waits: ClassVar = False  # for the prover: a loop through it would call again and again without the contact

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: Annotated[str, StringConstraints(min_length=10, max_length=2_000)]
    headers: dict[str, str | Secret] = Field(default={}, max_length=20)
    body: Any = None
    timeout: Duration = parse_duration("5s")
    map: Annotated[tuple[Mapped, ...], Field(max_length=50)] = ()
    on_error: NodeId | None = None
    save_as: VariableName = "result"

    @field_validator("url")
    @classmethod
    def _is_https(cls, url: str) -> str:
        if _ADDRESS.fullmatch(url) is None or any(ord(character) < 33 for character in url.split("{{", 1)[0]):
            raise ValueError("an address begins with https:// and a host without slots, user names or spaces")
        return url

    @field_validator("headers")
    @classmethod
    def _are_headers(cls, headers: dict[str, str | Secret]) -> dict[str, str | Secret]:
        for name, value in headers.items():
            if _HEADER.fullmatch(name) is None or name.lower() in _OURS:
                raise ValueError(f"the header {name[:40]!r} cannot be set")
            if isinstance(value, str) and any(ord(character) < 32 for character in value):
                raise ValueError(f"the header {name[:40]!r} has a line break")
        return headers

    def writes(self) -> Iterator[Write]:
        yield Write(self.save_as)
        for one in self.map:
            yield Write(one.var, always=False)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        on_error = compiler.goes(self.on_error, "on_error", "error") if self.on_error is not None else None
        prompt = compiler.text(self.prompt, "prompt")
        address = _address(self.url, compiler)
        headers = [(name, _header(compiler, name, value)) for name, value in self.headers.items()]
        body = compiler.value(self.body, "body") if self.body is not None else None
        paths = [(one.var, _steps(one.path)) for one in self.map]
        node = self.id

        def enter(turn: Turn) -> str | None:
            if prompt is not None:
                turn.say(node, prompt(turn))
            request = {
                "method": self.method,
                "url": address(turn),
                "headers": {name: run(turn) for name, run in headers},
                "body": body(turn) if body is not None else None,
                "timeout_s": self.timeout.total_seconds(),
            }
            key = f"http:{turn.number}:{turn.steps}:{node}"
            turn.await_answer(key, node, CallHttp(key, request), self.timeout + ANSWER_GRACE)
            return None

        def answered(turn: Turn, result: dict[str, Any]) -> str | None:
            is_good = result.get("ok") is True
            status = result.get("status")
            turn.save(self.save_as, {**result, "ok": is_good})
            turn.result_is(self.save_as)
            if not is_good or (isinstance(status, int) and status >= 400):
                turn.visit(node, "error")
                return on_error or turn.leave(choose)
            turn.visit(node, "answered")
            for name, steps in paths:
                value = follow(result.get("body"), steps)
                if not is_empty(value):
                    turn.save(name, value)
            return turn.leave(choose)

        return Node(node, self.type, enter, answered=answered)


def _address(url: str, compiler: Compiler) -> Run:
    """What a contact said becomes one part of the address: every sign that could mean more is escaped."""
    compiler.text(url, "url")
    parts = [part if isinstance(part, str) else reader(part.path) for part in cut(url)]
    return lambda turn: "".join(
        part if isinstance(part, str) else quote(as_text(part(turn))[:500], safe="") for part in parts
    )


def _header(compiler: Compiler, name: str, value: str | Secret) -> Run:
    if isinstance(value, Secret):
        reference = {"secret": value.secret}
        return lambda _turn: reference
    tell = compiler.value(value, f"headers.{name}")
    return lambda turn: "".join(sign for sign in as_text(tell(turn))[:1_000] if ord(sign) >= 32 and ord(sign) != 127)


def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(int(step[1:-1]) if step[0] == "[" else step for step in _PATH.findall(path))
