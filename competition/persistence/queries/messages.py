"""Read models of messages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, MessageId
from competition.domain.messages import Category
from competition.persistence.models.messages import MessageRow


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message as the inbox shows it; its words come from its template."""

    message_id: MessageId
    template: str
    category: Category
    params: dict[str, object]
    link: str
    created_at: datetime
    read_at: datetime | None


def inbox(
    session: Session, account_id: AccountId, *, before: int | None, limit: int, unread: bool
) -> tuple[MessageLine, ...]:
    """A person's messages, the newest first; all or those not read yet."""
    query = select(MessageRow).where(MessageRow.account_id == account_id)
    if before is not None:
        query = query.where(MessageRow.id < before)
    if unread:
        query = query.where(MessageRow.read_at.is_(None))
    rows = session.scalars(query.order_by(MessageRow.id.desc()).limit(limit))
    return tuple(
        MessageLine(
            MessageId(row.id),
            row.template,
            Category(row.category),
            row.params,
            row.link,
            row.created_at,
            row.read_at,
        )
        for row in rows
    )


def unread(session: Session, account_id: AccountId, most: int) -> int:
    """How many messages a person has not read; counts no further than the most asked for."""
    some = select(MessageRow.id).where(
        MessageRow.account_id == account_id, MessageRow.read_at.is_(None)
    )
    return session.scalar(select(func.count()).select_from(some.limit(most).subquery())) or 0
