"""SQS's JSON protocol over HTTP, for one FIFO queue and its dead letters; requests must be signed with the right key.

POST /  X-Amz-Target: AmazonSQS.{SendMessage, SendMessageBatch, ReceiveMessage, DeleteMessage, ChangeMessageVisibility,
GetQueueAttributes}. Source: Amazon SQS API reference, read 2026-11.
"""

import hashlib
import http.server
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from local.lambda_host.fifo import FifoQueue, Message
from local.ports import HOST
from shared.clients.aws_signature import Credentials, signed_headers

REGION = "us-east-1"
MAX_BODY_CHARS = 1_048_576  # of a message (1 MiB since 2025)
NAMED = re.compile(
    r"Credential=(?P<id>[^/]+)/\d{8}/(?P<region>[^/]+)/sqs/aws4_request, SignedHeaders=(?P<names>[^,]+),"
)


class RefusedError(Exception):
    """SQS says no; carries its code."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(message or code)
        self.code = code
        self.status = status


class SqsServer:
    """Serves queues by name until `close`; `url_of` gives a queue's URL."""

    def __init__(self, queues: Mapping[str, FifoQueue], credentials: Credentials) -> None:
        self.queues = queues
        self._credentials = credentials
        self._server = _Server((HOST, 0), _handler(self.answer))
        Thread(target=self._server.serve_forever, name="sqs", daemon=True).start()

    def url_of(self, name: str) -> str:
        return f"http://{HOST}:{self._server.server_port}/000000000000/{name}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """Raises RefusedError."""
        self._check_signature(headers, body)
        asked = json.loads(body)
        queue = self.queues.get(str(asked.get("QueueUrl", "")).rsplit("/", 1)[-1])
        if queue is None:
            raise RefusedError("AWS.SimpleQueueService.NonExistentQueue")
        action = ACTIONS.get(headers.get("x-amz-target", "").removeprefix("AmazonSQS."))
        if action is None:
            raise RefusedError("InvalidAction")
        return action(queue, asked)

    def _check_signature(self, headers: Mapping[str, str], body: bytes) -> None:
        found = NAMED.search(headers.get("authorization", ""))
        if found is None or found["id"] != self._credentials.key_id:
            raise RefusedError("InvalidClientTokenId", status=403)
        named = {name: headers.get(name, "") for name in found["names"].split(";")}
        expected = signed_headers(
            "POST",
            f"http://{headers.get('host', '')}/",
            {name: value for name, value in named.items() if not name.startswith("x-amz-date")},
            body,
            credentials=Credentials(self._credentials.key_id, self._credentials.secret),
            region=found["region"],
            service="sqs",
            now=datetime.strptime(named.get("x-amz-date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        )
        if expected["authorization"] != headers["authorization"]:
            raise RefusedError("SignatureDoesNotMatch", status=403)


def _send(queue: FifoQueue, asked: Mapping[str, Any]) -> dict[str, Any]:
    body, group = asked.get("MessageBody"), asked.get("MessageGroupId")
    if not group:
        raise RefusedError("MissingParameter", "The request must contain the parameter MessageGroupId.")
    if not asked.get("MessageDeduplicationId"):
        raise RefusedError("InvalidParameterValue", "The queue has no ContentBasedDeduplication.")
    if asked.get("DelaySeconds"):
        raise RefusedError("InvalidParameterValue", "A message of a FIFO queue cannot have a delay of its own.")
    if not body or len(body) > MAX_BODY_CHARS:
        raise RefusedError("InvalidParameterValue", "The message is empty or too long.")
    id_ = queue.send(body, group=group, deduplication_id=asked["MessageDeduplicationId"])
    return {"MessageId": id_, "MD5OfMessageBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()}


def _send_batch(queue: FifoQueue, asked: Mapping[str, Any]) -> dict[str, Any]:
    entries = asked.get("Entries") or []
    if not 1 <= len(entries) <= 10:
        raise RefusedError("AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
    if len({entry.get("Id") for entry in entries}) < len(entries):
        raise RefusedError("AWS.SimpleQueueService.BatchEntryIdsNotDistinct")
    sent: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for entry in entries:
        try:
            sent.append({"Id": entry["Id"]} | _send(queue, entry))
        except RefusedError as error:
            failed.append({"Id": entry["Id"], "SenderFault": True, "Code": error.code, "Message": str(error)})
    return {"Successful": sent} | ({"Failed": failed} if failed else {})


def _receive(queue: FifoQueue, asked: Mapping[str, Any]) -> dict[str, Any]:
    found = queue.receive(
        most=min(int(asked.get("MaxNumberOfMessages", 1)), 10),
        wait=float(asked.get("WaitTimeSeconds", 0)),
        visibility=asked.get("VisibilityTimeout"),
    )
    return {"Messages": [_shown(message) for message in found]} if found else {}


def _shown(message: Message) -> dict[str, Any]:
    return {
        "MessageId": message.id,
        "ReceiptHandle": message.handle,
        "Body": message.body,
        "MD5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "Attributes": attributes(message),
    }


def attributes(message: Message) -> dict[str, str]:
    """What SQS says of a message besides its text."""
    return {
        "ApproximateReceiveCount": str(message.received),
        "SentTimestamp": str(int(message.sent_at * 1000)),
        "SequenceNumber": str(message.sequence).zfill(20),
        "MessageGroupId": message.group,
        "MessageDeduplicationId": message.deduplication_id,
        "SenderId": "AIDALOCAL",
    }


def _delete(queue: FifoQueue, asked: Mapping[str, Any]) -> dict[str, Any]:
    queue.delete(str(asked.get("ReceiptHandle", "")))
    return {}


def _change_visibility(queue: FifoQueue, asked: Mapping[str, Any]) -> dict[str, Any]:
    if not queue.change_visibility(str(asked.get("ReceiptHandle", "")), float(asked["VisibilityTimeout"])):
        raise RefusedError("AWS.SimpleQueueService.MessageNotInflight")
    return {}


def _count(queue: FifoQueue, _asked: Mapping[str, Any]) -> dict[str, Any]:
    waiting, under_way = queue.counts()
    counted = {"ApproximateNumberOfMessages": waiting, "ApproximateNumberOfMessagesNotVisible": under_way}
    return {"Attributes": {name: str(number) for name, number in counted.items()}}


ACTIONS: Mapping[str, Callable[[FifoQueue, Mapping[str, Any]], dict[str, Any]]] = {
    "SendMessage": _send,
    "SendMessageBatch": _send_batch,
    "ReceiveMessage": _receive,
    "DeleteMessage": _delete,
    "ChangeMessageVisibility": _change_visibility,
    "GetQueueAttributes": _count,
}


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went is no news."""


def _handler(answer: Callable[[Mapping[str, str], bytes], dict[str, Any]]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # 40 ms a call otherwise

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                status, told = 200, answer({name.lower(): value for name, value in self.headers.items()}, body)
            except RefusedError as error:
                status, told = error.status, {"__type": f"com.amazonaws.sqs#{error.code}", "message": str(error)}
            except (ValueError, KeyError, TypeError):
                status, told = 400, {"__type": "com.amazon.coral.service#SerializationException"}
            text = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
            """Requests are many and name contacts."""

    return Handler
