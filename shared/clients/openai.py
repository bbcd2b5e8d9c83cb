"""Models behind OpenAI's API, or any address that speaks it. The SDK is imported at the first call, not before.

The SDK would try again by itself, which spends twice; its retries are off. An answer has one deadline however slowly it
trickles in, and a bound on its size.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from shared.domain.models import NOTHING, Answered, Failed, Prompt, Recording, Transcribed, Usage

if TYPE_CHECKING:
    import httpx2
    import openai

MAX_ANSWER = 262_144  # bytes; the longest answer we ask for is some 20 KB
CONNECT = 3.0  # seconds
AWAY_AFTER = 3  # failures in a row; then nothing is asked for a while, so that waiting threads are free for those who can be served
AWAY_FOR = timedelta(seconds=15)


Got = TypeVar("Got")


class OpenAiClient:
    """One model, its connections and its breaker. base_url: empty = OpenAI's own."""

    def __init__(
        self, name: str, *, key: str, base_url: str, timeout: timedelta, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self._key = key
        self._base_url = base_url
        self._timeout = timeout
        self._breaker = Breaker(clock)
        self._lock = threading.Lock()
        self._client: openai.OpenAI | None = None

    @property
    def is_away(self) -> bool:
        return self._breaker.is_open

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _call(self, run: "Callable[[openai.OpenAI], Got | Failed]") -> Got | Failed:
        import httpx2
        import openai

        found: Got | Failed
        try:
            found = run(self._open())
        except (openai.APITimeoutError, httpx2.TimeoutException):  # the SDK's word, and that of a body which breaks off
            found = Failed("timeout", may_cost=True)
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            has_connected = not isinstance(error.__cause__, httpx2.ConnectError)
            found = Failed("model_unavailable", may_cost=has_connected)
        except openai.APIStatusError as error:
            found = _refused(error.status_code)
        except (
            TooLong,
            openai.OpenAIError,
            ValueError,
            RecursionError,
        ):  # a body that is no JSON, whatever its type says
            found = Failed("llm_output_invalid", may_cost=True)
        self._breaker.note(has_failed=isinstance(found, Failed) and found.code in ("timeout", "model_unavailable"))
        return found

    def _open(self) -> "openai.OpenAI":
        """One client for the process, with connections that are kept."""
        with self._lock:
            if self._client is None:
                import httpx2
                import openai

                seconds = self._timeout.total_seconds()
                self._client = openai.OpenAI(
                    api_key=self._key,
                    base_url=self._base_url or None,
                    max_retries=0,
                    timeout=httpx2.Timeout(seconds, connect=min(CONNECT, seconds)),
                    http_client=httpx2.Client(transport=_bounded_transport(seconds), follow_redirects=False),
                )
            return self._client


class OpenAiModel(OpenAiClient):
    """Implements `LanguageModel`."""

    def ask(self, prompt: Prompt) -> Answered | Failed:
        form: Any = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": dict(prompt.schema)},
        }
        return self._call(
            lambda client: _content(
                client.chat.completions.create(
                    model=self.name,
                    messages=[
                        {"role": "system", "content": prompt.instructions},
                        {"role": "user", "content": prompt.material},
                    ],
                    response_format=form,
                    max_completion_tokens=prompt.max_output,
                )
            )
        )


class OpenAiTranscriber(OpenAiClient):
    """Implements `Transcriber`."""

    def transcribe(self, recording: Recording) -> Transcribed | Failed:
        name = f"voice.{recording.mime_type.partition('/')[2]}"  # the SDK's server tells the format by the name
        return self._call(
            lambda client: _words(
                client.audio.transcriptions.create(
                    model=self.name,
                    file=(name, recording.data, recording.mime_type),
                    language=recording.language,
                    response_format="json",
                )
            )
        )


class Breaker:
    """Open for a while after several failures in a row; then one success closes it, one failure opens it again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        return self._clock() < self._until

    def note(self, *, has_failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if has_failed else 0
            self._until = self._clock() + AWAY_FOR.total_seconds() if self._failures >= AWAY_AFTER else 0.0


def _content(completion: Any) -> Answered | Failed:
    """The JSON object of the answer. An answer cut short, refused, or calling a tool is none."""
    usage = _usage(getattr(completion, "usage", None))
    try:
        choice = completion.choices[0]
        said, reason = choice.message.content, choice.finish_reason
    except (AttributeError, IndexError, TypeError):
        return Failed("llm_output_invalid", usage, may_cost=True)
    if getattr(choice.message, "refusal", None):
        return Failed("model_refused", usage, may_cost=True)
    if not isinstance(said, str) or reason != "stop" or getattr(choice.message, "tool_calls", None):
        return Failed("llm_output_invalid", usage, may_cost=True)
    try:
        content = json.loads(said, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return Failed("llm_output_invalid", usage, may_cost=True)
    return Answered(content, usage) if isinstance(content, dict) else Failed("llm_output_invalid", usage, may_cost=True)


def _words(transcription: Any) -> Transcribed | Failed:
    text = getattr(transcription, "text", None)
    if not isinstance(text, str):
        return Failed("llm_output_invalid", may_cost=True)
    return Transcribed(text)


def _usage(found: Any) -> Usage | None:
    given, made = getattr(found, "prompt_tokens", None), getattr(found, "completion_tokens", None)
    if not (isinstance(given, int) and isinstance(made, int)) or given < 0 or made < 0:
        return None
    return Usage(given, made)


def _refused(status: int) -> Failed:
    """An HTTP status that is an error: nobody bills it."""
    if status == 429:
        return Failed("rate_limited", NOTHING)
    return Failed("model_unavailable" if status >= 500 else "model_refused", NOTHING)


class TooLong(Exception):
    """The answer is over MAX_ANSWER."""


def _bounded_transport(seconds: float) -> "httpx2.BaseTransport":
    import httpx2

    class Bounded(httpx2.HTTPTransport):
        """Holds the whole exchange to one deadline, and the body to MAX_ANSWER."""

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            deadline = time.monotonic() + seconds
            response = super().handle_request(request)
            left = max(0.1, deadline - time.monotonic())
            request.extensions.get("timeout", {})["read"] = left  # the next reads have what is left, not all of it anew
            response.stream = _Stream(response.stream, deadline)
            return response

    class _Stream(httpx2.SyncByteStream):
        def __init__(self, inner: Any, deadline: float) -> None:
            self._inner = inner
            self._deadline = deadline

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._inner:
                size += len(chunk)
                if size > MAX_ANSWER:
                    raise TooLong
                if time.monotonic() > self._deadline:
                    raise httpx2.ReadTimeout("the answer trickles")
                yield chunk

        def close(self) -> None:
            self._inner.close()

    return Bounded()
