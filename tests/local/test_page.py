"""The page is built with a recent Node.js, and only when what it is made of changed."""

import os
from pathlib import Path

import pytest

from local import node
from local.fingerprint import fingerprint


@pytest.mark.parametrize(
    ("version", "will_do"),
    [
        ("v18.20.4", False),
        ("v20.18.0", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.0", True),
        ("", False),
    ],
)
def test_only_a_recent_node_is_used(tmp_path: Path, version: str, will_do: bool) -> None:
    for command in ("node", "npm"):
        (tmp_path / command).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / command).chmod(0o755)

    assert node._is_recent(str(tmp_path / "node")) is will_do


def test_the_users_own_node_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("node", "npm"):
        (tmp_path / command).write_text("#!/bin/sh\necho v24.1.0\n")
        (tmp_path / command).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin")

    assert node.node_environment()["PATH"] == os.environ["PATH"]


def test_a_fingerprint_tells_names_and_contents_but_not_the_order(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")
    before = fingerprint([first, second])

    assert fingerprint([second, first]) == before
    second.write_text("3")
    assert fingerprint([first, second]) != before
    assert fingerprint([first]) != before
