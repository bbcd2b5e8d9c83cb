"""What serverless.yml says of functions, routes, the schedule and the queue, read as AWS would act on it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import yaml

from local.checkout import ROOT

FILE = ROOT / "serverless.yml"
RATE = re.compile(r"rate\((\d+) (minute|hour)s?\)")
PARAM = re.compile(r"\$\{param:(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the HTTP API. method: `*` = any."""

    method: str
    path: str
    function: str

    def fits(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and bool(re.fullmatch(_pattern(self.path), path))

    @property
    def key(self) -> str:
        """What API Gateway puts into an event as routeKey."""
        return f"{'ANY' if self.method == '*' else self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of wakes and how its messages reach the function."""

    function: str
    batch_size: int
    concurrency: int
    visibility: timedelta
    max_receives: int


class _Loader(yaml.SafeLoader):
    """Knows CloudFormation's short forms: `!Ref X` and the like become their long form."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)} if isinstance(node, yaml.MappingNode) else None


_Loader.add_multi_constructor("!", _short_form)


@cache
def template() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    return read


def functions() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = template()["functions"]
    return found


def setting(function: str, name: str) -> Any:
    """A setting of the function, or the one for all."""
    return functions()[function].get(name, template()["provider"][name])


def routes() -> list[Route]:
    """Every route of the HTTP API; more exact ones first, as API Gateway chooses."""
    found = [Route(event["method"], event["path"], name) for name, event in _events("httpApi")]
    return sorted(found, key=lambda route: ("{" in route.path, -len(route.path), route.method == "*"))


def queue() -> Queue:
    """The one SQS event."""
    ((function, event),) = _events("sqs")
    properties = template()["resources"]["Resources"]["Wakes"]["Properties"]
    return Queue(
        function,
        event["batchSize"],
        event["maximumConcurrency"],
        timedelta(seconds=properties["VisibilityTimeout"]),
        properties["RedrivePolicy"]["maxReceiveCount"],
    )


def schedule() -> tuple[str, timedelta, Any]:
    """(function, how often, its event) of the one schedule."""
    ((function, event),) = _events("schedule")
    (rate,) = event["rate"]
    named = PARAM.sub(lambda found: str(template()["params"]["default"][found[1]]), rate)
    told = RATE.fullmatch(named)
    if told is None:
        raise ValueError(f"{named} is no rate")
    return function, timedelta(**{f"{told[2]}s": int(told[1])}), event["input"]


def _events(kind: str) -> Iterator[tuple[str, Any]]:
    for name, function in functions().items():
        for event in function.get("events", []):
            if kind in event:
                yield name, event[kind]


def _pattern(path: str) -> str:
    parts = re.split(r"(\{\w+\+?\})", path)
    return "".join(".+" if p.endswith("+}") else "[^/]+" if p.startswith("{") else re.escape(p) for p in parts)
