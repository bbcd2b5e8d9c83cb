"""Where this checkout lies, and the folders in it that git does not know."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".dev"  # uv and Node.js, if the machine has none
DEV = Path(os.environ.get("PROSA_DEV") or TOOLS)  # the local stack's data; PROSA_DEV gives a second stack a place
LOGS = DEV / "logs"
