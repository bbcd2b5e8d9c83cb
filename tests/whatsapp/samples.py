"""The webhook samples: bodies as Meta sends them, with their times moved to now before they are signed."""

import re
import time
from pathlib import Path

FOLDER = Path(__file__).parent / "webhooks"
SECONDS = re.compile(rb'("timestamp"\s*:\s*"?)(\d{10})(?=\D)')
SAMPLE_WABAS = {
    "215550001112233": "104857600011223",
    "215550001112234": "104857600011223",
    "325550004445566": "204857600044556",
    "435550007778899": "304857600077889",
}
NOBODY = "995550009990011"


def sample_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def body_of(name: str) -> bytes:
    """The bytes as stored."""
    return (FOLDER / f"{name}.json").read_bytes()


def body_now(name: str, now: int | None = None) -> bytes:
    """The bytes with every ten-digit timestamp shifted so that the newest is `now`; nothing else changes."""
    body = body_of(name)
    times = [int(match.group(2)) for match in SECONDS.finditer(body)]
    if not times:
        return body
    shift = (int(time.time()) if now is None else now) - max(times)
    return SECONDS.sub(lambda match: match.group(1) + str(int(match.group(2)) + shift).encode(), body)


def manifest() -> dict[str, dict[str, str]]:
    """MANIFEST.tsv by file name, a dict of column to text each."""
    head, *rows = (FOLDER / "MANIFEST.tsv").read_text().splitlines()
    columns = head.split("\t")
    return {row.split("\t")[0].removesuffix(".json"): dict(zip(columns, row.split("\t"), strict=False)) for row in rows}
