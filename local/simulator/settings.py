"""What can be tuned while the simulator runs: pauses, retries, rates, the window."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from local.simulator.limits import LIMITS


def _rising(span: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= span[0] <= span[1]:
        raise ValueError("must be [least, most] milliseconds")
    return span


Span = Annotated[tuple[int, int], AfterValidator(_rising)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StatusSettings(_Group):
    """When statuses come after the one before, in milliseconds; read: who makes a message read."""

    sent_ms: Span = (20, 80)
    delivered_ms: Span = (60, 200)
    read_ms: Span = (150, 500)
    read: Literal["delivered", "open", "never"] = "delivered"


class WebhookSettings(_Group):
    """How webhooks are posted; retry_ms: the pauses after each failure, the last one repeats for ever."""

    timeout_ms: int = Field(default=8000, ge=1)
    retry_ms: tuple[int, ...] = Field(default=(500, 1000, 2000, 5000, 10_000, 20_000), min_length=1)
    connections: int = Field(default=16, ge=1, le=256)


class RateSettings(_Group):
    """Meta's throughput rules: per number and second, and per pair of number and user."""

    number_mps: float = Field(default=80, gt=0)
    pair_burst: int = Field(default=45, ge=1)
    pair_seconds: float = Field(default=6, gt=0)


class WindowSettings(_Group):
    """The customer service window; refuse: answer 131047 at once, or accept and fail later."""

    hours: float = Field(default=24, gt=0)
    refuse: Literal["now", "later"] = "now"


class TemplateSettings(_Group):
    """How long Meta reviews a new template."""

    review_ms: int = Field(default=1000, ge=0)


class TypingSettings(_Group):
    """How long a typing indicator lasts without an answer."""

    seconds: float = Field(default=25, ge=0)


class MediaSettings(_Group):
    """How long a download url lives."""

    url_minutes: float = Field(default=5, ge=0)


class PricingSettings(_Group):
    """How many service messages of a number cost nothing."""

    free_per_month: int = Field(default=LIMITS["pricing"]["free_service_messages_per_number_per_month"], ge=0)


class Settings(_Group):
    """All of them, with Meta's values or a quick phone's as defaults."""

    statuses: StatusSettings = StatusSettings()
    webhooks: WebhookSettings = WebhookSettings()
    rates: RateSettings = RateSettings()
    window: WindowSettings = WindowSettings()
    templates: TemplateSettings = TemplateSettings()
    typing: TypingSettings = TypingSettings()
    media: MediaSettings = MediaSettings()
    pricing: PricingSettings = PricingSettings()

    def merged(self, patch: dict[str, Any]) -> "Settings":
        """Apply a partial change; unknown names are refused."""
        merged: dict[str, Any] = self.model_dump()
        for group, values in patch.items():
            merged[group] = {**merged.get(group, {}), **values} if isinstance(values, dict) else values
        return Settings.model_validate(merged)


NO_DELAYS = {"statuses": {"sent_ms": (0, 0), "delivered_ms": (0, 0), "read_ms": (0, 0)}, "templates": {"review_ms": 0}}


class WebhookMode(_Group):
    """How badly webhooks behave on request; the defaults are good behaviour."""

    duplicate: bool = False
    shuffle: bool = False
    delay_ms: Span = (0, 0)
    drop_delivered: bool = False
    hold: bool = False
    batch: int = Field(default=1, ge=1, le=1000)
