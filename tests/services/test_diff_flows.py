"""The difference of two definitions: nodes, parts, and every text in every language; drafts may be anything."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.packs import load_pack
from shared.services.diff_flows import ChangedText, diff, text_fields

OLD: dict[str, Any] = {
    "start": "a",
    "policy": {"max_invalid": 3},
    "nodes": [
        {"id": "a", "type": "choice", "prompt": {"pt-BR": "Oi", "en": "Hi"}, "options": [{"id": "x", "label": "Sim"}, {"id": "y", "label": "Não"}]},
        {"id": "b", "type": "message", "prompt": "Tchau"},
    ],
    "meta": {"a": {"x": 1}},
}  # fmt: skip


def test_nodes_are_added_removed_and_changed_by_field() -> None:
    new = OLD | {
        "policy": {"max_invalid": 2},
        "meta": {"a": {"x": 900}},
        "nodes": [
            OLD["nodes"][0] | {"prompt": {"pt-BR": "Olá", "en": "Hi"}, "save_as": "v"},
            {"id": "c", "type": "end"},
        ],
    }

    found = diff(OLD, new)

    assert (found.added, found.removed, found.flow) == (("c",), ("b",), ("policy",))
    assert [(node.id, node.title, node.fields) for node in found.changed] == [("a", "", ("prompt", "save_as"))]
    assert set(found.texts) == {
        ChangedText("a", "prompt", "pt-BR", "Oi", "Olá"),
        ChangedText("b", "prompt", "", "Tchau", None),
    }


def test_an_option_that_moved_keeps_its_words() -> None:
    first = OLD["nodes"][0]
    new = OLD | {"nodes": [first | {"options": first["options"][::-1]}, OLD["nodes"][1]]}

    found = diff(OLD, new)

    assert ([node.fields for node in found.changed], found.texts) == ([("options",)], ())


def test_nothing_differs_from_itself() -> None:
    definition = load_pack("real_estate").flow_definition

    assert diff(definition, definition) == diff({}, {})


def test_all_words_of_a_pack_are_texts() -> None:
    found = diff({}, load_pack("real_estate").flow_definition)

    said = " ".join(text.new or "" for text in found.texts)
    assert {text.locale for text in found.texts} >= {"pt-BR", "en"}
    assert len(found.added) == len(load_pack("real_estate").flow_definition["nodes"])
    assert "orçamento" in said.lower() or "faixa" in said.lower()


def test_the_fields_with_words_are_read_off_the_models() -> None:
    assert {"prompt", "label", "description", "text", "say", "caption", "title", "lines"} <= text_fields()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "nodes", "prompt", "label", "type"]), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(st.sampled_from(["nodes", "meta", "start", "title"]), anything),
    st.dictionaries(st.just("nodes"), anything),
)
def test_whatever_a_draft_holds_it_is_compared(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert diff(old, old) == diff({}, {})
    diff(old, new)
