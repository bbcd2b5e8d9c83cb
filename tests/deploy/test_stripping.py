"""A stripped library is shorter and does what it did."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.util import _immutabledict_cy

from local.packing.stripping import strip

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="this machine's libraries are not those of Linux")
USE = """
import importlib.util, sys, sqlalchemy
spec = importlib.util.spec_from_file_location("sqlalchemy.util._immutabledict_cy", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.__file__, module.immutabledict({"a": 1}).union({"b": 2}))
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """One that was linked with everything a debugger could ask for."""
    return Path(shutil.copy(str(_immutabledict_cy.__file__), tmp_path))


def test_it_loads_and_works_without_what_was_taken_out(library: Path) -> None:
    whole = library.stat().st_size

    strip(library)

    assert library.stat().st_size < whole / 2
    done = subprocess.run([sys.executable, "-c", USE, library], capture_output=True, text=True, check=True)
    assert done.stdout == f"{library} immutabledict({{'a': 1, 'b': 2}})\n"


def test_a_second_time_changes_nothing(library: Path) -> None:
    strip(library)
    once = library.read_bytes()

    strip(library)

    assert library.read_bytes() == once


def test_a_file_that_is_shared_with_the_installers_cache_is_left_whole_there(library: Path, tmp_path: Path) -> None:
    cached = tmp_path / "cached"
    os.link(library, cached)
    whole = cached.read_bytes()

    strip(library)

    assert cached.read_bytes() == whole
    assert {*tmp_path.iterdir()} == {library, cached}


@pytest.mark.parametrize(
    "content", [b"", b"\x7fELF\x02\x01", b"\x7fELF\x01\x01" + bytes(100), b"\xcf\xfa\xed\xfe" * 20]
)
def test_what_is_no_such_library_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "library.so"
    file.write_bytes(content)

    strip(file)

    assert file.read_bytes() == content
