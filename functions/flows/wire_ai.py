"""The bodies of what AI cost. Money: millionths of a US dollar."""

import datetime as dt
from uuid import UUID

from pydantic import Field

from functions.paging import encode
from functions.wire import Answer, UtcTime
from shared.services.review_ai import Spend
from shared.store.ai_view import CallView
from shared.store.pages import Page


class Measure(Answer):
    """spent: calls under way count with the most that they can use."""

    spent: int
    limit: int


class SpendBody(Answer):
    """The tenant's present day."""

    day: dt.date
    timezone: str
    calls: Measure
    tokens: Measure
    cost_micros: Measure
    calls_per_sender_per_minute: int
    tokens_per_conversation: int
    cost_micros_per_conversation: int

    @staticmethod
    def of(spend: Spend) -> "SpendBody":
        day, caps = spend.day, spend.caps
        return SpendBody(
            day=day.day,
            timezone=day.timezone,
            calls=Measure(spent=day.calls, limit=caps.calls),
            tokens=Measure(spent=day.tokens, limit=caps.tokens),
            cost_micros=Measure(spent=day.cost_micros, limit=caps.micros),
            calls_per_sender_per_minute=caps.per_minute,
            tokens_per_conversation=caps.conversation_tokens,
            cost_micros_per_conversation=caps.conversation_micros,
        )


class CallBody(Answer):
    id: UUID
    created_at: UtcTime
    conversation_id: UUID | None
    node: str = Field(description="Of the flow; empty where a voice note began the conversation.")
    task: str = Field(description="extract, classify, answer or transcribe.")
    model: str
    input_tokens: int | None = Field(description="Null where the provider did not say.")
    output_tokens: int | None
    tokens: int = Field(description="What counts against the caps; cost_micros likewise.")
    cost_micros: int
    latency_ms: int | None
    outcome: str = Field(description="`asked` while it is under way, then `ok` or why there was no answer.")


class Calls(Answer):
    items: list[CallBody]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[CallView]) -> "Calls":
        items = [CallBody.model_validate(each, from_attributes=True) for each in page.items]
        return Calls(items=items, next_cursor=encode(page.after))
