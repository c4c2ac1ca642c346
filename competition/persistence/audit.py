"""Append to the audit chain. There is no function that changes or deletes a record."""

from dataclasses import fields, replace
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Insert, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.domain.audit import START, AuditRecord, digest
from competition.persistence.db import Base
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow, AuditSealRow

# Every use case passes here, so these statements are built once and pass by the mapper.
CHAINS = Base.metadata.tables[AuditChainRow.__tablename__]
RECORDS = Base.metadata.tables[AuditRecordRow.__tablename__]
HEAD = (
    select(CHAINS.c.length, CHAINS.c.digest)
    .where(CHAINS.c.chain == bindparam("of_chain"))
    .with_for_update()
)
NEW_RECORD = insert(RECORDS)
COLUMNS = tuple(field.name for field in fields(AuditRecord))
NEW_HEAD = (
    update(CHAINS)
    .where(CHAINS.c.chain == bindparam("of_chain"))
    .values(length=bindparam("sequence"), digest=bindparam("made"))
)


def append(session: Session, record: AuditRecord) -> None:
    """Add the record at the end of its chain; its sequence is given here.

    The head of the chain stays locked until the transaction ends, so chains never fork; other
    chains are not touched.
    """
    session.flush()
    connection = session.connection()
    length, previous = _lock_head(connection, record.chain)
    chained = replace(record, sequence=length + 1)
    made = digest(chained, previous)
    columns = {field: getattr(chained, field) for field in COLUMNS}
    connection.execute(NEW_RECORD, columns | {"digest": made})
    sent = {"of_chain": chained.chain, "sequence": chained.sequence, "made": made}
    connection.execute(NEW_HEAD, sent)


def _lock_head(connection: Connection, chain: str) -> tuple[int, str]:
    found = connection.execute(HEAD, {"of_chain": chain}).one_or_none()
    if found is None:
        new = {"chain": chain, "length": 0, "digest": START}
        if connection.execute(_first_head(connection.dialect.name), new).rowcount == 1:
            return 0, START
        found = connection.execute(HEAD, {"of_chain": chain}).one()
    return found.length, found.digest


@cache
def _first_head(dialect: str) -> Insert:
    insert_ = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert_(CHAINS).on_conflict_do_nothing()


def record_of(row: AuditRecordRow) -> AuditRecord:
    """The row as the domain knows it."""
    at: datetime = row.at
    return AuditRecord(
        row.chain, row.sequence, at, row.account_id, row.action, row.subject, row.detail
    )


def add_seal(session: Session, at: datetime, heads: dict[str, object], digest_: str) -> None:
    """Store a seal."""
    session.execute(insert(AuditSealRow).values(at=at, heads=heads, digest=digest_))
