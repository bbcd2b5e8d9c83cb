"""Log lines: masked by name, cut by length, correlated; metrics only where asked for."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared import observability
from shared.domain.errors import NotFound


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    observability.set_up()
    (handler,) = logging.getLogger(observability.SERVICE).handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)
    observability.set_up()


def only_line(log: io.StringIO) -> dict[str, Any]:
    (line,) = log.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_has_its_name_fields_and_correlation_id(log: io.StringIO) -> None:
    with observability.correlated("visit-0001"):
        observability.event("published", flow="f1", version=3, nothing=None)

    line = only_line(log)
    assert (line["message"], line["flow"], line["version"], line["correlation_id"]) == (
        "published",
        "f1",
        3,
        "visit-0001",
    )
    assert "nothing" not in line
    assert observability.correlation_id() == ""


def test_a_line_says_where_and_when_it_was_written(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")
    observability.event("published")

    line = only_line(log)
    assert (line["level"], line["service"], line["xray_trace_id"]) == (
        "INFO",
        "prosa",
        "1-5759e988-bd862e3fe1be46a994272793",
    )
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta()


TELLING = ["token", "access_token", "password", "app_secret", "Authorization", "api_key", "phone", "email", "wa_id", "wamid",
           "text", "body", "caption", "cookie", "sender"]  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_a_field_with_a_telling_name_is_masked_at_any_depth(log: io.StringIO, name: str) -> None:
    fields: dict[str, Any] = {name: "MARKER"}
    observability.event("x", **fields, detail={"inner": {name: "MARKER"}, "list": [{name: "MARKER"}]})

    assert "MARKER" not in log.getvalue()


def test_wild_values_stay_one_short_line(log: io.StringIO) -> None:
    observability.event(
        "x", a="\r\n\x1b[31m" + "y" * 100_000, b=["z" * 1000] * 1000, c={str(n): n for n in range(1000)}
    )

    assert len(log.getvalue().splitlines()) == 1
    assert len(log.getvalue()) < 16_000


def test_a_use_case_is_one_line_with_its_outcome_and_time(log: io.StringIO) -> None:
    with observability.use_case("publish", flow="f1") as found:
        found["nodes"] = 12

    line = only_line(log)
    assert (line["message"], line["outcome"], line["nodes"]) == ("publish", "ok", 12)
    assert line["ms"] >= 0


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(NotFound("flow_not_found", "There is no such flow."), "flow_not_found"), (ValueError("MARKER"), "ValueError")],
)
def test_a_use_case_that_fails_says_how_and_lets_the_error_go_on(
    log: io.StringIO, error: Exception, outcome: str
) -> None:
    with pytest.raises(type(error)), observability.use_case("publish"):
        raise error

    assert only_line(log)["outcome"] == outcome
    assert "MARKER" not in log.getvalue()


def test_a_fault_shows_types_and_places_never_words(log: io.StringIO) -> None:
    def inner() -> None:
        raise KeyError("MARKER")

    try:
        try:
            inner()
        except KeyError as cause:
            raise RuntimeError("MARKER") from cause
    except RuntimeError as error:
        observability.fault("work_failed", error, tenant="t1")

    line = only_line(log)
    assert line["error"] == "RuntimeError < KeyError"
    assert line["stack"][-1].startswith("tests/test_observability.py:")
    assert line["level"] == "ERROR"
    assert "MARKER" not in log.getvalue()


def test_levels_below_the_chosen_one_are_silent(log: io.StringIO) -> None:
    observability.set_up(level="WARNING")
    observability.event("quiet")
    observability.event("loud", level="warning")

    assert only_line(log)["message"] == "loud"


def test_metrics_are_written_in_cloudwatchs_format_only_where_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    observability.set_up()
    observability.count("requests", status="2xx")
    assert capsys.readouterr().out == ""

    observability.set_up(metrics=True)
    observability.count("requests", status="2xx")
    observability.set_up()

    metric = json.loads(capsys.readouterr().out)
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "prosa"
    assert (metric["requests"], metric["status"]) == ([1.0], "2xx")
