"""Webhooks: rows in and out, and the log of what was sent to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, DeliveryId, WebhookId
from competition.domain.messages import Category
from competition.persistence.models.messages import DeliveryRow, MessageRow, WebhookRow


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook without its secret."""

    webhook_id: WebhookId
    title: str
    url: str
    categories: frozenset[Category]
    is_paused: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SentLine:
    """One delivery in the log of a webhook."""

    delivery_id: DeliveryId
    template: str
    state: str
    attempts: int
    answer: str
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None


def active(session: Session) -> dict[WebhookId, Collection[Category]]:
    """The webhooks that are not paused, with the categories each is told of."""
    return {w.webhook_id: w.categories for w in every(session) if not w.is_paused}


def every(session: Session) -> tuple[Webhook, ...]:
    """All webhooks by title."""
    rows = session.scalars(select(WebhookRow).order_by(WebhookRow.title, WebhookRow.id))
    return tuple(_webhook(row) for row in rows)


def load(session: Session, webhook_id: WebhookId) -> Webhook:
    """One webhook. Raises NotFound."""
    return _webhook(_row(session, webhook_id))


def add(  # noqa: PLR0917 -- one row, named columns in their order
    session: Session,
    title: str,
    url: str,
    secret_sealed: bytes,
    categories: Collection[Category],
    created_by: AccountId | None,
    created_at: datetime,
) -> WebhookId:
    """Store a new webhook and give its id."""
    row = WebhookRow(
        title=title,
        url=url,
        secret_sealed=secret_sealed,
        categories=sorted(categories),
        created_by=created_by,
        created_at=created_at,
    )
    session.add(row)
    session.flush()
    return WebhookId(row.id)


def set_paused(session: Session, webhook_id: WebhookId, *, paused: bool) -> None:
    """Pause the webhook or let it go on. Raises NotFound."""
    _row(session, webhook_id).state = "paused" if paused else "active"


def set_secret(session: Session, webhook_id: WebhookId, secret_sealed: bytes) -> None:
    """Replace the secret. Raises NotFound."""
    _row(session, webhook_id).secret_sealed = secret_sealed


def log(
    session: Session, webhook_id: WebhookId, before: int | None, limit: int
) -> tuple[SentLine, ...]:
    """What was sent to the webhook, the newest first."""
    query = select(DeliveryRow, MessageRow).join(
        MessageRow, MessageRow.id == DeliveryRow.message_id
    )
    query = query.where(DeliveryRow.webhook_id == webhook_id)
    if before is not None:
        query = query.where(DeliveryRow.id < before)
    rows = session.execute(query.order_by(DeliveryRow.id.desc()).limit(limit))
    return tuple(
        SentLine(
            DeliveryId(one.id),
            message.template,
            one.state,
            one.attempts,
            one.answer,
            message.created_at,
            one.due_at,
            one.finished_at,
        )
        for one, message in rows
    )


def _row(session: Session, webhook_id: WebhookId) -> WebhookRow:
    row = session.get(WebhookRow, webhook_id)
    if row is None:
        raise NotFound("There is no such webhook.")
    return row


def _webhook(row: WebhookRow) -> Webhook:
    categories = frozenset(Category(name) for name in row.categories)
    return Webhook(
        WebhookId(row.id), row.title, row.url, categories, row.state == "paused", row.created_at
    )
