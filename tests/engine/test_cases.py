"""Every case does what it says, its history replays to the same bytes, and the cases visit every kind of node."""

from typing import Any

import pytest

from shared.engine.flow import load_flow
from shared.engine.nodes.registry import HANDLER, KINDS
from tests.engine.playing import all_cases, as_bytes, definition_of, play, replayed

_CASES = list(all_cases())


@pytest.mark.parametrize("case", [case for _, case in _CASES], ids=[name for name, _ in _CASES])
def test_case_goes_as_written_and_replays_to_the_same_bytes(case: dict[str, Any]) -> None:
    simulator, problems = play(case)

    assert problems == []
    again = replayed(load_flow(definition_of(case), version=int(case.get("version", 7))), simulator.played)
    assert again == [as_bytes(played.step) for played in simulator.played]


def test_every_kind_of_node_is_visited_by_a_case() -> None:
    visited: set[str] = set()
    for _, case in _CASES:
        types = {node["id"]: node["type"] for node in case["nodes"]}
        simulator, _ = play(case)
        visited.update(types.get(str(v.node), "") for played in simulator.played for v in played.step.trace)

    assert set(KINDS) | {HANDLER} <= visited
