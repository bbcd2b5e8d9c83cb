"""Readiness as status and body, whatever carries it: names and codes, nothing about where or what we run on."""

from typing import Any

from shared.container import Container


def readiness_body(parts: Container) -> tuple[int, dict[str, Any]]:
    """(200 or 503, the body that `functions.health.wire.Readiness` describes)."""
    report = parts.readiness.report()
    checks = [{"name": check.name, "ok": check.code is None, "code": check.code} for check in report.checks]
    return 503 if report.status == "unready" else 200, {"status": report.status, "checks": checks}
