"""Takes out of a compiled library what only debuggers and linkers read; the loader never asks for it.

A loader goes by segments; names, symbols and debugging information lie behind the last of them, listed by the table of sections.
A `strip` would do the same, but only one that knows Lambda's processor, which a developer's machine may lack.
"""

import os
import struct
from pathlib import Path

ELF_64_LITTLE = b"\x7fELF\x02\x01"
HEADER_BYTES = 64
SEGMENTS_AT, SECTIONS_AT, SEGMENT_SIZE_AT, SECTION_COUNT_AT = 32, 40, 54, 60  # fields of the header: man 5 elf


def strip(library: Path) -> None:
    """Make the file shorter, in its place. Idempotent; what is no library of a 64-bit Linux stays as it is."""
    content = library.read_bytes()
    if not content.startswith(ELF_64_LITTLE) or len(content) < HEADER_BYTES:
        return
    header = bytearray(content[:HEADER_BYTES])
    struct.pack_into("<Q", header, SECTIONS_AT, 0)
    struct.pack_into("<HH", header, SECTION_COUNT_AT, 0, 0)
    shorter = library.with_name(library.name + ".stripped")
    shorter.write_bytes(header + content[HEADER_BYTES : _end(content)])
    os.replace(shorter, library)  # noqa: PTH105 - a new file: the installer may share the old one with its cache


def _end(content: bytes) -> int:
    """Where the last segment ends."""
    (first,) = struct.unpack_from("<Q", content, SEGMENTS_AT)
    size, count = struct.unpack_from("<HH", content, SEGMENT_SIZE_AT)
    end = first + size * count
    for place in range(first, end, size):
        offset, _address, _physical, in_file = struct.unpack_from("<QQQQ", content, place + 8)
        end = max(end, offset + in_file)
    return int(end)
