"""Read models of the audit chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from competition.domain.audit import AuditRecord
from competition.persistence.audit import record_of
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow, AuditSealRow


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One record as lists show it."""

    id: int
    at: datetime
    who: str | None
    action: str
    chain: str
    sequence: int
    subject: str
    detail: dict[str, object]
    on_behalf_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """A stored seal: the heads it names and its digest."""

    id: int
    at: datetime
    heads: dict[str, object]
    digest: str


def lines(session: Session, chain: str, before: int | None, limit: int) -> tuple[AuditLine, ...]:
    """The newest records of all chains or of one, before the given id."""
    query = select(AuditRecordRow, AccountRow.display_name).outerjoin(
        AccountRow, AccountRow.id == AuditRecordRow.account_id
    )
    if chain:
        query = query.where(AuditRecordRow.chain == chain)
    if before is not None:
        query = query.where(AuditRecordRow.id < before)
    return _lines(session, query.order_by(AuditRecordRow.id.desc()).limit(limit))


def about(session: Session, chain: str, subject: str, limit: int = 100) -> tuple[AuditLine, ...]:
    """The newest records of a chain about one subject."""
    query = (
        select(AuditRecordRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == AuditRecordRow.account_id)
        .where(AuditRecordRow.subject == subject, AuditRecordRow.chain == chain)
        .order_by(AuditRecordRow.id.desc())
        .limit(limit)
    )
    return _lines(session, query)


def _lines(session: Session, query: Select[AuditRecordRow, str]) -> tuple[AuditLine, ...]:
    rows = session.execute(query).all()
    holders = _names(session, {number for row, _ in rows for number in _holders(row)})
    return tuple(
        AuditLine(
            row.id,
            row.at,
            name,
            row.action,
            row.chain,
            row.sequence,
            row.subject,
            {key: value for key, value in row.detail.items() if key != "on_behalf_of"},
            tuple(holders[number] for number in _holders(row)),
        )
        for row, name in rows
    )


def _holders(row: AuditRecordRow) -> list[int]:
    """The accounts on behalf of whom it was done."""
    found = row.detail.get("on_behalf_of", ())
    return [int(number) for number in found] if isinstance(found, list) else []


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    query = select(AccountRow.id, AccountRow.display_name).where(AccountRow.id.in_(ids))
    return {row.id: row.display_name for row in session.execute(query)}


def records(session: Session, chain: str) -> Iterator[tuple[AuditRecord, str]]:
    """One chain's records with their stored digests, in order of sequence."""
    query = select(AuditRecordRow).where(AuditRecordRow.chain == chain)
    rows = session.scalars(
        query.order_by(AuditRecordRow.sequence).execution_options(yield_per=1000)
    )
    return ((record_of(row), row.digest) for row in rows)


def heads(session: Session) -> dict[str, tuple[int, str]]:
    """The stored length and last digest of every chain."""
    rows = session.execute(select(AuditChainRow.chain, AuditChainRow.length, AuditChainRow.digest))
    return {row.chain: (row.length, row.digest) for row in rows}


def chains_with_records(session: Session) -> set[str]:
    """Every chain that any record names, whether or not its head is there."""
    return set(session.scalars(select(AuditRecordRow.chain).distinct()))


def digest_at(session: Session, chain: str, sequence: int) -> str | None:
    """The stored digest of one record, or None."""
    query = select(AuditRecordRow.digest)
    return session.scalar(
        query.where(AuditRecordRow.chain == chain, AuditRecordRow.sequence == sequence)
    )


def seals(session: Session) -> tuple[Seal, ...]:
    """Every seal, the oldest first."""
    rows = session.scalars(select(AuditSealRow).order_by(AuditSealRow.id))
    return tuple(Seal(row.id, row.at, row.heads, row.digest) for row in rows)


def newest_detail(session: Session, chain: str, action: str) -> dict[str, object] | None:
    """What the chain's newest record of this action says; None when there is none."""
    query = (
        select(AuditRecordRow.detail)
        .where(AuditRecordRow.chain == chain, AuditRecordRow.action == action)
        .order_by(AuditRecordRow.sequence.desc())
        .limit(1)
    )
    return session.scalar(query)
