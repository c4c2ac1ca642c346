"""Append to the audit chain. There is no function that changes or deletes a record."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.domain.audit import START, AuditRecord, digest
from competition.persistence.db import Base
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow, AuditSealRow
from competition.persistence.prepared import Prepared, Row

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
FIRST_HEAD = Prepared(
    sqlite.insert(CHAINS).values(_first).on_conflict_do_nothing(),
    postgresql=postgresql.insert(CHAINS).values(_first).on_conflict_do_nothing(),
)
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


def append(session: Session, record: AuditRecord) -> None:
    """Add the record at the end of its chain; its sequence is given here.

    The head of the chain stays locked until the transaction ends, so chains never fork; other
    chains are not touched.
    """
    session.flush()
    head = _head(session, record.chain)
    made = _begin(session, record) if head is None else None
    if made is not None:
        NEW_RECORD.change(session, {**_columns(record, 1), "digest": made})
        return
    length, last = head or HEAD.rows(session, {"of_chain": record.chain})[0]
    made = digest(replace(record, sequence=length + 1), last)
    grown = {"of_chain": record.chain, "reached": length + 1, "made": made}
    NEXT_RECORD.change(session, {**grown, **_columns(record, length + 1), "digest": made})


def _columns(record: AuditRecord, sequence: int) -> dict[str, object]:
    return {field: getattr(record, field) for field in COLUMNS} | {"sequence": sequence}


def _head(session: Session, chain: str) -> Row | None:
    """The chain's length and last digest, locked; None before its first record."""
    return next(iter(HEAD.rows(session, {"of_chain": chain})), None)


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
