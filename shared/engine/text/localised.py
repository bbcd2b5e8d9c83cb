"""Texts in several languages: any text of a definition is one string or an object of strings by locale."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from pydantic import StringConstraints

from shared.engine.text.template import Names, Slot, Tell, Telling, telling

Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
Said = Annotated[str, StringConstraints(max_length=100_000)]
LocalText = Said | dict[Locale, Said]
NOTHING: Final = ""


def variants(text: LocalText) -> Mapping[str, str]:
    """Return the text by locale; one string stands under "" for all of them."""
    return {"": text} if isinstance(text, str) else text


def pick(texts: Mapping[str, str], locale: str, default: str) -> str:
    """Return the text for a locale: itself, its language, the flow's default, else any."""
    return texts[_key(texts, locale, default)] if texts else NOTHING


def _key(texts: Mapping[str, object], locale: str, default: str) -> str:
    for wanted in (locale, locale.split("-", 1)[0], default):
        if wanted in texts:
            return wanted
    language = locale.split("-", 1)[0]
    return next((key for key in texts if key.split("-", 1)[0] == language), next(iter(texts)))


def telling_in(parts: Mapping[str, Sequence[str | Slot]], names: Names, default: str) -> Tell:
    """Compile the cut variants of a text in one or several languages."""
    tells = {locale: telling(variant, names) for locale, variant in parts.items()}
    if not tells:
        return lambda _turn: NOTHING
    if "" in tells:
        return tells[""]

    def tell(turn: Telling) -> str:
        found = tells.get(turn.locale)
        return found(turn) if found is not None else tells[_key(tells, turn.locale, default)](turn)

    return tell
