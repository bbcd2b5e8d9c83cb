"""Runs the migrations on the direct (unpooled) URL, one transaction each, giving up on a lock after five seconds.

Each run takes up pgvector as well where the server has it and we may: a provider may add it long after the last migration.
"""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from shared.settings import migration_database_url

LOCK_TIMEOUT = "5s"  # a migration that cannot get its lock must not queue the traffic behind it
TAKE_UP_PGVECTOR = """
do $$ begin
  if exists (select from pg_available_extensions where name = 'vector' and installed_version is null) then
    create extension vector;
  end if;
exception when insufficient_privilege or feature_not_supported or undefined_file then
  raise notice 'pgvector is not for us: %', sqlerrm;
end $$
"""


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
        connection.execute(text(TAKE_UP_PGVECTOR))
        connection.commit()
    engine.dispose()


migrate()
