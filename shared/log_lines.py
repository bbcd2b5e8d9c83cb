"""How a log line is written: one JSON object, its own fields last. Powertools' formatter takes a line apart and puts it together again, at three times the cost."""

import logging
from datetime import UTC, datetime
from json import JSONEncoder

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from shared.observability import FIELDS

encode = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


class LineFormatter(LambdaPowertoolsFormatter):
    """Writes level, message, timestamp (UTC, RFC 3339), service, X-Ray's id where there is one, and the record's fields."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        trace_id = self._get_latest_trace_id()
        return encode(
            {
                "level": record.levelname,
                "message": record.msg,
                "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "service": self._service,
                **({"xray_trace_id": trace_id} if trace_id else {}),
                **getattr(record, FIELDS, {}),
            }
        )
