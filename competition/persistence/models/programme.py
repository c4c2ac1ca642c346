"""The annual programme: plans of competitions, published editions, changes asked for, reports."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class PlanRow(Base):
    """What the annual programme knows of a competition, beside what organisers wrote down."""

    __tablename__ = "competition_plan"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    occupation_code: Mapped[str] = mapped_column(String(10), default="", index=True)
    industry_code: Mapped[str] = mapped_column(String(12), default="", index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    host: Mapped[str] = mapped_column(String(120), default="")
    partners: Mapped[str] = mapped_column(String(400), default="")
    entrants: Mapped[int | None]
    contact: Mapped[str] = mapped_column(String(200), default="")
    copied_from: Mapped[int | None] = mapped_column(ForeignKey("competition.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class EditionRow(Base):
    """A published version of a season's programme, frozen."""

    __tablename__ = "programme_edition"
    __table_args__ = (UniqueConstraint("season", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season: Mapped[int]
    number: Mapped[int]
    note: Mapped[str] = mapped_column(String(400), default="")
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ChangeRow(Base):
    """A change asked for after approval: which facts, why, and what was decided."""

    __tablename__ = "programme_change"
    __table_args__ = (Index(None, "state", "requested_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="requested")
    changes: Mapped[dict[str, object]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(1000))
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ReportRow(Base):
    """What is reported after a competition has ended; frozen once it is handed in."""

    __tablename__ = "competition_report"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    summary: Mapped[str] = mapped_column(Text, default="")
    analyses: Mapped[dict[str, str]] = mapped_column(JSON)
    nominations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    figures: Mapped[dict[str, object]] = mapped_column(JSON)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
