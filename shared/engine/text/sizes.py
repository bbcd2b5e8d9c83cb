"""How long a text can become: what is written, plus the most that each slot can show, by what is known of its variable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.engine.limits import KNOWN_NAME, MAX_TEXT
from shared.engine.text.localised import LocalText, variants
from shared.engine.text.template import Slot, cut
from shared.engine.words import utf16_length

ENGINE_SENTENCE: Final = 200  # units of the longest of the engine's own sentences with its values
SHOWN_VALUE: Final = 60  # units of the longest way to show money, a number, a date, an hour, or a range of them


@dataclass(frozen=True, slots=True)
class Sizes:
    """most: units of the longest value of a variable, for those where everything that sets them says so."""

    most: Mapping[str, int] = field(default_factory=dict)

    def of(self, text: LocalText | None) -> int:
        """UTF-16 units of the longest variant, the engine's own sentence where the author wrote none.

        A text with slots is cut to one message when it is sent.
        """
        if text is None:
            return ENGINE_SENTENCE
        return max((self._of(variant) for variant in variants(text).values()), default=0)

    def said(self, text: LocalText | None) -> int:
        """As `of`, where no text means that nothing is said."""
        return self.of(text) if text is not None else 0

    def _of(self, text: str) -> int:
        if "{{" not in text:
            return utf16_length(text)
        try:
            parts = cut(text)
        except ValueError:
            return MAX_TEXT
        return min(sum(self._slot(part) if isinstance(part, Slot) else utf16_length(part) for part in parts), MAX_TEXT)

    def _slot(self, slot: Slot) -> int:
        units = self._value(slot)
        for name, given in slot.filters:
            match name:
                case "cut":
                    units = min(units, 2 * (int(given[0]) if given and given[0].isdigit() else 100))
                case "count":
                    units = 12 if units < MAX_TEXT else units
                case "plural":
                    units = max((utf16_length(one) for one in given), default=0)
                case "default":
                    units = max([units, *(utf16_length(one) for one in given)])
                case "upper" | "lower" | "title" | "first_name":
                    units *= 2  # a letter may become two ("ß")
                case "money" | "number" | "date" | "long_date" | "weekday" | "time" | "datetime":
                    units = max(units, SHOWN_VALUE)
                case _:
                    pass
        return units

    def _value(self, slot: Slot) -> int:
        root, last = str(slot.path[0]), str(slot.path[-1])
        if root in {"contact", "tenant"}:
            return KNOWN_NAME
        if root in {"now", "today"}:
            return SHOWN_VALUE
        if len(slot.path) == 1 or last in {"min", "max"}:
            return self.most.get(root, MAX_TEXT)
        return MAX_TEXT
