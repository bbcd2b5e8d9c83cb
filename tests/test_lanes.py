"""Tests that share a running system stay in one worker."""

from tests.lanes import lane_of


def test_a_folder_with_a_system_is_one_lane_and_any_other_file_its_own() -> None:
    assert lane_of("tests/chaos/test_crashes.py::test_a[x/y]") == lane_of("tests/chaos/test_graph.py::test_b")
    assert lane_of("tests/browser/test_a.py::test") == lane_of("tests/journeys/test_b.py::test")
    assert lane_of("tests/store/test_a.py::test") != lane_of("tests/store/test_b.py::test")
