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
NEW_RECORD = insert(RECORDS).inline()  # nobody asks for its number
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
    head = connection.execute(HEAD, {"of_chain": record.chain}).one_or_none()
    made = _begin(connection, record) if head is None else None
    if made is None:
        head = head or connection.execute(HEAD, {"of_chain": record.chain}).one()
        record = replace(record, sequence=head.length + 1)
        made = digest(record, head.digest)
        sent = {"of_chain": record.chain, "sequence": record.sequence, "made": made}
        connection.execute(NEW_HEAD, sent)
    else:
        record = replace(record, sequence=1)
    columns = {field: getattr(record, field) for field in COLUMNS}
    connection.execute(NEW_RECORD, columns | {"digest": made})


def _begin(connection: Connection, record: AuditRecord) -> str | None:
    """Begin a chain with its first record; None when somebody else has just begun it."""
    made = digest(replace(record, sequence=1), START)
    first = {"chain": record.chain, "length": 1, "digest": made}
    begun = connection.execute(_first_head(connection.dialect.name), first).rowcount == 1
    return made if begun else None


@cache
def _first_head(dialect: str) -> Insert:
    insert_ = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert_(CHAINS).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def record_of(row: AuditRecordRow) -> AuditRecord:
    """The row as the domain knows it."""
    at: datetime = row.at
    return AuditRecord(
        row.chain, row.sequence, at, row.account_id, row.action, row.subject, row.detail
    )


def add_seal(session: Session, at: datetime, heads: dict[str, object], digest_: str) -> None:
    """Store a seal."""
    session.execute(insert(AuditSealRow).values(at=at, heads=heads, digest=digest_))
