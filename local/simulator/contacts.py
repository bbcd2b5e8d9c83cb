"""The virtual people: phones, names, usernames and business-scoped user ids."""

import hashlib
import re
from dataclasses import dataclass
from random import Random
from typing import Any, Final

BR_MOBILE: Final = re.compile(r"55(\d\d)9(\d{8})")


@dataclass(slots=True)
class Contact:
    """One person on WhatsApp.

    phone: digits; None for a person who never had one here. With username_only the phone is hidden from businesses.
    bsuid: the same for every business when set; otherwise each WABA sees its own.
    """

    id: str
    phone: str | None
    name: str
    username: str | None = None
    username_only: bool = False
    bsuid: str | None = None
    opted_out: bool = False
    unreachable: bool = False

    @property
    def wa_id(self) -> str | None:
        """The phone as businesses see it."""
        return None if self.username_only else self.phone

    def public(self) -> dict[str, Any]:
        """Describe the person to the control side."""
        return {
            "id": self.id,
            "wa_id": self.phone,
            "name": self.name,
            "username": self.username,
            "username_only": self.username_only,
            "bsuid": self.bsuid,
            "opted_out": self.opted_out,
            "unreachable": self.unreachable,
        }


class Contacts:
    """All virtual people."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self.by_id: dict[str, Contact] = {}
        self._by_phone: dict[str, Contact] = {}
        self._by_user_id: dict[tuple[str, str], Contact] = {}
        self._by_bsuid: dict[str, Contact] = {}
        self._user_ids: dict[tuple[str, str], str] = {}

    def clear(self) -> None:
        """Forget everyone."""
        for index in (self.by_id, self._by_phone, self._by_user_id, self._by_bsuid, self._user_ids):
            index.clear()

    def upsert(self, wa_id: str | None, bsuid: str | None, values: dict[str, Any]) -> Contact:
        """Add a person, or change the given values of one who exists."""
        phone = digits_of(wa_id) if wa_id else None
        if phone is None and bsuid is None:
            bsuid = "BR." + "".join(self._dice.choices("0123456789", k=20))
        contact_id = phone or str(bsuid)
        contact = self.by_id.get(contact_id)
        if contact is None:
            contact = Contact(contact_id, phone, values.get("name") or contact_id)
            contact.username_only = phone is None
            self.by_id[contact_id] = contact
            if phone is not None:
                self._by_phone[_without_ninth_digit(phone)] = contact
        if bsuid is not None:
            contact.bsuid = bsuid
            self._by_bsuid[bsuid] = contact
        for key, value in values.items():
            setattr(contact, key, value)
        return contact

    def user_id(self, contact: Contact, waba_id: str) -> str:
        """Name this person's id for one business; two businesses see two ids."""
        if contact.bsuid is not None:
            return contact.bsuid
        key = (contact.id, waba_id)
        user_id = self._user_ids.get(key)
        if user_id is None:
            number = int.from_bytes(hashlib.sha256("|".join(key).encode()).digest()[:9])
            user_id = f"{'BR' if contact.id.startswith('55') else 'US'}.{number % 10**20:020d}"
            self._user_ids[key] = user_id
            self._by_user_id[(waba_id, user_id)] = contact
        return user_id

    def with_phone(self, to: str, business_digits: str) -> Contact | None:
        """Find the person of a `to`; without a plus sign Meta may put the business's country code in front."""
        digits = digits_of(to)
        contact = self.by_id.get(digits) or self._by_phone.get(_without_ninth_digit(digits))
        if contact is None and not to.strip().startswith("+"):
            contact = self._by_phone.get(_without_ninth_digit(business_digits[:2] + digits))
        return contact

    def with_user_id(self, user_id: str, waba_id: str) -> Contact | None:
        """Find the person of a `recipient`."""
        return self._by_user_id.get((waba_id, user_id)) or self._by_bsuid.get(user_id)


def digits_of(phone: str) -> str:
    """Strip everything but digits."""
    return re.sub(r"\D", "", phone)


def _without_ninth_digit(phone: str) -> str:
    """Brazilian mobiles are found with and without their ninth digit."""
    match = BR_MOBILE.fullmatch(phone)
    return f"55{match[1]}{match[2]}" if match else phone
