"""Accounts, their sessions, sign-in attempts and roles."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, UtcDateTime


class AccountRow(Base):
    """A person who can sign in. The sign-in name (phone number or name) is sealed."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("state in ('active', 'blocked', 'closed')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login_index: Mapped[str] = mapped_column(String(64), unique=True)
    login_sealed: Mapped[bytes]
    display_name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="active")
    locale: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountSessionRow(Base):
    """One signed-in browser; only the digest of its token is kept.

    In the stage "factor" the password was right and the second factor is still to come: such a
    session opens nothing. `browser_index` tells browsers apart, to report a new one.
    """

    __tablename__ = "account_session"
    __table_args__ = (
        Index(None, "account_id"),
        CheckConstraint("stage in ('factor', 'open')", name="stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agent: Mapped[str] = mapped_column(String(200), default="")
    stage: Mapped[str] = mapped_column(String(10), default="open")
    factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    browser_index: Mapped[str | None] = mapped_column(String(64))


class SignInAttemptRow(Base):
    """A try to sign in, counted to slow guessing down; name and address only as blind index."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "login_index", "at"), Index(None, "address_index", "at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login_index: Mapped[str] = mapped_column(String(64))
    address_index: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded: Mapped[bool]


class RoleRow(Base):
    """A role that an account holds in a scope, from and until when if that is limited.

    Judges' roles follow from their appointments.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (UniqueConstraint("account_id", "role", "scope_kind", "scope_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(20))
    scope_kind: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[int] = mapped_column(default=0)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
