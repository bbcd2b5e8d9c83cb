"""Where this checkout lies, and the folder `.dev` in it that holds everything the local stack makes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
LOGS = DEV / "logs"
