"""Lambda's event source mapping: takes batches out of the queue, calls the function, deletes what it did not fail.

What failed stays hidden until its visibility ends and comes again; a call that fails as a whole fails all of its batch.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from local.lambda_host.fifo import FifoQueue, Message
from local.lambda_host.sandbox import FunctionError
from local.lambda_host.sqs import REGION, attributes
from local.lambda_host.template import Queue

WAIT = 1.0  # seconds of one long poll


class Mapping:
    """Polls in `pollers` threads, each with one batch under way, until `close`."""

    def __init__(self, source: FifoQueue, settings: Queue, invoke: Callable[[Any], Any], *, pollers: int) -> None:
        self._source = source
        self._settings = settings
        self._invoke = invoke
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._poll, name=f"poller-{n}", daemon=True) for n in range(pollers)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(WAIT + 1)

    def _poll(self) -> None:
        while not self._stopping.is_set():
            batch = self._source.receive(most=self._settings.batch_size, wait=WAIT)
            if batch:
                self.run(batch)

    def run(self, batch: Sequence[Message]) -> None:
        """Call the function with one batch."""
        try:
            answer = self._invoke(to_event(batch))
        except FunctionError:
            return
        failed = {held["itemIdentifier"] for held in (answer or {}).get("batchItemFailures", [])}
        if failed - {message.id for message in batch}:
            return  # an identifier that is not of this batch fails it as a whole
        for message in batch:
            if message.id not in failed:
                self._source.delete(message.handle)


def to_event(batch: Sequence[Message]) -> dict[str, Any]:
    """The event as Lambda hands it over."""
    arn = f"arn:aws:sqs:{REGION}:000000000000:wakes.fifo"
    return {
        "Records": [
            {
                "messageId": message.id,
                "receiptHandle": message.handle,
                "body": message.body,
                "attributes": attributes(message) | {"ApproximateFirstReceiveTimestamp": "0"},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": arn,
                "awsRegion": REGION,
            }
            for message in batch
        ]
    }
