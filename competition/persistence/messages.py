"""Messages and their deliveries: rows in and out."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from competition.domain.identifiers import MessageId
from competition.persistence.models.messages import MessageRow


def add(session: Session, rows: Sequence[dict[str, object]]) -> list[MessageId]:
    """Store messages and give their ids, in the order of the rows."""
    statement = insert(MessageRow).returning(MessageRow.id, sort_by_parameter_order=True)
    return [MessageId(number) for number in session.scalars(statement, rows)]


def note_planned(session: Session, message_ids: Collection[MessageId], now: datetime) -> None:
    """Note that the ways of these messages are decided."""
    statement = update(MessageRow).where(MessageRow.id.in_(message_ids))
    session.execute(statement.values(planned_at=now))
