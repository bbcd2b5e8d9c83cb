"""The queue of wakes on AWS Lambda: each message is worked on by itself, and one that fails comes back alone."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from shared.clients.inline import InlineWaker
from shared.clients.wake_messages import UnreadableWakeError, decode
from shared.container import Container
from shared.observability import correlated, count, fault
from shared.ports import SLOW, Wake
from shared.services.converse import ConverseFailed
from shared.services.work import attempt

RESERVE_MS = 15_000  # before the function's time ends: a send takes up to 10 s, what is not begun is found by the sweep


def work_through(parts: Container, event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Work on a batch; answer which messages failed (`batchItemFailures`), so that only they are delivered again.

    After a failure the rest of its conversation waits with it; other conversations go on.
    """
    from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response

    def one(record: Any) -> None:  # the parameter's name is Powertools' to choose
        _work_on(parts, record.body, is_late=lambda: _is_late(context))

    processor = SqsFifoPartialProcessor(skip_group_on_error=True)
    processor.raise_on_entire_batch_failure = False
    answer: dict[str, Any] = dict(process_partial_response(event, one, processor, context))
    failed = len(answer["batchItemFailures"])
    count("wakes", len(event["Records"]) - failed, outcome="done")
    if failed:
        count("wakes", failed, outcome="failed")
    return answer


def _work_on(parts: Container, text: str, *, is_late: Callable[[], bool]) -> None:
    """Raises what SQS shall try again, in the end from the dead-letter queue."""
    try:
        wake, id_ = decode(text)
    except UnreadableWakeError as error:
        fault("unreadable_wake", error)
        raise
    with correlated(id_):
        try:
            InlineWaker(lambda found: _handle(parts, found, is_late)).wake([wake])
        except ConverseFailed:
            return  # counted at the inbox's row, which has its own tries and its own dead letters
        except Exception as error:
            fault("work_failed", error, tenant_id=str(wake.tenant))
            raise


def _handle(parts: Container, wake: Wake, is_late: Callable[[], bool]) -> Sequence[tuple[Wake, timedelta]]:
    """Do it; what follows is done here too, but for slow tasks: those go to the queue, not to stand in the batch's way."""
    following = attempt(parts.work, wake, is_stopping=is_late)
    parts.waker.wake([later for later, pause in following if _is_slow(later) and not pause])
    return [(later, pause) for later, pause in following if not _is_slow(later) and not is_late()]


def _is_slow(wake: Wake) -> bool:
    return isinstance(wake, SLOW)


def _is_late(context: Any) -> bool:
    return context is not None and context.get_remaining_time_in_millis() < RESERVE_MS
