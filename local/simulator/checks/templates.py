"""Templates: checking a new definition, matching a send against it, and writing out what the user sees."""

import re
from dataclasses import dataclass
from typing import Any, Final

from local.simulator.checks.fields import Fields, Json
from local.simulator.errors import GraphError
from local.simulator.limits import BY_TYPE, LIMITS, TextLimit, text_limit, utf16_length

DEFINITION: Final = LIMITS["template_definition"]
NAME: Final = re.compile(DEFINITION["name"]["pattern"])
VARIABLE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
BAD_TEXT: Final = re.compile(r"[\n\t]| {5,}")
BODY_TOTAL: Final = BY_TYPE["template"]["parameters"]["body_total"]["max_chars"]
MEDIA_HEADERS: Final = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document", "LOCATION": "location"}


@dataclass(slots=True)
class Template:
    """A message template of one WABA, in one language."""

    template_id: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "PENDING"

    def part(self, kind: str) -> Json | None:
        """Find the header, body, footer or buttons component."""
        return next((part for part in self.components if str(part.get("type", "")).upper() == kind), None)

    def buttons(self) -> list[Json]:
        """List its buttons in order."""
        part = self.part("BUTTONS")
        return list(part["buttons"]) if part else []


def check_definition(body: Json) -> None:
    """Check a template that is to be created."""
    fields = Fields(body, "")
    name = fields.text("name", TextLimit(True, 1, DEFINITION["name"]["max_chars"]))
    if not NAME.match(name):
        raise GraphError(100, "Param name may hold only lower-case letters, digits and underscores.")
    fields.string("language")
    fields.choice("category", DEFINITION["categories"], code=100)
    has_body = False
    for part in fields.objects("components", 1, 10):
        kind = part.string("type").upper()
        if kind in ("BODY", "FOOTER"):
            part.text("text", TextLimit(True, 1, DEFINITION[kind.lower()]["max_chars"]))
            has_body = has_body or kind == "BODY"
        elif kind == "HEADER" and part.string("format").upper() == "TEXT":
            part.text("text", TextLimit(True, 1, DEFINITION["header.text"]["max_chars"]))
        elif kind == "BUTTONS":
            _check_buttons(part)
    if not has_body:
        raise GraphError(100, "A BODY component is required.")


def check_send(send: Fields, template: Template | None) -> None:
    """Check name, language, state, and the count and format of all parameters."""
    if template is None or template.status in ("PENDING", "REJECTED"):
        name, language = send.value.get("name"), send.object("language").value.get("code")
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    if template.status == "PAUSED":
        raise GraphError(132015, "The template is paused because of low quality.")
    if template.status == "DISABLED":
        raise GraphError(132016, "The template is disabled because of low quality.")
    given = {str(part.value.get("type")).lower(): part for part in _components(send)}
    _match_header(template, given.get("header"))
    body = template.part("BODY") or {"text": ""}
    values = _match_text("body", str(body["text"]), given.get("body"))
    if utf16_length(_fill(str(body["text"]), values)) > BODY_TOTAL:
        raise GraphError(132005, "Translated body text is too long.")
    _match_buttons(template, [part for part in _components(send) if part.value.get("type") == "button"])


def check_name(body: Json) -> Fields:
    """Check the shape of the template object of a send."""
    send = Fields(body, "").object("template")
    send.text("name", text_limit("template", "name"))
    send.object("language").string("code")
    return send


def written_out(template: Template, send: Fields) -> tuple[str, str, str]:
    """Fill in header, body and footer text as the user reads them."""
    given = {str(part.value.get("type")).lower(): part for part in _components(send)}
    texts = []
    for kind in ("HEADER", "BODY", "FOOTER"):
        text = str((template.part(kind) or {}).get("text", ""))
        part = given.get(kind.lower())
        texts.append(_fill(text, _text_values(part) if part and VARIABLE.search(text) else {}))
    return texts[0], texts[1], texts[2]


def button_payloads(send: Fields) -> dict[int, str]:
    """Read the payload of each quick reply button by its index."""
    payloads = {}
    for part in _components(send):
        if part.value.get("type") == "button" and part.value.get("sub_type") == "quick_reply":
            parameter = part.objects("parameters", 1, 1)[0]
            payloads[int(part.value.get("index", 0))] = str(parameter.value.get("payload", ""))
    return payloads


def _components(send: Fields) -> list[Fields]:
    return send.objects("components", 0, 100) if send.has("components") else []


def _check_buttons(part: Fields) -> None:
    buttons = part.objects("buttons", 1, DEFINITION["buttons"]["total"])
    kinds = [button.string("type").lower() for button in buttons]
    for kind in set(kinds):
        if kinds.count(kind) > DEFINITION["buttons"].get(kind, 0):
            raise GraphError(100, f"Too many buttons of type {kind.upper()}.")
    for button in buttons:
        if button.has("text"):
            button.text("text", TextLimit(True, 1, DEFINITION["button.text"]["max_chars"]))


def _match_header(template: Template, part: Fields | None) -> None:
    header = template.part("HEADER")
    expected = str(header.get("format", "TEXT")).upper() if header else "NONE"
    if expected in MEDIA_HEADERS:
        kind = MEDIA_HEADERS[expected]
        if part is None:
            raise GraphError(132012, f"header: Format mismatch, expected {expected}, received UNKNOWN")
        parameters = part.objects("parameters", 1, 1)
        if parameters[0].value.get("type") != kind:
            received = str(parameters[0].value.get("type")).upper()
            raise GraphError(132012, f"header: Format mismatch, expected {expected}, received {received}")
        parameters[0].object(kind)
    else:
        _match_text("header", str((header or {}).get("text", "")), part)


def _match_text(where: str, text: str, part: Fields | None) -> dict[str, str]:
    """Match the variables of one text with the parameters given for it."""
    names = list(dict.fromkeys(VARIABLE.findall(text)))
    count = len(part.value.get("parameters", ())) if part is not None else 0
    if count != len(names):
        raise GraphError(
            132000,
            f"{where}: number of localizable_params ({count}) does not match the expected number of params ({len(names)})",
        )
    if part is None:
        return {}
    values = _text_values(part)
    if set(values) != set(names):
        raise GraphError(132012, f"{where}: parameter_name does not match: expected {', '.join(names)}.")
    if any(BAD_TEXT.search(value) for value in values.values()):
        raise GraphError(132012, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return values


def _text_values(part: Fields) -> dict[str, str]:
    """Read text parameters as {name or position: text}; the two forms cannot be mixed."""
    values = {}
    parameters = part.objects("parameters", 0, 1000)
    named = sum(1 for parameter in parameters if parameter.has("parameter_name"))
    if named not in (0, len(parameters)):
        raise GraphError(132012, "Named and positional parameters cannot be mixed.")
    for position, parameter in enumerate(parameters, start=1):
        kind = parameter.choice("type", ("text", "currency", "date_time"), code=132012)
        text = (
            parameter.string("text") if kind == "text" else str(parameter.object(kind).value.get("fallback_value", ""))
        )
        values[str(parameter.value.get("parameter_name", position))] = text
    return values


def _match_buttons(template: Template, given: list[Fields]) -> None:
    buttons = template.buttons()
    dynamic = {
        index
        for index, button in enumerate(buttons)
        if str(button.get("type")).upper() == "URL" and VARIABLE.search(str(button.get("url", "")))
    }
    indices: set[int] = set()
    for part in given:
        try:
            index = int(part.value.get("index", 0))
        except (TypeError, ValueError):
            raise GraphError(131009, f"{part.path}.index must be a number.") from None
        if not 0 <= index < len(buttons):
            raise GraphError(132000, f"button: there is no button at index {index}.")
        expected, received = str(buttons[index].get("type")).lower(), str(part.value.get("sub_type")).lower()
        if expected != received:
            raise GraphError(
                132012, f"button: Format mismatch at index {index}, expected {expected}, received {received}"
            )
        part.objects("parameters", 1, 1)
        indices.add(index)
    if dynamic - indices:
        raise GraphError(132000, f"button: the url button at index {min(dynamic - indices)} requires a parameter.")


def _fill(text: str, values: dict[str, Any]) -> str:
    return VARIABLE.sub(lambda match: str(values.get(match[1], match[0])), text)
