"""Runs the migrations on the direct (unpooled) URL, one transaction each, giving up on a lock after five seconds."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from shared.settings import migration_database_url

LOCK_TIMEOUT = "5s"  # a migration that cannot get its lock must not queue the traffic behind it


def migrate() -> None:
    """Upgrade over one connection; `-x url=…` names another database than the settings do."""
    url = context.get_x_argument(as_dictionary=True).get("url") or migration_database_url()
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        poolclass=NullPool,
        connect_args={"prepare_threshold": None},
    )
    with engine.connect() as connection:
        connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


migrate()
