"""What is known of a flow's variables before it is compiled: their types and the words for their values."""

from collections.abc import Iterable

from shared.engine.definition import Outline
from shared.engine.nodes.base import NodeModel
from shared.engine.text.localised import variants
from shared.engine.text.sizes import SHOWN_VALUE, Sizes
from shared.engine.text.template import Names


def names_of(outline: Outline, nodes: Iterable[NodeModel], default: str) -> Names:
    """Collect types and labels: declared ones first, then what the nodes that save them say."""
    types: dict[str, str] = {}
    labels: dict[str, dict[str, dict[str, str]]] = {}
    for node in nodes:
        for write in node.writes():
            if write.type is not None:
                types.setdefault(write.name, write.type)
            if write.labels:
                known = labels.setdefault(write.name, {})
                for value, words in write.labels.items():
                    known.setdefault(value, _by_locale(words, default))
    for variable in outline.variables:
        types[variable.name] = variable.type
        for option in variable.options:
            if not isinstance(option, str):
                known = labels.setdefault(variable.name, {})
                known[str(option.value)] = _by_locale(dict(variants(option.label)), default)
    if outline.lead_summary is not None and outline.lead_summary.source_options:
        known = labels.setdefault("source", {})
        for choice in outline.lead_summary.source_options:
            known[str(choice.value)] = _by_locale(dict(variants(choice.label)), default)
    return Names(types, labels)


def sizes_of(outline: Outline, nodes: Iterable[NodeModel]) -> Sizes:
    """How long each variable can become, where every node that sets it says so."""
    most: dict[str, int | None] = {}
    for node in nodes:
        for write in node.writes():
            known = most.get(write.name, 0)
            most[write.name] = None if known is None or write.units is None else max(known, write.units)
    for variable in outline.variables:
        known = most.get(variable.name)
        if known is not None and variable.default is not None:
            is_short = isinstance(variable.default, str | int | float)
            most[variable.name] = max(known, 2 * len(str(variable.default)), SHOWN_VALUE) if is_short else None
    return Sizes({name: units for name, units in most.items() if units is not None})


def _by_locale(words: dict[str, str], default: str) -> dict[str, str]:
    """A label written once stands for the default language, and so for every other."""
    return {locale or default: text for locale, text in words.items()}
