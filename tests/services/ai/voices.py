"""Voice notes for tests: one that WhatsApp might have recorded, and ways to spoil it."""

import struct
from pathlib import Path

from local.checkout import ROOT

SAMPLE: Path = ROOT / "frontend" / "ui" / "src" / "features" / "simulator" / "samples" / "voice-note.ogg"


def spoken() -> bytes:
    return SAMPLE.read_bytes()


def page(packets: list[bytes], *, granule: int = 0) -> bytes:
    """One Ogg page; every packet shorter than 255 bytes. The checksum is not right, and nobody here looks at it."""
    table = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, 0, granule, 7, 0, 0, len(table))
    return head + table + b"".join(packets)


def of_packets(packets: list[bytes], *, granule: int = 0) -> bytes:
    """A voice note of these packets, whatever length its last page claims."""
    start = page([b"OpusHead" + bytes(11)]) + page([b"OpusTags" + bytes(8)])
    return start + b"".join(page(packets[at : at + 200], granule=granule) for at in range(0, len(packets), 200))
