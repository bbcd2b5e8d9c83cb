"""What an author may have meant by a name that is not there, and Pydantic's findings in sentences for authors."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

MAX_SHOWN = 60  # characters of a name that a sentence repeats
LIKE = 0.7  # of the letters must agree
MAX_KNOWN = 1_000  # names looked through: a flow has no more nodes


def quoted(name: object) -> str:
    return repr(str(name)[:MAX_SHOWN])


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return " Did you mean 'prompt'?", or nothing where no known name is near."""
    if not isinstance(name, str) or not 1 < len(name) <= MAX_SHOWN:
        return ""
    names = list(islice(known, MAX_KNOWN))
    near = extractOne(name, names, scorer=OSA.normalized_similarity, score_cutoff=LIKE)
    return f" Did you mean {near[0]!r}?" if near is not None else ""


def sentence_of(found: Any, fields: Iterable[str]) -> str:
    """Say what Pydantic found. fields: the names that may stand where an unknown one does, if it is at the top."""
    where, context = found["loc"], found.get("ctx") or {}
    match found["type"]:
        case "extra_forbidden":
            meant = did_you_mean(where[-1], fields) if len(where) == 1 else ""
            return f"There is no field {quoted(where[-1])} here.{meant}"
        case "missing":
            return "This field is required."
        case "too_long":
            return f"At most {context['max_length']} items may stand here, not {context['actual_length']}."
        case "too_short":
            return f"At least {context['min_length']} items must stand here."
        case "string_too_long":
            return f"The text may have at most {context['max_length']} characters."
        case "string_too_short":
            return f"The text must have at least {context['min_length']} characters."
        case "value_error":
            return str(found["msg"]).removeprefix("Value error, ")
        case _:
            return str(found["msg"]).replace("Input should", "This should").rstrip(".") + "."
