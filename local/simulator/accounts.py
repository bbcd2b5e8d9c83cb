"""The business side of Meta: numbers, their WABAs and the tokens that may use them."""

from dataclasses import dataclass, field
from typing import Any, Final

from local.simulator.errors import GraphError, unknown_object
from local.simulator.rates import Bucket

PREFIX: Final = "SIM-"


class NotASimulatorToken(ValueError):
    """The token could be a real one, so this simulator does not take it."""


@dataclass(slots=True)
class Number:
    """A business phone number with its token, app secret and webhook."""

    phone_number_id: str
    waba_id: str
    display_phone_number: str
    verified_name: str
    access_token: str
    app_secret: str
    webhook_url: str | None
    throughput_mps: float | None = None
    quality_rating: str = "GREEN"
    allowed_recipients: list[str] | None = None
    subscribed: bool = True
    bucket: Bucket = field(default_factory=Bucket)
    delivered_free: int = 0  # service messages of this month that cost nothing

    digits: str = field(init=False)  # the display number as webhooks write it

    def __post_init__(self) -> None:
        self.digits = "".join(char for char in self.display_phone_number if char.isdigit())

    def start_over(self) -> None:
        """Fill the throughput up and forget this month's free messages."""
        self.bucket, self.delivered_free = Bucket(), 0

    def public(self) -> dict[str, Any]:
        """Describe the number without its secrets."""
        return {
            "phone_number_id": self.phone_number_id,
            "waba_id": self.waba_id,
            "display_phone_number": self.display_phone_number,
            "verified_name": self.verified_name,
            "webhook_url": self.webhook_url,
            "throughput_mps": self.throughput_mps,
            "quality_rating": self.quality_rating,
            "allowed_recipients": self.allowed_recipients,
            "subscribed": self.subscribed,
        }


class Accounts:
    """All registered numbers."""

    def __init__(self) -> None:
        self.numbers: dict[str, Number] = {}
        self._tokens: dict[str, set[str]] = {}
        self._revoked: set[str] = set()

    def register(self, number: Number) -> None:
        """Add or replace a number; only tokens that cannot be real are taken."""
        if not number.access_token.startswith(PREFIX):
            raise NotASimulatorToken(
                f"access_token must start with {PREFIX}: the simulator takes no token that could be a real one."
            )
        before = self.numbers.get(number.phone_number_id)
        if before is not None:
            number.bucket, number.delivered_free = before.bucket, before.delivered_free
            self._forget_token(before)
        self._revoked.discard(number.access_token)
        self._tokens.setdefault(number.access_token, set()).add(number.phone_number_id)
        self.numbers[number.phone_number_id] = number

    def revoke(self, number: Number) -> None:
        """Make the number's token answer 190 until a number is registered with it again."""
        self._revoked.add(number.access_token)

    def authenticate(self, authorization: str) -> str:
        """Check the Authorization header and return the token."""
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise GraphError(190, "An access token is required to request this resource.")
        if token in self._revoked:
            raise GraphError(190, "Error validating access token: the token was revoked by the user.", subcode=460)
        if token not in self._tokens:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
        return token

    def number(self, phone_number_id: str, token: str) -> Number:
        """Find a number that this token may use."""
        number = self.numbers.get(phone_number_id)
        if number is None or number.access_token != token:
            raise unknown_object(phone_number_id)
        return number

    def of_waba(self, waba_id: str, token: str) -> list[Number]:
        """Find the numbers of a WABA that this token may use."""
        numbers = [
            number for number in self.numbers.values() if number.waba_id == waba_id and number.access_token == token
        ]
        if not numbers:
            raise unknown_object(waba_id)
        return numbers

    def _forget_token(self, number: Number) -> None:
        """Take a number off its token; a token without numbers counts as revoked."""
        users = self._tokens[number.access_token]
        users.discard(number.phone_number_id)
        if not users:
            del self._tokens[number.access_token]
            self._revoked.add(number.access_token)
