"""What the seed made, kept in a file for those who need its numbers: the check, the page's phone, the terminal chat."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "PROSA_DEMO"  # names the file, for processes of the local stack


@dataclass(frozen=True, slots=True)
class DemoNumber:
    """A WhatsApp number of a demo tenant, known to the simulator."""

    phone_number_id: str
    display_phone_number: str
    tenant_name: str


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo tenants' numbers, the main one first."""

    numbers: tuple[DemoNumber, ...]

    def write(self, file: Path) -> None:
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(asdict(self), ensure_ascii=False))
        unfinished.replace(file)

    @classmethod
    def read(cls, file: Path) -> "Demo":
        known = json.loads(file.read_text())
        return cls(tuple(DemoNumber(**number) for number in known["numbers"]))
