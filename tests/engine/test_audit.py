"""No field, fixed word or way out of any kind of node goes without a case that uses or takes it."""

from tests.engine.audit import points, tried


def test_every_field_and_every_way_out_of_every_kind_of_node_has_a_case() -> None:
    assert sorted(points() - set(tried())) == []


def test_the_table_knows_the_ways_that_the_format_names() -> None:
    ways = {point.what.removeprefix("-> ") for point in points() if point.what.startswith("-> ")}

    assert {
        "then",
        "to",
        "transitions[].to",
        "target",
        "on_empty",
        "on_end",
        "on_error",
        "on_reply",
        "else",
        "yes_to",
    } <= ways
