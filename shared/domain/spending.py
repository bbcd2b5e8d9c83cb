"""How much AI a tenant, a conversation and a contact may use, and what it costs. Money: millionths of a US dollar."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.models import Usage

MICROS = 1_000_000  # of a US dollar
CENT = 10_000  # micros

# The names under which /super may set a cap for one tenant.
CALLS_PER_DAY = "ai_calls_per_day"
CALLS_PER_SENDER_PER_MINUTE = "ai_calls_per_sender_per_minute"
TOKENS_PER_DAY = "ai_tokens_per_day"
CENTS_PER_DAY = "ai_usd_cents_per_day"
TOKENS_PER_CONVERSATION = "ai_tokens_per_conversation_per_day"
CENTS_PER_CONVERSATION = "ai_usd_cents_per_conversation_per_day"


@dataclass(frozen=True, slots=True)
class Caps:
    """Of one day of the tenant's timezone, except per_minute: calls of one contact in any sixty seconds."""

    calls: int
    tokens: int
    micros: int
    conversation_tokens: int
    conversation_micros: int
    per_minute: int

    def of_tenant(self, limits: Mapping[str, int]) -> "Caps":
        """These caps with what is set for the tenant in their place."""
        return replace(
            self,
            calls=limits.get(CALLS_PER_DAY, self.calls),
            tokens=limits.get(TOKENS_PER_DAY, self.tokens),
            micros=_micros(limits.get(CENTS_PER_DAY), self.micros),
            conversation_tokens=limits.get(TOKENS_PER_CONVERSATION, self.conversation_tokens),
            conversation_micros=_micros(limits.get(CENTS_PER_CONVERSATION), self.conversation_micros),
            per_minute=limits.get(CALLS_PER_SENDER_PER_MINUTE, self.per_minute),
        )

    def shared(self, part: float) -> "Caps":
        """These caps with only a part of the day's."""
        if part == 1:
            return self
        return replace(
            self, calls=int(self.calls * part), tokens=int(self.tokens * part), micros=int(self.micros * part)
        )


def _micros(cents: int | None, otherwise: int) -> int:
    return otherwise if cents is None else cents * CENT


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars per million tokens, which is micros per token."""

    input: float
    output: float

    def cost(self, usage: "Usage") -> int:
        """Micros, rounded up."""
        return math.ceil(usage.input_tokens * self.input + usage.output_tokens * self.output)


def cost_of_audio(length: timedelta, usd_per_minute: float) -> int:
    """Micros, rounded up to the second and then to the micro, as it is billed."""
    return math.ceil(math.ceil(length.total_seconds()) * usd_per_minute * MICROS / 60)
