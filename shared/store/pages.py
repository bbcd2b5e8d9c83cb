"""A page of a list and where the next one begins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

Item = TypeVar("Item")
Position = tuple[datetime, UUID]  # the time a list is ordered by, and the id that settles ties


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """after: the position of the last item, None when the list ends here."""

    items: tuple[Item, ...]
    after: Position | None
