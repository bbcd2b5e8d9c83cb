"""All functions of serverless.yml with their HTTP API, their queue and their schedule, on this machine."""

import sys
import threading
from collections.abc import Mapping as Variables
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from local.checkout import ROOT
from local.lambda_host import template
from local.lambda_host.fifo import FifoQueue
from local.lambda_host.function import Function, Starter
from local.lambda_host.http_api import Request, Response, failed, from_answer, not_found, to_event
from local.lambda_host.mapping import Mapping
from local.lambda_host.sandbox import FunctionError, Spec
from local.lambda_host.sqs import REGION, SqsServer
from shared.clients.aws_signature import Credentials

QUEUE, DEAD = "wakes.fifo", "dead-wakes.fifo"
CONCURRENCY = 3  # environments per function: a developer's machine has a few processors, not a thousand
SLOWNESS = 4  # how many times its time a function may take here: the machine does everything else at once, too
CREDENTIALS = Credentials("AKIALOCAL", "a-key-of-this-machine-only")


@dataclass(frozen=True, slots=True)
class Pace:
    """visibility: of a wake under way. heartbeat: from one to the next."""

    visibility: timedelta
    heartbeat: timedelta


class Host:
    """Started at construction; environments start with the first call of each function. `close` ends them all."""

    def __init__(
        self,
        variables: Variables[str, str],
        logs: Path,
        *,
        packages: Path | None = None,
        python: str = sys.executable,
        heartbeat: bool = True,
        pace: Pace | None = None,
    ) -> None:
        """packages: a folder with one per function; None = this checkout is the code of all. python: runs them.

        heartbeat: whether the schedule runs. pace: other waits than the template's, for runs that break things.
        """
        settings = template.queue()
        self._pace = pace or Pace(settings.visibility, template.schedule()[1])
        self.dead = FifoQueue(visibility=30)
        self.queue = FifoQueue(
            visibility=self._pace.visibility.total_seconds(), dead_letters=self.dead, max_receives=settings.max_receives
        )
        self._sqs = SqsServer({QUEUE: self.queue, DEAD: self.dead}, CREDENTIALS)
        self.wake_queue_url = self._sqs.url_of(QUEUE)
        given = dict(variables) | {
            "WAKE_QUEUE_URL": self.wake_queue_url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": CREDENTIALS.key_id,
            "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret,
        }
        starter = Starter()
        self.functions = {
            name: Function(
                _spec(name, given, packages / name if packages else ROOT, python),
                logs,
                starter,
                concurrency=CONCURRENCY,
            )
            for name in template.functions()
        }
        self._routes = template.routes()
        self._stopping = threading.Event()
        self._mapping = Mapping(
            self.queue,
            settings,
            self.functions[settings.function].invoke,
            pollers=min(settings.concurrency, CONCURRENCY - 1),
        )
        if heartbeat:
            threading.Thread(target=self._beat, name="schedule", daemon=True).start()

    def serves(self, method: str, path: str) -> bool:
        """Whether the HTTP API has a route for it."""
        return any(route.fits(method, path) for route in self._routes)

    def answer(self, request: Request) -> Response:
        """What API Gateway would answer."""
        for route in self._routes:
            if route.fits(request.method, request.path):
                try:
                    answer = self.functions[route.function].invoke(to_event(request, route_key=route.key))
                except FunctionError:
                    return failed()
                return from_answer(answer)
        return not_found()

    def close(self) -> None:
        self._stopping.set()
        self._mapping.close()
        for function in self.functions.values():
            function.close()
        self._sqs.close()

    def _beat(self) -> None:
        function, _, event = template.schedule()
        while not self._stopping.wait(self._pace.heartbeat.total_seconds()):
            try:
                self.functions[function].invoke(event)
            except FunctionError:
                continue  # its log says why


def _spec(name: str, variables: Variables[str, str], folder: Path, python: str) -> Spec:
    described = template.functions()[name]
    return Spec(
        name=name,
        handler=described["handler"],
        timeout=timedelta(seconds=template.setting(name, "timeout")) * SLOWNESS,
        memory=template.setting(name, "memorySize"),
        environment=variables,
        folder=folder,
        python=python,
    )
