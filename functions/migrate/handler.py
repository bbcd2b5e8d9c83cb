"""A plain Lambda: brings the database to the newest schema, then makes the first admin when nobody can sign in yet."""

from pathlib import Path
from typing import Any

from shared.container import process_container
from shared.observability import use_case

ROOT = Path(__file__).parent.parent.parent


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Run `alembic upgrade head` on the direct address. Idempotent; raises when a migration fails, so that the caller sees it."""
    from alembic import command
    from alembic.config import Config

    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with use_case("migrate") as found:
        command.upgrade(config, "head")
        found["made_first_admin"] = process_container().first_admin.make()
    return {"schema": "head", "made_first_admin": found["made_first_admin"]}
