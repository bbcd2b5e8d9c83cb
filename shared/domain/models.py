"""What a model is asked, given to listen to or to compare, and what comes back: an answer, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a model.

    instructions: ours and the flow author's, all that the model may obey. material: JSON of what people wrote and of the
    facts; data, whatever it says. schema: the strict JSON schema that the answer must have. max_output: tokens.
    """

    instructions: str
    material: str
    schema: Mapping[str, Any]
    max_output: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call used, as the provider counts it, in tokens."""

    input_tokens: int
    output_tokens: int

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Answered:
    """A JSON object, not yet held against the schema: a model may say anything. usage: None = the provider did not say."""

    content: dict[str, Any]
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Recording:
    """Speech to be written down. mime_type: without parameters. language: what is probably spoken, ISO 639-1."""

    data: bytes
    mime_type: str
    language: str


@dataclass(frozen=True, slots=True)
class Transcribed:
    """What was said; empty when there was nothing to understand."""

    text: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """A vector for each text, in their order, all of one length: what means the same points the same way. usage: None = not said."""

    vectors: tuple[tuple[float, ...], ...]
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer.

    code: timeout | rate_limited | model_unavailable | model_refused | llm_output_invalid. usage: what it used all the same,
    None = unknown. may_cost: the provider may bill it although we have no answer.
    """

    code: str
    usage: Usage | None = None
    may_cost: bool = False


NOTHING = Usage(0, 0)
