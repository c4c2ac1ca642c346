"""Messages, their ways out of the house, and how each person wants to be told."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, UtcDateTime


class MessageRow(Base):
    """One message. To an account, or (sealed, and emptied once it is out) to a bare address."""

    __tablename__ = "message"
    __table_args__ = (Index(None, "account_id", "id"), Index(None, "account_id", "read_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    template: Mapped[str] = mapped_column(String(60))
    category: Mapped[str] = mapped_column(String(20))
    params: Mapped[dict[str, object]] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(300), default="")
    sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    planned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookRow(Base):
    """An address of another system that is told of messages; its secret signs what is sent."""

    __tablename__ = "webhook"
    __table_args__ = (CheckConstraint("state in ('active', 'paused')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(400))
    secret_sealed: Mapped[bytes]
    categories: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="active")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryRow(Base):
    """One message on one way (`email`, `sms`, `webhook:3`): once, whoever tries."""

    __tablename__ = "message_delivery"
    __table_args__ = (
        CheckConstraint("channel in ('email', 'sms', 'webhook')", name="channel"),
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'failed')", name="state"),
        UniqueConstraint("message_id", "route"),
        Index(None, "state", "due_at"),
        Index(None, "webhook_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    channel: Mapped[str] = mapped_column(String(10))
    route: Mapped[str] = mapped_column(String(24))
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhook.id"))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(120), default="")


class PreferenceRow(Base):
    """Whether a person wants a category on a channel; no row: what holds for everybody."""

    __tablename__ = "message_preference"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    wanted: Mapped[bool]


class MailAddressRow(Base):
    """A person's mail address, and the one that waits for the code sent to it."""

    __tablename__ = "mail_address"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address_sealed: Mapped[bytes | None]
    pending_sealed: Mapped[bytes | None]
    code_digest: Mapped[str] = mapped_column(String(64), default="")
    code_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_tries: Mapped[int] = mapped_column(default=0)
