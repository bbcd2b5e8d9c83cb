"""What changed between two definitions: nodes added, removed and changed, parts of the flow itself, and every text in every language.

Works on drafts too, so it expects nothing of what it reads. Where nodes lie on the canvas (`meta`) is no change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from shared.engine.definition import Part
from shared.engine.nodes.registry import MODELS
from shared.engine.text.localised import LocalText

MAX_TEXTS = 2_000  # in one answer; more nobody reads
NODES, META = "nodes", "meta"
NOT_WORDS = frozenset({"name", "image", "price"})  # texts somewhere, but mostly names of variables and fields

Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedNode:
    """fields: those of the node that differ; `type` among them means it became another kind."""

    id: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedText:
    """node: None = a text of the flow itself. locale: "" = the one for all languages. old, new: None = was not, is not there."""

    node: str | None
    path: str
    locale: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Diff:
    """flow: parts of the definition beside its nodes that differ. Nodes in the order of the newer definition."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ChangedNode, ...]
    flow: tuple[str, ...]
    texts: tuple[ChangedText, ...]


def diff(old: Definition, new: Definition) -> Diff:
    """Compare two definitions; never raises."""
    before, after = _nodes(old), _nodes(new)
    changed = [
        ChangedNode(id_, _title(node), _differing(before[id_], node))
        for id_, node in after.items()
        if id_ in before and _differing(before[id_], node)
    ]
    parts = tuple(name for name in _differing(old, new) if name not in {NODES, META})
    return Diff(
        added=tuple(id_ for id_ in after if id_ not in before),
        removed=tuple(id_ for id_ in before if id_ not in after),
        changed=tuple(changed),
        flow=parts,
        texts=tuple(_changed_texts(_all_texts(old, before), _all_texts(new, after)))[:MAX_TEXTS],
    )


def _nodes(definition: Definition) -> dict[str, Mapping[str, Any]]:
    """Nodes by id; of two with the same id the first."""
    nodes = definition.get(NODES)
    found: dict[str, Mapping[str, Any]] = {}
    for node in nodes if isinstance(nodes, list) else []:
        if isinstance(node, Mapping) and isinstance(node.get("id"), str):
            found.setdefault(node["id"], node)
    return found


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*old, *new} if _absent(old, name) != _absent(new, name)))


def _absent(of: Mapping[str, Any], name: str) -> tuple[bool, Any]:
    return name in of, of.get(name)


def _title(node: Mapping[str, Any]) -> str:
    return next(iter(_variants(node.get("title")).values()), "")


# --- texts

Place = tuple[str | None, str, str]  # node, path, locale


def _all_texts(definition: Definition, nodes: Mapping[str, Mapping[str, Any]]) -> dict[Place, str]:
    found: dict[Place, str] = {}
    for path, locale, text in _texts(_without(definition, NODES, META, "tests"), ""):
        found[None, path, locale] = text
    for id_, node in nodes.items():
        found.update({(id_, path, locale): text for path, locale, text in _texts(node, "")})
    return found


def _without(definition: Definition, *names: str) -> dict[str, Any]:
    return {name: value for name, value in definition.items() if name not in names}


def _changed_texts(old: Mapping[Place, str], new: Mapping[Place, str]) -> Iterator[ChangedText]:
    for place in {**new, **old}:
        if old.get(place) != new.get(place):
            yield ChangedText(*place, old=old.get(place), new=new.get(place))


def _texts(value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield (path, locale, text) of everything people can read; depth is bounded by what may be saved."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            at = f"{path}.{name}" if path else str(name)
            if name not in text_fields():
                yield from _texts(inner, at)
                continue
            several = inner if isinstance(inner, list) else [inner]
            for place, one in enumerate(several):
                where = f"{at}[{place}]" if isinstance(inner, list) else at
                said = _variants(one)
                yield from ((where, locale, text) for locale, text in said.items())
                if not said:
                    yield from _texts(one, where)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{_name_of(inner, place)}]")


def _name_of(inner: Any, place: int) -> str:
    """An option is known by its id, so that moving it is no change of its text."""
    id_ = inner.get("id") if isinstance(inner, Mapping) else None
    return id_ if isinstance(id_, str) and id_ else str(place)


def _variants(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"": value}
    if isinstance(value, Mapping) and value and all(isinstance(text, str) for text in value.values()):
        return {str(locale): text for locale, text in value.items()}
    return {}


@cache
def text_fields() -> frozenset[str]:
    """Names of the fields that hold texts in several languages, read off the models themselves."""
    names: set[str] = set()
    waiting: list[type[Part]] = [Part, *MODELS]
    seen: set[type[Part]] = set()
    while waiting:
        part = waiting.pop()
        if part in seen:
            continue
        seen.add(part)
        waiting.extend(part.__subclasses__())
        names.update(field.alias or name for name, field in part.model_fields.items() if _holds_text(field.annotation))
    return frozenset(names - NOT_WORDS)


def _holds_text(annotation: Any) -> bool:
    """Whether it is a text, may be one, or is a list of them."""
    return set(get_args(LocalText)) <= set(get_args(annotation)) or any(map(_holds_text, get_args(annotation)))
