"""Messages and their deliveries: rows in and out."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, MessageId
from competition.persistence.models.messages import MessageRow


def add(session: Session, rows: Sequence[dict[str, object]]) -> list[MessageId]:
    """Store messages and give their ids, in the order of the rows."""
    statement = insert(MessageRow).returning(MessageRow.id, sort_by_parameter_order=True)
    return [MessageId(number) for number in session.scalars(statement, rows)]


def note_planned(session: Session, message_ids: Collection[MessageId], now: datetime) -> None:
    """Note that the ways of these messages are decided."""
    statement = update(MessageRow).where(MessageRow.id.in_(message_ids))
    session.execute(statement.values(planned_at=now))


def mark_read(
    session: Session, account_id: AccountId, message_id: MessageId, now: datetime
) -> str | None:
    """Mark a person's message as read and give its link; None when it is not that person's."""
    row = session.get(MessageRow, message_id)
    if row is None or row.account_id != account_id:
        return None
    row.read_at = row.read_at or now
    return row.link


def mark_all_read(session: Session, account_id: AccountId, now: datetime) -> None:
    """Mark all of a person's messages as read."""
    statement = update(MessageRow).where(
        MessageRow.account_id == account_id, MessageRow.read_at.is_(None)
    )
    session.execute(statement.values(read_at=now))
