"""Checks a Render blueprint: keys per kind of service, shapes of variables, schedule, order of routes, references.

Source: Render's blueprint reference and the JSON schema it serves, read 2026-11. `render blueprints validate` asks Render
itself and needs an account.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

ROOT_KEYS = {"services", "databases", "envVarGroups", "projects", "ungrouped", "previews"}
COMMON = {
    "type",
    "name",
    "runtime",
    "envVars",
    "buildCommand",
    "buildFilter",
    "rootDir",
    "repo",
    "branch",
    "autoDeployTrigger",
}
RUNS = COMMON | {"region", "plan", "startCommand"}
ALLOWED: Mapping[str, set[str]] = {
    "web": RUNS | {
        "preDeployCommand", "healthCheckPath", "numInstances", "scaling", "domains", "initialDeployHook", "disk",
        "maxShutdownDelaySeconds", "previews",
    },
    "static": COMMON | {"staticPublishPath", "headers", "routes", "domains", "previews"},
    "cron": RUNS | {"schedule"},
}  # fmt: skip
REQUIRED: Mapping[str, set[str]] = {
    "web": {"type", "name", "runtime", "buildCommand", "startCommand"},
    "static": {"type", "name", "runtime", "buildCommand", "staticPublishPath"},
    "cron": {"type", "name", "runtime", "buildCommand", "startCommand", "schedule"},
}
REGIONS = {"oregon", "ohio", "virginia", "frankfurt", "singapore"}
TRIGGERS = {"off", "commit", "checksPass"}
SOURCES = {"value", "generateValue", "sync", "fromService", "fromDatabase", "fromGroup"}
CRON = re.compile(r"(\S+ ){4}\S+")
PYTHON = re.compile(r"3\.\d+\.\d+")


def kind_of(service: Mapping[str, Any]) -> str:
    return "static" if service.get("runtime") == "static" else str(service.get("type"))


def faults(blueprint: Mapping[str, Any]) -> Iterator[str]:
    """Say what Render would refuse, or take in another sense than it is meant."""
    yield from (f"{key} is not a key of a blueprint" for key in blueprint.keys() - ROOT_KEYS)
    services = blueprint.get("services", [])
    names = [service.get("name") for service in services]
    yield from (f"{name} is there twice" for name in set(names) if names.count(name) > 1)
    for service in services:
        for fault in _service(service, services):
            yield f"{service.get('name')}: {fault}"


def _service(service: Mapping[str, Any], services: list[Mapping[str, Any]]) -> Iterator[str]:
    kind = kind_of(service)
    if kind not in ALLOWED:
        yield f"{kind} is no kind of service that is used here"
        return
    yield from (f"a {kind} has no {key}" for key in service.keys() - ALLOWED[kind])
    yield from (f"{key} is missing" for key in REQUIRED[kind] - service.keys())
    if service.get("region", "virginia") not in REGIONS:
        yield f"{service['region']} is no region"
    if service.get("autoDeployTrigger", "off") not in TRIGGERS:
        yield "autoDeployTrigger is none of off, commit, checksPass"
    if not 1 <= service.get("maxShutdownDelaySeconds", 30) <= 300:
        yield "maxShutdownDelaySeconds is 1 to 300"
    if kind == "cron" and not (isinstance(service.get("schedule"), str) and CRON.fullmatch(service["schedule"])):
        yield "the schedule has five fields, in quotes"
    yield from _routes(service.get("routes", []))
    for header in service.get("headers", []):
        if header.keys() != {"path", "name", "value"}:
            yield f"a header has path, name and value: {header}"
    keys = [variable.get("key") for variable in service.get("envVars", [])]
    yield from (f"{key} is there twice" for key in set(keys) if keys.count(key) > 1)
    for variable in service.get("envVars", []):
        yield from _variable(variable, services)


def _routes(routes: list[Mapping[str, Any]]) -> Iterator[str]:
    for route in routes:
        if route.keys() != {"type", "source", "destination"} or route["type"] not in ("rewrite", "redirect"):
            yield f"a route has type, source and destination: {route}"
    sources = [route.get("source") for route in routes]
    if "/*" in sources[:-1]:
        yield "/* takes everything, so it stands last"


def _variable(variable: Mapping[str, Any], services: list[Mapping[str, Any]]) -> Iterator[str]:
    key = variable.get("key")
    given = variable.keys() & SOURCES
    if len(given) != 1 or variable.keys() - SOURCES - {"key", "previewValue"}:
        yield f"{key} has one source, and not {sorted(variable.keys() - {'key'})}"
        return
    match next(iter(given)):
        case "value" if isinstance(variable["value"], bool) or not isinstance(variable["value"], str | int | float):
            yield f"{key} is neither text nor number: quote it"
        case "value" if key == "PYTHON_VERSION" and not PYTHON.fullmatch(str(variable["value"])):
            yield "PYTHON_VERSION has three numbers"
        case "generateValue" if variable["generateValue"] is not True:
            yield f"{key}: generateValue is true or not there"
        case "sync" if variable["sync"] is not False:
            yield f"{key}: sync is false or not there"
        case "fromService":
            yield from _reference(str(key), variable["fromService"], services)
        case _:
            pass


# What Render itself gives every web service and static site.
GIVEN = {"RENDER_EXTERNAL_URL", "RENDER_EXTERNAL_HOSTNAME", "RENDER_SERVICE_NAME"}


def _reference(key: str, source: Mapping[str, Any], services: list[Mapping[str, Any]]) -> Iterator[str]:
    if source.keys() not in ({"type", "name", "envVarKey"}, {"type", "name", "property"}):
        yield f"{key}: fromService has type, name and envVarKey or property"
        return
    named = [each for each in services if (each.get("type"), each.get("name")) == (source["type"], source["name"])]
    known = {variable["key"] for each in named for variable in each.get("envVars", [])} | GIVEN
    if not named:
        yield f"{key}: there is no {source['type']} called {source['name']}"
    elif source.get("envVarKey", "RENDER_EXTERNAL_URL") not in known:
        yield f"{key}: {source['name']} has no {source['envVarKey']}"
