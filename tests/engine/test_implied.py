"""What a condition says of the variables in it, and what the prover makes of that."""

import pytest

from shared.engine.expressions import parse
from shared.engine.expressions.implied import implied_by
from shared.engine.validate import validate
from tests.engine.flows import flow_of

END = {"id": "e", "type": "end"}
HANDOFF = {"id": "h", "type": "handoff"}

TABLE = [
    ("a", "a", ""),
    ("is_set a", "a", ""),
    ("not is_set a", "", "a"),
    ("is_set a and is_set b.c", "a b", ""),
    ("not is_set a or not is_set b", "", "a b"),
    ("is_set a or is_set b", "", ""),
    ("is_set a and (b or b)", "a b", ""),
    ('a == "x"', "a", ""),
    ('a != "x"', "", "a"),
    ('a == ""', "", ""),
    ("a == null", "", ""),
    ("a != null", "", ""),
    ("a < 6", "a", ""),
    ("a.count > 0 and not (b == 1)", "a", ""),
    ("a < b", "", ""),
    ('a < "x"', "", ""),
    ('a contains ""', "", ""),
    ("is_set coalesce(a, b)", "", ""),
    ("result.count == 0", "", ""),
    ("is_set result and is_set a", "a", ""),
]


@pytest.mark.parametrize(("source", "if_true", "if_false"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_set_where_it_held_and_where_it_did_not(source: str, if_true: str, if_false: str) -> None:
    implied = implied_by(parse(source))

    assert implied.if_true == frozenset(if_true.split())
    assert implied.if_false == frozenset(if_false.split())


@pytest.mark.parametrize(
    ("first", "second", "warned"),
    [
        ("is_set v_q", None, ["other"]),
        ("not is_set v_q", None, ["said"]),
        ({"v_q": "x"}, None, ["other"]),
        ({"v_q": None}, None, ["other", "said"]),
        ("true", None, ["other", "said"]),
        ("v_q == 1", "not is_set v_q", ["b", "other"]),
    ],
    ids=str,
)
def test_a_way_that_asks_is_set_needs_no_default(first: object, second: object, warned: list[str]) -> None:
    skippable = {
        "id": "q", "type": "ask_text", "prompt": "Nome?", "save_as": "v_q",
        "skip": {"words": ["pular"]}, "transitions": [{"to": "b"}],
    }  # fmt: skip
    ways = [{"to": "said", "when": first}, *([{"to": "other", "when": second}] if second else []), {"to": "other"}]
    texts = [
        {"id": name, "type": "message", "prompt": "{{ v_q }}", "transitions": [{"to": "e"}]}
        for name in ("said", "other")
    ]

    found = validate(flow_of(skippable, {"id": "b", "type": "branch", "transitions": ways}, *texts, END, HANDOFF))

    assert sorted(str(one.node) for one in found if one.code == "maybe_unset") == warned
