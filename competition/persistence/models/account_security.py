"""What proves an account besides its password, and who lends whom which role."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class SecondFactorRow(Base):
    """An account's TOTP secret, sealed; without `confirmed_at` it is only being set up.

    `last_step` is the last half minute whose code was used: no code counts twice.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret_sealed: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCodeRow(Base):
    """A code that replaces the second factor once; only its keyed digest is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DelegationRow(Base):
    """A granted role lent to another account for a period; it ends with the role itself."""

    __tablename__ = "delegation"
    __table_args__ = (Index(None, "delegate_id"), Index(None, "assignment_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("role_assignment.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    scope_kind: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[int]
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InvitationRow(Base):
    """A role offered to one sign-in name; the link's token is kept as its digest."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "invited_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    invited_index: Mapped[str] = mapped_column(String(64))
    invited_sealed: Mapped[bytes]
    role: Mapped[str] = mapped_column(String(20))
    scope_kind: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[int]
    role_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OneTimeSecretRow(Base):
    """A link or code that works once and soon ends; kept as a keyed digest."""

    __tablename__ = "one_time_secret"
    __table_args__ = (
        Index(None, "digest"),
        Index(None, "account_id"),
        CheckConstraint("purpose in ('password', 'phone')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExternalIdentityRow(Base):
    """An account's name at an identity provider: its issuer and the subject it gives there."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), Index(None, "account_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
