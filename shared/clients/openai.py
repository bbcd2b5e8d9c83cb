"""Models behind OpenAI's API, or any address that speaks it. The SDK is imported at the first call, not before.

The SDK would try again by itself, which spends twice; its retries are off. An answer has one deadline however slowly it
trickles in, and a bound on its size.
"""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from shared.domain.models import NOTHING, Answered, Embedded, Failed, Prompt, Recording, Transcribed, Usage

if TYPE_CHECKING:
    import httpx2
    import openai

MAX_ANSWER = 262_144  # bytes; the longest answer we ask for is some 20 KB
MAX_VECTORS = 8_388_608  # bytes; the longest vectors there are, 32 of them, written out as decimals
MAX_LENGTH = 4_096  # numbers of one vector; a column's bound
CONNECT = 3.0  # seconds
AWAY_AFTER = 3  # failures in a row; then nothing is asked for a while, so that waiting threads are free for those who can be served
AWAY_FOR = timedelta(seconds=15)


Got = TypeVar("Got")


class OpenAiClient:
    """One model, its connections and its breaker. base_url: empty = OpenAI's own."""

    longest_answer = MAX_ANSWER

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
                    http_client=httpx2.Client(
                        transport=_bounded_transport(seconds, self.longest_answer), follow_redirects=False
                    ),
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


class OpenAiEmbedder(OpenAiClient):
    """Implements `Embedder`. length: of the vectors; 0 = the model's own, for models that cannot be told."""

    longest_answer = MAX_VECTORS

    def __init__(self, name: str, *, length: int, key: str, base_url: str, timeout: timedelta) -> None:
        super().__init__(name, key=key, base_url=base_url, timeout=timeout)
        self._length = length
        self.space = f"{name}/{length or 'own'}"

    def embed(self, texts: Sequence[str]) -> Embedded | Failed:
        return self._call(lambda client: self._ask(client, list(texts)))

    def _ask(self, client: "openai.OpenAI", texts: list[str]) -> Embedded | Failed:
        more: Any = {"dimensions": self._length} if self._length else {}
        try:
            answer = client.embeddings.create(model=self.name, input=texts, **more)
        except (AttributeError, TypeError):  # the SDK unpacks vectors before it looks whether there are any
            return Failed("llm_output_invalid", may_cost=True)
        return _vectors(answer, len(texts), self._length)


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


def _vectors(answer: Any, many: int, length: int) -> Embedded | Failed:
    """One vector for each text, by the places that the answer names; all of one length, all of numbers, none of nothing."""
    given = getattr(getattr(answer, "usage", None), "prompt_tokens", None)
    usage = Usage(given, 0) if isinstance(given, int) and given >= 0 else None
    wrong = Failed("llm_output_invalid", usage, may_cost=True)
    try:
        placed = {one.index: tuple(map(float, one.embedding)) for one in answer.data}
        vectors = tuple(placed[place] for place in range(many))
    except (AttributeError, KeyError, TypeError, ValueError):
        return wrong
    lengths = {len(vector) for vector in vectors}
    if len(lengths) != 1 or not 1 <= min(lengths) <= MAX_LENGTH or (length and lengths != {length}):
        return wrong
    if not all(any(vector) and all(map(math.isfinite, vector)) for vector in vectors):
        return wrong
    return Embedded(vectors, usage)


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
    """The answer is longer than any that we ask for."""


def _bounded_transport(seconds: float, most: int) -> "httpx2.BaseTransport":
    import httpx2

    class Bounded(httpx2.HTTPTransport):
        """Holds the whole exchange to one deadline, and the body to `most` bytes."""

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
                if size > most:
                    raise TooLong
                if time.monotonic() > self._deadline:
                    raise httpx2.ReadTimeout("the answer trickles")
                yield chunk

        def close(self) -> None:
            self._inner.close()

    return Bounded()
