"""Refusals of the Graph API with Meta's codes, titles, HTTP statuses and body."""

import secrets
from typing import Any, Final

from local.simulator.limits import HTTP_BY_CODE

HELP: Final = "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes"

TITLES: Final[dict[int, str]] = {
    1: "An unknown error occurred",
    2: "Service temporarily unavailable",
    4: "Application request limit reached",
    10: "Application does not have permission for this action",
    33: "Parameter value is not valid",
    100: "Invalid parameter",
    190: "Invalid OAuth access token",
    368: "Temporarily blocked for policies violations",
    80007: "Rate limit issues",
    130429: "Rate limit hit",
    130472: "User's number is part of an experiment",
    130497: "Business account is restricted from messaging users in this country.",
    131000: "Something went wrong",
    131005: "Access denied",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131021: "Recipient cannot be sender",
    131026: "Message undeliverable",
    131030: "Recipient phone number not in allowed list",
    131031: "Account has been locked",
    131037: "WhatsApp provided number needs display name approval before message can be sent.",
    131042: "Business eligibility payment issue",
    131045: "Message failed to send because of a registration error",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business",
    131051: "Unsupported message type",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131057: "Account in maintenance mode",
    131062: "This message cannot be sent to a business-scoped user ID",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132005: "Translated text too long",
    132007: "Template format character policy violated",
    132012: "Parameter format does not match format in the created template",
    132015: "Template is paused",
    132016: "Template is disabled",
    133010: "Phone number not registered",
    135000: "Generic user error",
}

TRANSIENT: Final = frozenset({2, 131000, 131016, 131057})


class GraphError(Exception):
    """A call that the Graph API refuses.

    http: overrides the status that the code usually has.
    """

    def __init__(self, code: int, details: str, *, subcode: int | None = None, http: int | None = None) -> None:
        super().__init__(f"(#{code}) {details}")
        self.code = code
        self.details = details
        self.subcode = subcode
        self.http = http or HTTP_BY_CODE.get(code, 400)

    def body(self) -> dict[str, Any]:
        """Write the refusal as Meta does."""
        if self.code == 190 or self.subcode is not None:
            error: dict[str, Any] = {"message": self.details, "type": _kind(self.subcode), "code": self.code}
        else:
            title = TITLES.get(self.code, "Unknown error")
            error = {"message": f"(#{self.code}) {title}", "type": "OAuthException", "code": self.code}
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.code in TRANSIENT:
            error["is_transient"] = True
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {"error": error}


def failure(code: int, details: str) -> dict[str, Any]:
    """Write the error of a `failed` status."""
    title = TITLES.get(code, "Unknown error")
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}, "href": HELP}


def unknown_object(object_id: str) -> GraphError:
    """Refuse an id that does not exist or that the token may not see; Meta does not tell which."""
    return GraphError(
        100,
        f"Unsupported request. Object with ID '{object_id}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation.",
        subcode=33,
    )


def _kind(subcode: int | None) -> str:
    return "GraphMethodException" if subcode == 33 else "OAuthException"
