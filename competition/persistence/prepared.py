"""Statements that every save asks: built once a database, then handed to its driver as text.

Most of the time that a short statement takes is the way through the layers that build it and wrap
its answer. What stays the same is built once here; the types of the columns convert the values.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Delete, Dialect, Engine, Insert, Select, Update
from sqlalchemy.orm import Session
from sqlalchemy.sql.type_api import TypeEngine

from competition.persistence.db import connection_of, outside_transactions, transaction_alone

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Given = Mapping[str, object]
Row = Sequence[Any]
Converter = Callable[[Any], Any]


class Prepared:
    """One statement, the same at every call but for the values of its bound parameters.

    Takes also how PostgreSQL says it, where that differs: it writes to several tables at once, for
    which SQLite takes several statements.
    """

    def __init__(self, *statements: Statement, postgresql: Statement | None = None) -> None:
        self._statements = statements
        self._on_postgresql = statements if postgresql is None else (postgresql,)
        self._texts: dict[str, tuple[_Text, ...]] = {}

    def rows(self, session: Session, given: Given) -> list[Row]:
        """Run it in the session's transaction and give its rows."""
        connection = connection_of(session)
        (text,) = self._written(connection.dialect)
        return text.rows(connection.connection.cursor(), given)

    def change(self, session: Session, given: Given) -> int:
        """Run it in the session's transaction and give the number of rows that it changed."""
        connection, changed = connection_of(session), 0
        for text in self._written(connection.dialect):
            changed = text.change(connection.connection.cursor(), given)
        return changed

    def glance(self, session: Session, given: Given) -> list[Row]:
        """Give the rows that hold at this instant, without beginning a transaction for them."""
        if session.in_transaction():
            return self.rows(session, given)
        return self.look(session.get_bind().engine, given)

    def look(self, engine: Engine, given: Given) -> list[Row]:
        """Give the rows that hold at this instant, without any session."""
        (text,) = self._written(engine.dialect)
        with outside_transactions(engine) as cursor:
            return text.rows(cursor, given)

    def _written(self, dialect: Dialect) -> "tuple[_Text, ...]":
        texts = self._texts.get(dialect.driver)
        if texts is None:
            said = self._on_postgresql if dialect.name == "postgresql" else self._statements
            texts = tuple(_written(each, dialect) for each in said)
            self._texts[dialect.driver] = texts
        return texts


class Guarded(Prepared):
    """Statements of which each changes a row, or else none of them is to stand.

    On PostgreSQL they are one statement, and a transaction of its own where it stands alone.
    """

    def within(self, session: Session, given: Given) -> bool:
        """Run them in the session's transaction; when false, that is to be rolled back."""
        connection = connection_of(session)
        texts = self._written(connection.dialect)
        return all(text.change(connection.connection.cursor(), given) for text in texts)

    def alone(self, engine: Engine, given: Given) -> bool:
        """Run them in a transaction of their own; when false, nothing was written."""
        texts = self._written(engine.dialect)
        with transaction_alone(engine) as cursor:
            stands = all(text.change(cursor, given) for text in texts)
            if not stands:
                cursor.connection.rollback()
        return stands


class _Text(NamedTuple):
    """What the driver is given: the text, the order of the values, how to convert them."""

    sql: str
    order: Sequence[str] | None
    fixed: Mapping[str, object]
    bound: Mapping[str, Converter]
    results: Sequence[tuple[int, Converter]]

    def rows(self, cursor: Any, given: Given) -> list[Row]:
        cursor.execute(self.sql, self._values(given))
        rows: list[Row] = cursor.fetchall()
        return [self._converted(row) for row in rows] if self.results else rows

    def change(self, cursor: Any, given: Given) -> int:
        cursor.execute(self.sql, self._values(given))
        changed: int = cursor.rowcount
        return changed

    def _values(self, given: Given) -> object:
        """The values as the driver takes them: by name, or in order."""
        values = {**self.fixed, **given}
        for name, convert in self.bound.items():
            values[name] = convert(values[name])
        return values if self.order is None else [values[name] for name in self.order]

    def _converted(self, row: Row) -> Row:
        values = list(row)
        for position, convert in self.results:
            values[position] = convert(values[position])
        return values


def _written(statement: Statement, dialect: Dialect) -> _Text:
    compiled: Any = statement.compile(dialect=dialect)
    converters = {
        name: _type(bind.type, dialect).bind_processor(dialect) or _as_it_is
        for bind, name in compiled.bind_names.items()
        if name in compiled.params
    }
    required = {name for bind, name in compiled.bind_names.items() if bind.required}
    shown = statement.selected_columns if isinstance(statement, Select) else ()
    results = [_type(column.type, dialect).result_processor(dialect, None) for column in shown]
    return _Text(
        str(compiled),
        compiled.positiontup,
        {n: converters[n](value) for n, value in compiled.params.items() if n not in required},
        {n: converters[n] for n in required if converters[n] is not _as_it_is},
        [(position, convert) for position, convert in enumerate(results) if convert is not None],
    )


def _type(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)


def _as_it_is(value: object) -> object:
    return value
