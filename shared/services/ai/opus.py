"""How long a voice note is, counted packet by packet as a decoder does: what its header claims may be wrong, or a lie.

WhatsApp records Opus in Ogg. Sources: RFC 3533 (pages), RFC 6716 §3.1 (the first byte of a packet tells its length), RFC 7845.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

_PAGE: Final = 27  # bytes of a page's header, before its table of segments
_SILK: Final = (10.0, 20.0, 40.0, 60.0)  # milliseconds of one frame, configurations 0 to 11; RFC 6716, table 2
_HYBRID: Final = (10.0, 20.0)  # 12 to 15
_CELT: Final = (2.5, 5.0, 10.0, 20.0)  # 16 to 31
_TABLES: Final = (b"OpusHead", b"OpusTags")  # packets that hold no sound


def length_of(data: bytes) -> timedelta | None:
    """Return how long it plays; None = it is no Ogg Opus from its first byte to its last."""
    try:
        packets = list(_packets(data))
    except ValueError:
        return None
    if not packets or not packets[0].startswith(b"OpusHead"):
        return None
    return timedelta(milliseconds=sum(_milliseconds(packet) for packet in packets if not packet.startswith(_TABLES)))


def _packets(data: bytes) -> Iterator[bytes]:
    """Raises ValueError where a page does not begin or end as it must."""
    at, begun = 0, b""
    while at < len(data):
        if data[at : at + 4] != b"OggS" or at + _PAGE > len(data):
            raise ValueError("no page begins here")
        body = at + _PAGE + data[at + _PAGE - 1]
        segments = data[at + _PAGE : body]
        if body + sum(segments) > len(data):
            raise ValueError("the page is cut off")
        for size in segments:
            begun += data[body : body + size]
            body += size
            if size < 255:  # a shorter segment ends its packet
                yield begun
                begun = b""
        at = body


def _milliseconds(packet: bytes) -> float:
    if not packet:
        return 0.0
    config, code = packet[0] >> 3, packet[0] & 3
    table = _SILK if config < 12 else _HYBRID if config < 16 else _CELT
    frame = table[config % len(table)]
    many = packet[1] & 63 if len(packet) > 1 else 0  # as many frames as the second byte says
    return frame * (1, 2, 2, many)[code]
