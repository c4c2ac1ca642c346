"""The one place that meets Flask-SQLAlchemy: base class, column types, transaction modes."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from fcntl import LOCK_EX, flock
from threading import Lock, local
from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    create_engine,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool, PoolProxiedConnection, QueuePool
from sqlalchemy.types import TypeDecorator

WRITING = "jiangjie_writing"
KEPT = "jiangjie_kept"
THOUSANDTHS = Decimal(1000)

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Key of a table that grows by the thousand; SQLite numbers only plain INTEGER keys itself."""


class Base(DeclarativeBase):
    """Declarative base whose constraints all have names, so that errors can be told apart."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware time, whatever the driver gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def thousandths(value: Decimal) -> int:
    """Write a mark as whole thousandths, as it is stored; refuse what they cannot hold exactly."""
    scaled = int(value * THOUSANDTHS)
    if scaled != value * THOUSANDTHS:
        raise ValueError("marks are kept to three decimals")
    return scaled


class MarksType(TypeDecorator[Decimal]):
    """An exact decimal with three places, kept as an integer of thousandths."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse what thousandths cannot hold exactly."""
        return None if value is None else thousandths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give back the decimal."""
        return None if value is None else Decimal(value) / THOUSANDTHS


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails with "database is locked" under load.
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITING, False)
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")


def connection_of(session: Session) -> Connection:
    """The connection of the session's transaction, which a unit of work that writes has at hand."""
    kept: Connection | None = session.info.get(WRITING)
    return session.connection() if kept is None else kept


def is_writing(session: Session) -> bool:
    """Whether a unit of work that writes has the session's transaction."""
    return WRITING in session.info


def keep(session: Session, row: Base) -> None:
    """Keep a new row at hand until its unit of work ends, for the steps that follow at once.

    A session forgets a row that nobody holds, and would read again what it has just written.
    """
    session.info.setdefault(KEPT, []).append(row)


def let_go(session: Session) -> None:
    """Forget what a unit of work had at hand."""
    session.info.pop(WRITING, None)
    session.info.pop(KEPT, None)


class _Apart:
    """Connections on which every statement stands alone, kept apart from those of transactions.

    They stay open with their cursors and the last one used is the next: to ask a pool for one, or
    to tell PostgreSQL at each look that it stands alone, costs more than the look itself.
    """

    def __init__(self, engine: Engine) -> None:
        self._made_by = create_engine(
            engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool, hide_parameters=True
        )
        self._most = engine.pool.size() if isinstance(engine.pool, QueuePool) else 1
        self._free: list[tuple[PoolProxiedConnection, Any]] = []

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """Lend a cursor of the driver's.

        When something fails its connection is given up, and so are those that wait: they may
        have been lost together.
        """
        connection, cursor = self._next()
        try:
            yield cursor
        except BaseException:
            connection.invalidate()
            self.close()
            raise
        if len(self._free) < self._most:
            self._free.append((connection, cursor))
        else:
            connection.close()

    def close(self) -> None:
        """Close the connections that nobody uses now."""
        while self._free:
            self._free.pop()[0].close()

    def _next(self) -> tuple[PoolProxiedConnection, Any]:
        try:
            return self._free.pop()
        except IndexError:
            connection = self._made_by.raw_connection()
            return connection, connection.cursor()


_making = Lock()
_apart: WeakKeyDictionary[Engine, _Apart] = WeakKeyDictionary()


def outside_transactions(engine: Engine) -> AbstractContextManager[Any]:
    """Lend a driver's cursor on which every statement stands alone, for a single look."""
    apart = _apart.get(engine)
    if apart is None:
        with _making:
            apart = _apart.get(engine) or _made_apart(engine)
    return apart.cursor()


def _made_apart(engine: Engine) -> _Apart:
    apart = _apart[engine] = _Apart(engine)
    event.listen(engine, "engine_disposed", lambda _engine: apart.close())
    return apart


@contextmanager
def transaction_alone(engine: Engine) -> Iterator[Any]:
    """Lend a driver's cursor for one transaction without any session; commit when it ends well.

    PostgreSQL needs no words for it where it is a single statement, and gets none: whoever has
    more to say to it needs a session.
    """
    with writers_turn(engine), outside_transactions(engine) as cursor:
        if engine.dialect.name == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        yield cursor
        if engine.dialect.name == "sqlite":
            cursor.connection.commit()


class NestedWriting(RuntimeError):
    """A thread that is writing began to write once more; the second would wait for the first."""

    def __str__(self) -> str:
        return "Units of work do not nest: end the one that is open first."


_turn = Lock()
_thread = local()


@contextmanager
def writers_turn(engine: Engine) -> Iterator[None]:
    """Wait for the turn to write, where a database has one writer at a time.

    SQLite lets writers sleep and try again, up to a tenth of a second each time, while nobody
    writes; a lock among the threads and one among the processes wake the next writer at once.
    """
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:":
        yield
        return
    if getattr(_thread, "is_writing", False):
        raise NestedWriting
    with _turn:
        turn = os.open(f"{file}-turn", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            flock(turn, LOCK_EX)
            _thread.is_writing = True
            yield
        finally:
            _thread.is_writing = False
            os.close(turn)
