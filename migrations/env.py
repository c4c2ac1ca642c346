"""How a migration reaches the database: on the application's own engine, inside its context."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types as what the database sees: migrations import none of our code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _references(connection: Connection, state: str) -> None:
    """Switch SQLite's foreign keys: a table that is rebuilt must not take its children along.

    The switch is ignored inside a transaction, hence the bare connection of the driver.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={state}")


def run() -> None:
    """Run what was asked for, each migration in its own transaction where the database can."""
    extension = current_app.extensions["migrate"]
    with extension.db.engine.connect() as connection:
        _references(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            render_item=render_item,
            transaction_per_migration=True,
            **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        _references(connection, "ON")


run()
