"""Every identifier that crosses a boundary, as its own type, so that one can never be passed for another."""

from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)
AccountId = NewType("AccountId", UUID)  # our row for one WhatsApp number
ContactId = NewType("ContactId", UUID)
ConversationId = NewType("ConversationId", UUID)
MessageId = NewType("MessageId", UUID)
InboxId = NewType("InboxId", int)
OutboxId = NewType("OutboxId", UUID)
TurnId = NewType("TurnId", UUID)
FlowId = NewType("FlowId", UUID)
FlowVersionId = NewType("FlowVersionId", UUID)
LeadId = NewType("LeadId", UUID)
CatalogItemId = NewType("CatalogItemId", UUID)

PhoneNumberId = NewType("PhoneNumberId", str)  # Meta's id of a business number, digits as text
WabaId = NewType("WabaId", str)
Wamid = NewType("Wamid", str)  # Meta's message id; holds the user's phone in base64: personal data
WaId = NewType("WaId", str)  # a user's WhatsApp id: digits; in Brazil possibly without the ninth digit, never repaired
Bsuid = NewType("Bsuid", str)  # a user's business-scoped id, "BR.2049…", the same for all numbers of one portfolio
