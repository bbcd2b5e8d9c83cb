"""Writes docs/flow.schema.json and the generated parts of docs/flows.md from the models of the engine."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.checkout import ROOT
from local.flow_words import ERRORS, FAULTS, FILTERS_TOLD, ROOTS_TOLD, WARNINGS
from shared.engine import limits
from shared.engine.definition import Command, Outline, Part, Policy, Trigger, Variable
from shared.engine.expressions.functions import FUNCTIONS
from shared.engine.nodes import asking
from shared.engine.nodes.asking import AskingModel
from shared.engine.nodes.base import NodeModel
from shared.engine.nodes.call import Return
from shared.engine.nodes.capture import CAPTURES
from shared.engine.nodes.registry import MODELS
from shared.services.describe_flows import flow_schema

PAGE = ROOT / "docs" / "flows.md"
SCHEMA = ROOT / "docs" / "flow.schema.json"
PART = re.compile(r"(<!-- generated: (?P<name>[a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)
BAR = "&#124;"  # in a cell of a table
SHOWN_AS = {
    "Variable": "variables",
    "Trigger": "triggers",
    "Command": "commands",
    "Policy": "policy",
}  # under their own names
Json = Mapping[str, Any]


def write_docs(*, check: bool) -> int:
    """Write both files, or compare them; return the exit code."""
    made = {SCHEMA: schema_text(), PAGE: page_text(PAGE.read_text(encoding="utf-8"))}
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date: run ./prosa flow docs", file=sys.stderr)
        else:
            path.write_text(text := made[path], encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: {len(text)} characters")
    return 1 if check and stale else 0


def schema_text() -> str:
    return json.dumps(flow_schema(), ensure_ascii=False, indent=2) + "\n"


def page_text(page: str) -> str:
    """Fill the generated parts of the page; what people wrote around them stays."""
    return PART.sub(lambda found: f"{found[1]}{PARTS[found['name']]()}{found[3]}", page)


# --- the generated parts


def _definition() -> str:
    return _described(Outline.__doc__) + _fields(Outline, list(Outline.model_fields), flow_schema())


def _nodes() -> str:
    return "".join(_node(model) for model in MODELS if model not in CAPTURES)


def _node(model: type[NodeModel]) -> str:
    own = [name for name in model.model_fields if name not in _common(model)]
    definition = flow_schema()["$defs"][f"{model.types[0]}_node"]
    also = f" Also: {', '.join(f'`{name}`' for name in model.types[1:])}." if len(model.types) > 1 else ""
    asks = " An asking node." if issubclass(model, AskingModel) else ""
    words = "" if model is Return else _module_sentence(model)
    return f"### `{model.types[0]}`\n\n{f'{words}{asks}{also}'.strip()}\n\n{_described(model.__doc__)}{_fields(model, own, definition)}"


def _common(model: type[NodeModel]) -> set[str]:
    return set(AskingModel.model_fields if issubclass(model, AskingModel) else NodeModel.model_fields)


def _module_sentence(model: type[NodeModel]) -> str:
    """The first line of the module, without the name it begins with."""
    line = (sys.modules[model.__module__].__doc__ or "").strip().split("\n")[0]
    _, _, told = line.partition(": ")
    return told[:1].upper() + told[1:]


def _described(doc: str | None) -> str:
    """A docstring as prose and, from the first line that is JSON, as an example."""
    lines = [line.removeprefix("    ") for line in (doc or "").strip().split("\n")]
    at = next((place for place, line in enumerate(lines) if line.lstrip().startswith('{"')), len(lines))
    prose, example = "\n".join(lines[:at]).strip(), "\n".join(lines[at:]).strip()
    return f"{prose}\n\n" + (f"```json\n{example}\n```\n\n" if example else "")


def _fields(model: type[Any], names: list[str], definition: Json) -> str:
    if not names:
        return ""
    shown = [model.model_fields[name].alias or name for name in names]
    required = definition.get("required", ())
    rows = [
        f"| `{name}` | {_kind(definition['properties'][name])} | {_usual(definition, name, name in required)} |"
        for name in shown
    ]
    return "\n".join(["| field | type | usually |", "|---|---|---|", *rows]) + "\n\n"


def _usual(definition: Json, name: str, is_required: bool) -> str:
    default = definition["properties"][name].get("default")
    if is_required:
        return "required"
    return "" if default is None or isinstance(default, dict) else f"`{json.dumps(default, ensure_ascii=False)}`"


def _kind(schema: Json) -> str:
    """A type in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1].removeprefix("cards__")
        return f"[{name}](#{SHOWN_AS.get(name, name).lower()})"
    if "enum" in schema or "const" in schema:
        return " · ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"] if one.get("type") != "null"))
    if schema.get("type") == "array":
        inner = schema.get("items", {})
        return f"list of {_kind(inner)}" if inner else "list"
    if schema.get("type") == "object":
        return "texts by locale" if "patternProperties" in schema else "object"
    bounds = [str(schema[end]) for end in ("minimum", "maximum") if end in schema]
    return str(schema.get("type", "any")) + (f" ({' to '.join(bounds)})" if len(bounds) == 2 else "")


def _asking() -> str:
    names = [name for name in AskingModel.model_fields if name not in NodeModel.model_fields]
    definition = flow_schema()["$defs"]["ask_text_node"]
    doc = (asking.__doc__ or "").strip().split("\n\n")
    example = "\n".join(line.strip() for line in doc[1].split("\n"))
    prose = "\n\n".join(doc[2:])
    return f"```json\n{example}\n```\n\n{prose}\n\n{_fields(AskingModel, names, definition)}"


def _captures() -> str:
    rows = []
    for model in CAPTURES:
        example, _, told = (model.__doc__ or "").strip().partition("}: ")
        rows.append(f"| `{model.types[0]}` | {told} | `{example}}}` |")
    return "\n".join(["| type | is | for example |", "|---|---|---|", *rows]) + "\n"


def _flow() -> str:
    definitions = flow_schema()["$defs"]
    parts = ((Variable, "variables"), (Trigger, "triggers"), (Command, "commands"), (Policy, "policy"))
    return "".join(
        f"### `{name}`\n\n{_described(model.__doc__ if model.__doc__ and 'BaseModel' not in model.__doc__ else '')}"
        f"{_fields(model, list(model.model_fields), definitions[model.__name__])}"
        for model, name in parts
    )


def _parts() -> str:
    """The smaller parts that the tables above point to, by name."""
    models = {model.__name__: model for model in _all_parts(Part)}
    shown = [
        (name.removeprefix("cards__"), definition)
        for name, definition in flow_schema()["$defs"].items()
        if name.removeprefix("cards__") in models and name not in SHOWN_AS
    ]
    return "".join(
        f"### {name}\n\n{_described(models[name].__doc__)}{_fields(models[name], list(models[name].model_fields), definition)}"
        for name, definition in sorted(shown, key=lambda one: one[0].lower())
    )


def _all_parts(root: type[Part]) -> list[type[Part]]:
    return [
        found for one in root.__subclasses__() if not issubclass(one, NodeModel) for found in (one, *_all_parts(one))
    ]


def _functions() -> str:
    functions = [
        f"`{function.signature.partition(':')[0]}`{function.signature.partition(':')[1]}{function.signature.partition(':')[2]}"
        for _, function in sorted(FUNCTIONS.items())
    ]
    roots = _table(("name", "is"), [(f"`{name}`", told) for name, told in ROOTS_TOLD.items()])
    filters = _table(
        ("filter", "makes of the value"), [(f"`{written}`", told) for written, told in FILTERS_TOLD.values()]
    )
    listed = "\n".join(f"- {function}" for function in functions)
    return f"Names that are always there:\n\n{roots}\nFunctions:\n\n{listed}\n\nFilters:\n\n{filters}"


def _codes() -> str:
    told = [(f"`{code}`", "error", meaning) for code, meaning in ERRORS.items()]
    told += [(f"`{code}`", "warning", meaning) for code, meaning in WARNINGS.items()]
    return _table(("code", "is", "says"), told)


def _faults() -> str:
    return _table(("fault", "happened"), [(f"`{code}`", meaning) for code, meaning in FAULTS.items()])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', BAR) for cell in line)} |\n" for line in lines)


def _limits() -> str:
    """The named bounds of the engine with the reason that stands beside each."""
    source = (ROOT / "shared" / "engine" / "limits.py").read_text(encoding="utf-8")
    rows = [
        f"| `{name}` | {getattr(limits, name)} | {reason} |"
        for name, reason in re.findall(r"^([A-Z_]+) = [^#\n]+  # (.+)$", source, re.MULTILINE)
    ]
    return "\n".join(["| limit | is | of what, and why |", "|---|---|---|", *rows]) + "\n"


PARTS: Mapping[str, Callable[[], str]] = {
    "definition": _definition,
    "parts": _parts,
    "codes": _codes,
    "faults": _faults,
    "flow": _flow,
    "asking": _asking,
    "nodes": _nodes,
    "captures": _captures,
    "functions": _functions,
    "limits": _limits,
}
