"""One execution environment: a function's process under AWS's own runtime client, and the Runtime API that it asks for work.

Source: AWS, "Using the Lambda runtime API", read 2026-11. An environment serves one call at a time and is kept for the next.
"""

import http.server
import json
import queue
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from local.ports import HOST
from local.processes import Child

NEXT = "/2018-06-01/runtime/invocation/next"
POLL = 0.05  # seconds between two looks at the process while it works


class FunctionError(Exception):
    """The call failed in the function: it raised, ran out of time, or its process ended. `kind` is AWS's word for it."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Spec:
    """A function as the template describes it. folder: what it finds as its code. python: that runs it."""

    name: str
    handler: str
    timeout: timedelta
    memory: int
    environment: Mapping[str, str]
    folder: Path
    python: str = sys.executable


@dataclass(slots=True)
class _Call:
    event: Any
    deadline_ms: int
    done: threading.Event
    answer: Any = None
    error: FunctionError | None = None


class Sandbox:
    """Started at construction; the process ends with the thread that makes it (local.processes says why), or by `close`."""

    def __init__(self, spec: Spec, log: Path) -> None:
        self._spec = spec
        self._todo: queue.Queue[tuple[str, _Call] | None] = queue.Queue()
        self._calls: dict[str, _Call] = {}
        self._init_error: FunctionError | None = None
        self._server = _Server((HOST, 0), self._handler())
        threading.Thread(target=self._server.serve_forever, name=f"runtime-{spec.name}", daemon=True).start()
        argv = [spec.python, "-m", "awslambdaric", spec.handler]
        self.child = Child(f"lambda-{spec.name}", argv, log=log, env=self._environment(), cwd=spec.folder)

    @property
    def is_usable(self) -> bool:
        return self.child.is_running and self._init_error is None

    def invoke(self, event: Any) -> Any:
        """Give what the handler returned. Raises FunctionError; after `Sandbox.Timedout` or an exit it is not usable again."""
        timeout = self._spec.timeout.total_seconds()
        call = _Call(event, int((time.time() + timeout) * 1000), threading.Event())
        id_ = str(uuid.uuid4())
        self._calls[id_] = call
        self._todo.put((id_, call))
        end = time.monotonic() + timeout
        while not call.done.wait(POLL):
            if self._init_error is not None:
                raise self._init_error
            if not self.child.is_running:
                raise FunctionError("Runtime.ExitError", f"exit code {self.child.process.returncode}")
            if time.monotonic() > end:
                self.child.process.kill()
                raise FunctionError("Sandbox.Timedout", f"Task timed out after {timeout:.2f} seconds")
        del self._calls[id_]
        if call.error is not None:
            raise call.error
        return call.answer

    def close(self) -> None:
        self._todo.put(None)
        self.child.stop()
        self._server.shutdown()
        self._server.server_close()

    def _environment(self) -> dict[str, str]:
        spec = self._spec
        return {
            **spec.environment,
            "AWS_LAMBDA_RUNTIME_API": f"{HOST}:{self._server.server_port}",
            "_HANDLER": spec.handler,
            "LAMBDA_TASK_ROOT": str(spec.folder),
            "AWS_LAMBDA_FUNCTION_NAME": f"prosa-local-{spec.name}",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(spec.memory),
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/prosa-local-{spec.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "local",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "TZ": ":UTC",
        }

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        sandbox = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # 40 ms a call otherwise

            def do_GET(self) -> None:
                taken = sandbox._todo.get() if self.path == NEXT else None
                if taken is None:
                    self.close_connection = True
                    self._say(410)
                    return
                id_, call = taken
                headers = {
                    "Lambda-Runtime-Aws-Request-Id": id_,
                    "Lambda-Runtime-Deadline-Ms": str(call.deadline_ms),
                    "Lambda-Runtime-Invoked-Function-Arn": f"arn:aws:lambda:us-east-1:000000000000:function:{sandbox._spec.name}",
                    "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
                }
                self._say(200, json.dumps(call.event).encode(), headers)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                sandbox._settle(self.path.split("/")[3:], body)
                self._say(202)

            def _say(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
                """The function has a log of its own."""

        return Handler

    def _settle(self, path: list[str], body: bytes) -> None:
        """`init/error`, `invocation/ID/response` or `invocation/ID/error`."""
        if path[0] == "init":
            self._init_error = _error(body)
            return
        call = self._calls.get(path[1])
        if call is None:
            return
        if path[2] == "error":
            call.error = _error(body)
        else:
            call.answer = json.loads(body or b"null")
        call.done.set()


def _error(body: bytes) -> FunctionError:
    told = json.loads(body or b"{}")
    return FunctionError(str(told.get("errorType", "Unhandled")), str(told.get("errorMessage", ""))[:300])


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The process went; whoever waits for its answer finds out."""
