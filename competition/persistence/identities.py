"""Identities of an identity provider that accounts are connected to: rows in and out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.accounts import require_unlinked
from competition.domain.identifiers import AccountId
from competition.persistence.models.account_security import ExternalIdentityRow
from competition.persistence.models.accounts import AccountRow


@dataclass(frozen=True, slots=True)
class ConnectedIdentity:
    """One connected identity of an account."""

    id: int
    issuer: str
    linked_at: datetime


def owner(session: Session, issuer: str, subject: str) -> AccountId | None:
    """The active account that the identity opens, if any."""
    query = (
        select(ExternalIdentityRow.account_id)
        .join(AccountRow, AccountRow.id == ExternalIdentityRow.account_id)
        .where(*_who(issuer, subject), AccountRow.state == "active")
    )
    found = session.scalar(query)
    return None if found is None else AccountId(found)


def add(session: Session, account_id: AccountId, issuer: str, subject: str, at: datetime) -> bool:
    """Connect the identity; False when it is the account's already. Raises ACC-08."""
    query = select(ExternalIdentityRow.account_id).where(*_who(issuer, subject))
    known = session.scalar(query)
    require_unlinked(is_taken=known is not None and known != account_id)
    if known is not None:
        return False
    row = ExternalIdentityRow(account_id=account_id, issuer=issuer, subject=subject, linked_at=at)
    session.add(row)
    try:
        session.flush()
    except IntegrityError:  # somebody was quicker
        require_unlinked(is_taken=True)
        raise
    return True


def of_account(session: Session, account_id: AccountId) -> tuple[ConnectedIdentity, ...]:
    """What the account is connected to."""
    rows = session.scalars(
        select(ExternalIdentityRow).where(ExternalIdentityRow.account_id == account_id)
    )
    return tuple(ConnectedIdentity(row.id, row.issuer, row.linked_at) for row in rows)


def remove(session: Session, account_id: AccountId, identity_id: int) -> bool:
    """Disconnect an identity; False when the account has no such one."""
    mine = select(ExternalIdentityRow.id).where(
        ExternalIdentityRow.id == identity_id, ExternalIdentityRow.account_id == account_id
    )
    if session.scalar(mine) is None:
        return False
    session.execute(delete(ExternalIdentityRow).where(ExternalIdentityRow.id == identity_id))
    return True


def _who(issuer: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return (ExternalIdentityRow.issuer == issuer, ExternalIdentityRow.subject == subject)
