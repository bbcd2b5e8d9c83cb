"""The release before: found by the newest migration, and whole enough to serve."""

import subprocess
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from local.chaos.releases import export, release_before
from local.checkout import ROOT


def has_history() -> bool:
    asked = subprocess.run(["git", "rev-parse", "--is-shallow-repository"], cwd=ROOT, capture_output=True, check=False)
    return asked.stdout == b"false\n"


@pytest.mark.skipif(not has_history(), reason="a checkout without its history has no release before")
def test_the_release_before_has_every_migration_but_the_newest(tmp_path: Path) -> None:
    before = release_before()
    tree = export(before, tmp_path / "before")

    names = {file.name.partition("_")[0] for file in (tree / "migrations" / "versions").glob("*.py")}
    newest = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).get_current_head()
    assert before.ours == newest
    assert before.ours not in names
    assert before.schema in names
    assert (tree / "functions" / "render.py").exists()
