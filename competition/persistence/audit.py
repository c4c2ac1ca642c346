"""Append to the audit chain. There is no function that changes or deletes a record."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.domain.audit import START, AuditRecord, digest
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow, AuditSealRow


def append(session: Session, record: AuditRecord) -> None:
    """Add the record at the end of its chain; its sequence is given here.

    The head of the chain stays locked until the transaction ends, so chains never fork; other
    chains are not touched.
    """
    length, previous = _lock_head(session, record.chain)
    chained = AuditRecord(
        chain=record.chain,
        sequence=length + 1,
        at=record.at,
        account_id=record.account_id,
        action=record.action,
        subject=record.subject,
        detail=record.detail,
    )
    made = digest(chained, previous)
    session.execute(
        insert(AuditRecordRow).values(
            chain=chained.chain,
            sequence=chained.sequence,
            at=chained.at,
            account_id=chained.account_id,
            action=chained.action,
            subject=chained.subject,
            detail=chained.detail,
            digest=made,
        )
    )
    session.execute(
        update(AuditChainRow)
        .where(AuditChainRow.chain == chained.chain)
        .values(length=chained.sequence, digest=made)
        .execution_options(synchronize_session=False)
    )


def _lock_head(session: Session, chain: str) -> tuple[int, str]:
    head = select(AuditChainRow.length, AuditChainRow.digest).where(AuditChainRow.chain == chain)
    found = session.execute(head.with_for_update()).one_or_none()
    if found is None:
        dialect = session.get_bind().dialect.name
        insert_ = postgresql.insert if dialect == "postgresql" else sqlite.insert
        new = insert_(AuditChainRow).values(chain=chain, length=0, digest=START)
        session.execute(new.on_conflict_do_nothing())
        found = session.execute(head.with_for_update()).one()
    return found.length, found.digest


def record_of(row: AuditRecordRow) -> AuditRecord:
    """The row as the domain knows it."""
    at: datetime = row.at
    return AuditRecord(
        row.chain, row.sequence, at, row.account_id, row.action, row.subject, row.detail
    )


def add_seal(session: Session, at: datetime, heads: dict[str, object], digest_: str) -> None:
    """Store a seal."""
    session.execute(insert(AuditSealRow).values(at=at, heads=heads, digest=digest_))
