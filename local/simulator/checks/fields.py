"""Reading a JSON body the way Graph does: wrong shape is 100, missing is 131008, invalid or too long is 131009."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from local.simulator.errors import GraphError
from local.simulator.limits import TextLimit, utf16_length

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object together with its place in the request, so that refusals can name it."""

    value: Json
    path: str

    def has(self, key: str) -> bool:
        """Tell whether the key is present and not null."""
        return self.value.get(key) is not None

    def only(self, *keys: str) -> None:
        """Refuse keys that Meta does not know here."""
        for key in self.value:
            if key not in keys:
                raise GraphError(100, f'Unexpected key "{key}" on param "{self.path}".')

    def object(self, key: str) -> "Fields":
        """Take a required object."""
        value = self._required(key)
        if not isinstance(value, dict):
            raise GraphError(100, f"Param {self._at(key)} must be a JSON object.")
        return Fields(value, self._at(key))

    def optional_object(self, key: str) -> "Fields | None":
        """Take an object that may be absent."""
        return self.object(key) if self.has(key) else None

    def objects(self, key: str, least: int, most: int) -> list["Fields"]:
        """Take a required array of objects and check how many there are."""
        value = self._required(key)
        if not isinstance(value, list):
            raise GraphError(100, f"Param {self._at(key)} must be an array.")
        if not least <= len(value) <= most:
            raise GraphError(131009, f"{self._at(key)}: {len(value)} given. Min: {least}, Max: {most}.")
        items = []
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                raise GraphError(100, f"Param {self._at(key)}[{index}] must be a JSON object.")
            items.append(Fields(item, f"{self._at(key)}[{index}]"))
        return items

    def text(self, key: str, limit: TextLimit) -> str:
        """Take a text within its limit; an absent optional one is the empty string."""
        if not limit.required and not self.has(key):
            return ""
        value = self._required(key)
        if not isinstance(value, str):
            raise GraphError(100, f"Param {self._at(key)} must be a string.")
        length = utf16_length(value)
        if length == 0 and limit.required:
            raise GraphError(131008, f"{self._at(key)} is empty.")
        if not limit.shortest <= length <= limit.longest:
            raise GraphError(
                131009,
                f"{self._at(key)} length invalid: {length}. Min length: {limit.shortest}, Max length: {limit.longest}.",
            )
        return value

    def string(self, key: str) -> str:
        """Take a required text without a documented limit."""
        value = self._required(key)
        if not isinstance(value, str):
            raise GraphError(100, f"Param {self._at(key)} must be a string.")
        if not value:
            raise GraphError(131008, f"{self._at(key)} is empty.")
        return value

    def choice(self, key: str, allowed: Collection[str], *, code: int = 131009) -> str:
        """Take one of the given words."""
        value = self.string(key)
        if value not in allowed:
            raise GraphError(
                code, f'Param {self._at(key)} must be one of {{{", ".join(sorted(allowed))}}} - got "{value}".'
            )
        return value

    def number(self, key: str, least: float, most: float) -> float:
        """Take a number within a range; Meta also takes it written as a string."""
        value = self._required(key)
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise GraphError(100, f"Param {self._at(key)} must be a number.") from None
        if isinstance(value, bool) or not least <= number <= most:
            raise GraphError(131009, f"{self._at(key)} must be between {least:g} and {most:g}.")
        return number

    def flag(self, key: str) -> bool:
        """Take a boolean that may be absent."""
        value = self.value.get(key, False)
        if not isinstance(value, bool):
            raise GraphError(100, f"Param {self._at(key)} must be a boolean.")
        return value

    def _required(self, key: str) -> Any:
        value = self.value.get(key)
        if value is None:
            raise GraphError(131008, f"{self._at(key)} is required.")
        return value

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def refuse_repeats(values: Iterable[str], what: str) -> None:
    """Refuse the second use of an id or title that must be unique."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise GraphError(131009, f'{what} must be unique - got "{value}" twice.')
        seen.add(value)
