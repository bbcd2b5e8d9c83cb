"""Whether a word that was found is wanted or denied: "não quero casa", "casa não", "menos sábado"."""

from collections.abc import Sequence
from typing import Final

from shared.engine.language.tokens import word_set

_BEFORE: Final = {
    "pt": word_set("nao naum n nem menos exceto fora nunca jamais sem evitar evito tirando"),
    "en": word_set("not no don don't dont t never except without but isn doesn avoid neither nor"),
}
_AFTER: Final = {"pt": frozenset({"nao", "naum", "nunca"}), "en": frozenset({"not", "never"})}
_REACH: Final = 4  # words from "não" to what it denies: "não quero nenhuma casa"
_WISHES: Final = word_set("quero queria gostaria prefiro want prefer")  # each begins anew: "não quero A quero B"
_BREAKS: Final = frozenset({",", ".", ";", "!", "?", "\n", ":", "mas", "but", "so", "prefiro", "melhor", "apenas"})


def is_denied(words: Sequence[str], start: int, end: int, language: str) -> bool:
    """Say whether words[start:end] is denied by a word just before or right after it.

    words: words and signs, in order; a comma or a "mas" ends what a "não" reaches.
    """
    for at in range(start - 1, max(start - 1 - _REACH, -1), -1):
        if words[at] in _WISHES:
            return at > 0 and words[at - 1] in _BEFORE[language]
        if words[at] in _BREAKS:
            break
        if words[at] in _BEFORE[language]:
            return True
    return end < len(words) and words[end] in _AFTER[language]
