"""Append to the audit chain. There is no function that changes or deletes a record."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Insert,
    Update,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.domain.audit import START, AuditRecord, digest
from competition.persistence.db import Base
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow, AuditSealRow
from competition.persistence.prepared import Prepared

# Every use case passes here, so these statements are built once and pass by the mapper.
CHAINS = Base.metadata.tables[AuditChainRow.__tablename__]
RECORDS = Base.metadata.tables[AuditRecordRow.__tablename__]
COLUMNS = tuple(field.name for field in fields(AuditRecord))
HEAD = Prepared(
    select(CHAINS.c.length, CHAINS.c.digest)
    .where(CHAINS.c.chain == bindparam("of_chain"))
    .with_for_update()
)
_first: dict[str, BindParameter[Any]] = {
    column: bindparam(column) for column in ("chain", "length", "digest")
}
_first_on_sqlite = sqlite.insert(CHAINS).values(_first).on_conflict_do_nothing()
_first_on_postgresql = postgresql.insert(CHAINS).values(_first).on_conflict_do_nothing()
FIRST_HEAD = Prepared(_first_on_sqlite, postgresql=_first_on_postgresql)
_new_head = (
    update(CHAINS)
    .where(CHAINS.c.chain == bindparam("of_chain"))
    .values(length=bindparam("reached"), digest=bindparam("made"))
)
_new_record = (
    insert(RECORDS).inline().values({column: bindparam(column) for column in (*COLUMNS, "digest")})
)
NEW_RECORD = Prepared(_new_record)
NEXT_RECORD = Prepared(
    _new_head, _new_record, postgresql=_new_record.add_cte(_new_head.cte("head"))
)

Head = tuple[int, str]
"""How long a chain is, and the digest it ends with."""


class Along:
    """Statements that are written in one with the record of what they do.

    On PostgreSQL all of it is one statement, made of these by their names; on SQLite one follows
    the other.
    """

    def __init__(self, *statements: Insert | Update, postgresql: Mapping[str, Insert | Update]):
        parts = [statement.cte(name) for name, statement in postgresql.items()]
        begun = _first_on_postgresql.returning(CHAINS.c.chain).cte("begun")
        grown = _new_head.where(CHAINS.c.length == bindparam("before"))
        moved = grown.returning(CHAINS.c.chain).cte("grown")
        self.first = Prepared(
            *statements, _first_on_sqlite, _new_record, postgresql=_record_after(begun, parts)
        )
        self.next = Prepared(
            *statements, _new_head, _new_record, postgresql=_record_after(moved, parts)
        )


def _record_after(head: CTE, parts: list[CTE]) -> Insert:
    """Insert the record if its chain was moved, and run the other parts in any case."""
    names = (*COLUMNS, "digest")
    values = select(*(bindparam(name, type_=RECORDS.c[name].type) for name in names))
    found = insert(RECORDS).inline().from_select(names, values.select_from(head))
    return found.add_cte(*parts)


@dataclass(frozen=True, slots=True)
class Writing:
    """What goes along with a record, its values, and the head of the chain as it was read."""

    along: Along
    given: Mapping[str, object]
    head: Head | None


def head_of(chain: BindParameter[str]) -> ColumnElement[Any]:
    """The head as one value of another look on PostgreSQL, not locked; null before a record."""
    pair = func.json_build_array(CHAINS.c.length, CHAINS.c.digest, type_=postgresql.JSON)
    return select(pair).where(CHAINS.c.chain == chain).scalar_subquery()


def append_with(session: Session, record: AuditRecord, writing: Writing) -> None:
    """Write what goes along, and the record at the end of its chain.

    When somebody else moved the chain since its head was read, the record is appended by itself.
    """
    session.flush()
    length, last = writing.head or (0, START)
    made = digest(replace(record, sequence=length + 1), last)
    grown = {"of_chain": record.chain, "before": length, "length": 1, "reached": length + 1}
    values = {**grown, "made": made, "digest": made, **_columns(record, length + 1)}
    prepared = writing.along.next if writing.head else writing.along.first
    if prepared.change(session, {**writing.given, **values}) != 1:
        append(session, record)


def append(session: Session, record: AuditRecord) -> None:
    """Add the record at the end of its chain; its sequence is given here.

    The head of the chain stays locked until the transaction ends, so chains never fork; other
    chains are not touched.
    """
    session.flush()
    found = head(session, record.chain)
    made = _begin(session, record) if found is None else None
    if made is not None:
        NEW_RECORD.change(session, {**_columns(record, 1), "digest": made})
        return
    length, last = found or HEAD.rows(session, {"of_chain": record.chain})[0]
    made = digest(replace(record, sequence=length + 1), last)
    grown = {"of_chain": record.chain, "reached": length + 1, "made": made}
    NEXT_RECORD.change(session, {**grown, **_columns(record, length + 1), "digest": made})


def _columns(record: AuditRecord, sequence: int) -> dict[str, object]:
    return {field: getattr(record, field) for field in COLUMNS} | {"sequence": sequence}


def head(session: Session, chain: str) -> Head | None:
    """The chain's length and last digest, locked; None before its first record."""
    rows = HEAD.rows(session, {"of_chain": chain})
    return (rows[0][0], rows[0][1]) if rows else None


def _begin(session: Session, record: AuditRecord) -> str | None:
    """Begin a chain with its first record; None when somebody else has just begun it."""
    made = digest(replace(record, sequence=1), START)
    first = {"chain": record.chain, "length": 1, "digest": made}
    return made if FIRST_HEAD.change(session, first) == 1 else None


def record_of(row: AuditRecordRow) -> AuditRecord:
    """The row as the domain knows it."""
    at: datetime = row.at
    return AuditRecord(
        row.chain, row.sequence, at, row.account_id, row.action, row.subject, row.detail
    )


def add_seal(session: Session, at: datetime, heads: dict[str, object], digest_: str) -> None:
    """Store a seal."""
    session.execute(insert(AuditSealRow).values(at=at, heads=heads, digest=digest_))
