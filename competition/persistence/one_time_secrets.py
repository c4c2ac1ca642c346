"""Links and codes that work once and soon end: rows in and out."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId
from competition.domain.windows import Window
from competition.persistence.models.account_security import OneTimeSecretRow
from competition.persistence.sealing import keyring


def add(session: Session, purpose: str, secret: str, account_id: AccountId, period: Window) -> None:
    """Store a secret for an account; only its keyed digest."""
    session.add(
        OneTimeSecretRow(
            purpose=purpose,
            digest=_digest(purpose, secret),
            account_id=account_id,
            made_at=period.opens,
            expires_at=period.closes,
        )
    )
    session.flush()


def owner(session: Session, purpose: str, secret: str, at: datetime) -> AccountId | None:
    """Whose secret this is while it still works, else None."""
    query = select(OneTimeSecretRow.account_id).where(*_working(purpose, secret, at))
    found = session.scalar(query.limit(1))
    return None if found is None else AccountId(found)


def take(session: Session, purpose: str, secret: str, at: datetime) -> AccountId | None:
    """Use the secret up, in one statement; whose it was, or None when it does not work."""
    statement = (
        update(OneTimeSecretRow)
        .where(*_working(purpose, secret, at))
        .values(used_at=at)
        .returning(OneTimeSecretRow.account_id)
    )
    found = session.scalars(statement).first()
    return None if found is None else AccountId(found)


def void(session: Session, purpose: str, account_id: AccountId, at: datetime) -> None:
    """Let no secret of this purpose work any more for the account."""
    mine = update(OneTimeSecretRow).where(
        OneTimeSecretRow.purpose == purpose,
        OneTimeSecretRow.account_id == account_id,
        OneTimeSecretRow.used_at.is_(None),
    )
    session.execute(mine.values(used_at=at))


def _working(purpose: str, secret: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeSecretRow.digest == _digest(purpose, secret),
        OneTimeSecretRow.used_at.is_(None),
        OneTimeSecretRow.expires_at > at,
    )


def _digest(purpose: str, secret: str) -> str:
    return keyring().index(f"{purpose}:{secret}")
