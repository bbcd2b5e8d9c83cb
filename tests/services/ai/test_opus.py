"""A voice note is as long as its packets are, whatever its pages claim."""

from datetime import timedelta

import pytest

from shared.services.ai.opus import length_of
from tests.services.ai.voices import of_packets, page, spoken

TWENTY_MS = bytes([31 << 3])  # CELT, one frame of 20 ms


def test_a_recording_is_measured() -> None:
    length = length_of(spoken())

    assert length is not None
    assert timedelta(seconds=1) < length < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("packet", "milliseconds"),
    [
        (bytes([0]), 10), (bytes([3 << 3]), 60), (bytes([13 << 3]), 20), (bytes([16 << 3]), 2.5), (TWENTY_MS, 20),
        (bytes([31 << 3 | 1]), 40), (bytes([31 << 3 | 2]), 40), (bytes([31 << 3 | 3, 6]), 120), (bytes([31 << 3 | 3]), 0), (b"", 0),
    ],
)  # fmt: skip
def test_a_packet_tells_its_length(packet: bytes, milliseconds: float) -> None:
    assert length_of(of_packets([packet])) == timedelta(milliseconds=milliseconds)


def test_an_hour_that_claims_to_be_a_second_is_an_hour() -> None:
    lie = of_packets([TWENTY_MS] * 180_000, granule=48_000)

    assert length_of(lie) == timedelta(hours=1)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"ID3", b"OggS", spoken()[:-1], spoken() + b"x", b"x" + spoken(), page([b"\x01vorbis"]), b"OggS" + b"\xff" * 40,
        page([b""]),
    ],
)  # fmt: skip
def test_what_is_no_voice_note_has_no_length(data: bytes) -> None:
    assert length_of(data) is None
