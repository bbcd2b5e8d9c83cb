"""The Waker of AWS Lambda: wakes go to an SQS FIFO queue, one group per conversation; the jobs function works on them.

A queue that is away loses no message: what should have been woken lies in Postgres, and the sweep finds it.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from shared.clients.aws_signature import Credentials, signed_headers
from shared.clients.connections import Answer, Connections, NoAnswerError, NotSentError
from shared.clients.wake_messages import encode, group_of
from shared.observability import correlation_id, count, event
from shared.ports import Wake

MAX_ENTRIES = 10  # messages per SendMessageBatch (SQS's limit)
TIMEOUT = timedelta(seconds=2)  # the webhook waits for this before its answer; SQS takes 5 to 20 ms
TRIES = 2  # the second after a lost connection or a fault of SQS; the same deduplication ids make it safe


def _utc() -> datetime:
    return datetime.now(UTC)


class SqsWaker:
    """Implements `Waker`. queue_url: of a FIFO queue without content-based deduplication."""

    def __init__(
        self, queue_url: str, region: str, credentials: Credentials, *, clock: Callable[[], datetime] = _utc
    ) -> None:
        parts = urlsplit(queue_url)
        self._endpoint = f"{parts.scheme}://{parts.netloc}"
        self._queue_url = queue_url
        self._region = region
        self._credentials = credentials
        self._clock = clock
        self._connections = Connections(self._endpoint, TIMEOUT)

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        """Send wakes, ten per call. A FIFO queue cannot delay one message, so what is to wait is left to the sweep."""
        if after > timedelta():
            return
        for start in range(0, len(wakes), MAX_ENTRIES):
            chosen = wakes[start : start + MAX_ENTRIES]
            lost, why = self._send(chosen)
            if lost:
                event("wake", level="warning", outcome=why, lost=lost, wakes=len(chosen))
                count("wakes_lost", lost)
            if lost == len(chosen):
                return  # the queue is away: the rest would each wait for a timeout

    def reserve(self) -> bool:
        return False  # who will work on it is not here

    def release(self) -> None:
        pass

    def close(self) -> None:
        self._connections.close()

    def _send(self, wakes: Sequence[Wake]) -> tuple[int, str]:
        """Give how many did not get into the queue, and a word for why."""
        body = json.dumps({"QueueUrl": self._queue_url, "Entries": [_entry(n, wake) for n, wake in enumerate(wakes)]})
        why = "queue_unavailable"
        for _ in range(TRIES):
            try:
                answer = self._post(body.encode())
            except (NotSentError, NoAnswerError):
                continue
            if answer.status == 200:
                failed = json.loads(answer.body).get("Failed") or []
                return len(failed), "queue_refused"
            why = "queue_fault" if answer.status >= 500 else "queue_refused"
            if answer.status < 500:
                break
        return len(wakes), why

    def _post(self, body: bytes) -> Answer:
        headers = signed_headers(
            "POST",
            f"{self._endpoint}/",
            {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.SendMessageBatch"},
            body,
            credentials=self._credentials,
            region=self._region,
            service="sqs",
            now=self._clock(),
        )
        return self._connections.post("/", body, headers)


def _entry(number: int, wake: Wake) -> dict[str, Any]:
    """A message. Its deduplication id is new: the same wake comes again with the contact's next message."""
    return {
        "Id": str(number),
        "MessageBody": encode(wake, correlation_id=correlation_id()),
        "MessageGroupId": group_of(wake),
        "MessageDeduplicationId": uuid.uuid4().hex,
    }
