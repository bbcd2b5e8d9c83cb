"""The people of the demo: the agency's agent and opening hours, and those who write to it."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str


AGENT: Final = Person("agente@aurora.test", "Rafael Nunes")

HOURS: Final[dict[str, Any]] = {
    "week": {
        **{day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "sat": [["09:00", "13:00"]],
    },
    "closed": ["2026-12-25", "2027-01-01"],
}

# One with a phone from each city, and one who hides the phone behind a username. All numbers are made up.
CONTACTS: Final[tuple[dict[str, Any], ...]] = (
    {"wa_id": "5511987650001", "name": "Ana Souza"},
    {"wa_id": "5519987650002", "name": "Bruno Carvalho"},
    {"wa_id": "5541987650003", "name": "Carla Nogueira"},
    {"wa_id": "5548987650004", "name": "Diego Martins"},
    {"bsuid": "BR.10650001demo", "name": "Lia Prado", "username": "lia.prado", "username_only": True},
)
