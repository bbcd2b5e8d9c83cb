"""The bodies of the health checks: names and codes, nothing about where or what we run on."""

from typing import Literal

from functions.wire import Answer


class Liveness(Answer):
    status: Literal["alive"] = "alive"


class ReadinessCheck(Answer):
    name: str
    ok: bool
    code: str | None


class Readiness(Answer):
    status: Literal["ready", "degraded", "unready"]
    checks: list[ReadinessCheck]
