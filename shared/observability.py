"""What the service tells those who run it: one JSON line per use case, faults without values, metrics on Lambda.

Nothing secret or personal is ever passed to a log; should it happen, fields with telling names are masked here.
"""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Literal

from shared.domain.errors import ProsaError

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

Level = Literal["debug", "info", "warning", "error"]

LEVELS: dict[Level, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
SERVICE = NAMESPACE = "prosa"
FIELDS = "fields"  # of a log record: the attribute that holds what is told
ROOT = Path(__file__).parent.parent
MAX_TEXT = 300  # characters of one logged value
MAX_FRAMES = 30
MASK = "***"
TELLING = re.compile(
    r"secret|token|passw|authori|api_?key|cookie|credential|e_?mail|phone|wa_?id|wamid|sender|text|body|content|caption",
    re.IGNORECASE,
)

_correlation: ContextVar[str] = ContextVar("correlation_id", default="")


def correlation_id() -> str:
    """The id that ties log lines, audit rows and the answer of one request together; empty outside of one."""
    return _correlation.get()


@contextmanager
def correlated(id_: str) -> Iterator[str]:
    """Give everything inside this correlation id."""
    token = _correlation.set(id_)
    try:
        yield id_
    finally:
        _correlation.reset(token)


def event(name: str, /, *, level: Level = "info", **fields: Any) -> None:
    """Write one line. fields: ids, counts, milliseconds, codes; never what people wrote or who they are."""
    if LEVELS[level] < _logger().log_level:
        return
    known = {key: _safe(key, value) for key, value in fields.items() if value is not None}
    getattr(_logger(), level)(name, extra={FIELDS: {"correlation_id": correlation_id(), **known}})


@contextmanager
def use_case(name: str, /, *, when_ok: Level = "info", **fields: Any) -> Iterator[dict[str, Any]]:
    """Write one line when the block ends, with its milliseconds and outcome; the block may add fields to what it gets.

    when_ok: the level of the line when the outcome is `ok`.
    """
    found: dict[str, Any] = dict(fields)
    started = time.perf_counter()
    outcome = "ok"
    try:
        yield found
    except ProsaError as error:
        outcome = error.code
        raise
    except BaseException as error:
        outcome = type(error).__name__
        raise
    finally:
        found.setdefault("outcome", outcome)
        level: Level = when_ok if found["outcome"] == "ok" else "info"
        event(name, level=level, ms=round((time.perf_counter() - started) * 1000, 1), **found)


def fault(name: str, error: BaseException, /, **fields: Any) -> None:
    """Write an unexpected error: its types and where it came from, never its message (messages hold values)."""
    event(name, level="error", **fields, error=" < ".join(_types(error)), stack=_frames(error))


def count(metric: str, /, value: float = 1, **labels: str) -> None:
    """Count one outcome; emitted in CloudWatch's embedded format where `set_up(metrics=True)` was called, else nothing.

    labels: few values each (a status class, an outcome), never an id.
    """
    if not _settings()["metrics"]:
        return
    from aws_lambda_powertools.metrics import MetricUnit, single_metric

    with single_metric(name=metric, unit=MetricUnit.Count, value=value, namespace=NAMESPACE) as emitted:
        for label, chosen in labels.items():
            emitted.add_dimension(name=label, value=chosen)


def set_up(*, level: str = "INFO", metrics: bool = False) -> None:
    """Choose the least level that is written, and whether metrics are emitted (on Lambda only); ours is the only log."""
    _settings()["metrics"] = metrics
    _logger().setLevel(level)
    _silence_access_log()


def _silence_access_log() -> None:
    """Uvicorn's own log of requests writes whole addresses: Meta's verify token and invites stand in them."""
    access = logging.getLogger("uvicorn.access")
    access.handlers, access.propagate = [], False


@cache
def _settings() -> dict[str, bool]:
    return {"metrics": False}


@cache
def _logger() -> "Logger":
    from aws_lambda_powertools import Logger

    from shared.log_lines import LineFormatter

    return Logger(service=SERVICE, logger_formatter=LineFormatter(SERVICE))


def _safe(key: str, value: Any) -> Any:
    """Mask by name, cut by length; one line stays one line because JSON escapes the rest."""
    if _is_telling(key):
        return MASK
    if isinstance(value, dict):
        return {str(inner)[:MAX_TEXT]: _safe(str(inner), held) for inner, held in list(value.items())[:MAX_FRAMES]}
    if isinstance(value, (list, tuple)):
        return [_safe("", held) for held in value[:MAX_FRAMES]]
    return value if isinstance(value, (bool, int, float)) else str(value)[:MAX_TEXT]


@lru_cache(maxsize=1024)
def _is_telling(key: str) -> bool:
    return bool(TELLING.search(key))


def _types(error: BaseException | None) -> list[str]:
    """The error and its causes, outermost first."""
    names: list[str] = []
    while error is not None and len(names) < MAX_FRAMES:
        names.append(type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return names


def _frames(error: BaseException) -> list[str]:
    """`file:line function`, innermost last, relative to the code where that is possible."""
    frames = extract_tb(error.__traceback__)[-MAX_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    return file.removeprefix(f"{ROOT}/").rsplit("site-packages/", 1)[-1]
