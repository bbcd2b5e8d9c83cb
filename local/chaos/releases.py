"""The release before this one, as the newest migration tells it apart: its commit, its schema, a copy of its tree."""

import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from local.checkout import ROOT
from local.errors import LocalError

TREES = ("functions", "shared", "migrations", "alembic.ini")  # what a release needs to serve


class NoReleaseBefore(LocalError):
    """There is no commit to be found that ran on the schema before this one."""


@dataclass(frozen=True, slots=True)
class Before:
    """commit: the parent of the one that added the newest migration. schema: its newest; ours: that of this tree."""

    commit: str
    schema: str
    ours: str


def release_before() -> Before:
    """Look the release before up in the history. Raises NoReleaseBefore."""
    scripts = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))
    newest = scripts.get_revision(scripts.get_current_head() or "")
    if newest is None or not isinstance(newest.down_revision, str):
        raise NoReleaseBefore("There is one migration only: no release ran on another schema.")
    path = Path(newest.path).relative_to(ROOT)
    added = _git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(path)).strip()
    if not added:
        raise NoReleaseBefore(
            f"{path} is not committed, or the history is not here (a shallow clone): nothing to compare with."
        )
    return Before(_git("rev-parse", f"{added}^").strip(), newest.down_revision, newest.revision)


def export(before: Before, folder: Path) -> Path:
    """Lay that release's tree into the folder; return it."""
    packed = _run("archive", "--format=tar", before.commit, *TREES)
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tree:
        tree.extractall(folder, filter="data")
    return folder


def _git(*args: str) -> str:
    return _run(*args).decode()


def _run(*args: str) -> bytes:
    found = subprocess.run(["git", *args], cwd=ROOT, capture_output=True, check=False)
    if found.returncode:
        raise NoReleaseBefore(f"git {args[0]} failed: {found.stderr.decode().strip()}")
    return found.stdout
