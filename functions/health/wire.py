"""The bodies of the health checks: names and codes, nothing about where or what we run on."""

from typing import Literal

from functions.wire import Answer
from shared.services.readiness import Report


class Liveness(Answer):
    status: Literal["alive"] = "alive"


class ReadinessCheck(Answer):
    name: str
    ok: bool
    code: str | None


class Readiness(Answer):
    status: Literal["ready", "degraded", "unready"]
    checks: list[ReadinessCheck]

    @staticmethod
    def of(report: Report) -> "Readiness":
        return Readiness(
            status=report.status,
            checks=[ReadinessCheck(name=check.name, ok=check.code is None, code=check.code) for check in report.checks],
        )
