"""The tables as SQLAlchemy sees them are those that the migrations made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Inspector, create_engine, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from shared.store.schema import NEEDED_REVISION
from shared.store.tables import metadata
from tests.parts import Database

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations" / "versions"


@pytest.fixture
def migrated(database: Database) -> Iterator[Inspector]:
    engine = create_engine(database.direct_url.replace("postgresql://", "postgresql+psycopg://"))
    yield inspect(engine)
    engine.dispose()


def kind(type_: TypeEngine[object]) -> str:
    """The type as Postgres calls it."""
    return type_.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call] # SQLAlchemy's own


@pytest.mark.parametrize("table", metadata.tables)
def test_a_table_has_the_columns_that_the_migrations_gave_it(migrated: Inspector, table: str) -> None:
    declared = metadata.tables[table]
    found = {column["name"]: column for column in migrated.get_columns(table)}

    assert set(declared.columns.keys()) == set(found)
    for column in declared.columns:
        is_key = column.primary_key
        assert kind(column.type) == kind(found[column.name]["type"]), f"{table}.{column.name}"
        assert (column.nullable or False) == found[column.name]["nullable"] or is_key, f"{table}.{column.name}"
        has_default = found[column.name]["default"] is not None or "identity" in found[column.name]
        assert (column.server_default is not None or column.identity is not None) == has_default, (
            f"{table}.{column.name}"
        )
    assert {column.name for column in declared.primary_key} == set(
        migrated.get_pk_constraint(table)["constrained_columns"]
    )


def test_readiness_asks_for_the_newest_migration() -> None:
    newest = max(file.name.split("_", 1)[0] for file in MIGRATIONS.glob("*.py"))

    assert newest == NEEDED_REVISION
