"""How long personal data are kept: policies, holds, and the log of what went. Log: append only."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, UtcDateTime


class RetentionPolicyRow(Base):
    """One version of the days by kind: of the installation, or of ``competition:7`` alone."""

    __tablename__ = "retention_policy"
    __table_args__ = (UniqueConstraint("scope", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    days: Mapped[dict[str, int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(400))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RetentionHoldRow(Base):
    """That nothing of a competition goes, and why, until it is released."""

    __tablename__ = "retention_hold"
    __table_args__ = (Index(None, "competition_id", "released_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    reason: Mapped[str] = mapped_column(String(400))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    release_reason: Mapped[str] = mapped_column(String(400), default="")


class RetentionRunRow(Base):
    """One look at what is due; `started_by` is empty when the clock asked."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RetentionRemovalRow(Base):
    """What one step of a run took away: how many rows of a kind. Never updated, never deleted."""

    __tablename__ = "retention_removal"
    __table_args__ = (Index(None, "run_id"), Index(None, "competition_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("retention_run.id"))
    kind: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))
    competition_id: Mapped[int | None] = mapped_column(ForeignKey("competition.id"))
    policy: Mapped[str] = mapped_column(String(60))
    amount: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CorrectionRequestRow(Base):
    """What an entrant asks the organisers to correct in an entry, and their answer."""

    __tablename__ = "correction_request"
    __table_args__ = (Index(None, "entry_id"), Index(None, "account_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(10), default="asked")
    text_sealed: Mapped[bytes | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(400), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
