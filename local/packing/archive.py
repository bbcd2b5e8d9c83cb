"""Zips that are the same bytes each time, of files that are compressed once though many zips hold them."""

import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BEGINNING = (2020, 1, 1, 0, 0, 0)  # of every file: a zip holds times
LEVEL = 6


@dataclass(frozen=True, slots=True)
class Deflated:
    """A file as a zip holds it."""

    data: bytes
    crc: int
    size: int


class Deflater:
    """Compresses each file the first time it is asked for."""

    def __init__(self) -> None:
        self.deflated = cache(_deflate)


def _deflate(path: Path) -> Deflated:
    content = path.read_bytes()
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)  # a zip's: without a header of its own
    return Deflated(squeeze.compress(content) + squeeze.flush(), zlib.crc32(content), len(content))


class Archive(zipfile.ZipFile):
    """A zip that takes what is compressed already, which `zipfile` has no method for."""

    def add(self, name: str, content: Deflated) -> None:
        if self.fp is None:
            raise ValueError("the archive is closed")
        entry = zipfile.ZipInfo(name, BEGINNING)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3  # Unix, wherever it is made
        entry.external_attr = 0o644 << 16
        entry.CRC, entry.file_size, entry.compress_size = content.crc, content.size, len(content.data)
        entry.header_offset = self.fp.tell()
        self.fp.write(entry.FileHeader(zip64=False) + content.data)
        self.start_dir = self.fp.tell()  # where `close` writes the list of files
        self.filelist.append(entry)
        self.NameToInfo[name] = entry
