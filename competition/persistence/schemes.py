"""Versions of marking schemes and policies: rows in and out. A version is never changed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, EventId
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import PoliciesRow, SchemeRow


def add_scheme(  # noqa: PLR0917 -- one row, named columns in their order
    session: Session,
    event_id: EventId,
    number: int,
    document: dict[str, object],
    account_id: AccountId | None,
    at: datetime,
) -> None:
    """Store a version of an event's marking scheme."""
    row = SchemeRow(
        event_id=event_id, number=number, document=document, made_by=account_id, made_at=at
    )
    session.add(row)
    session.flush()


def add_policies(  # noqa: PLR0917 -- one row, named columns in their order
    session: Session,
    event_id: EventId,
    number: int,
    document: dict[str, object],
    reason: str,
    account_id: AccountId | None,
    at: datetime,
) -> None:
    """Store a version of an event's policies, with the reason when one was needed."""
    row = PoliciesRow(
        event_id=event_id,
        number=number,
        document=document,
        reason=reason,
        made_by=account_id,
        made_at=at,
    )
    session.add(row)
    session.flush()


def name_of(session: Session, account_id: int | None) -> str:
    """The name of the account that made a version; empty when nobody is recorded."""
    query = select(AccountRow.display_name).where(AccountRow.id == account_id)
    return session.scalar(query) or ""
