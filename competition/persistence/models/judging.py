"""Judges' appointments, mark sheets by work code, marks. Nothing here points to an entry."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, MarksType, UtcDateTime


class AppointmentRow(Base):
    """A judge (裁判) of an event. No `modules` means all; `unit` is the one not to be marked."""

    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        UniqueConstraint("event_id", "label"),
        Index(None, "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    label: Mapped[str] = mapped_column(String(20))
    is_chief: Mapped[bool] = mapped_column(default=False)
    modules: Mapped[list[str]] = mapped_column(JSON, default=list)
    unit: Mapped[str] = mapped_column(String(120), default="")


class MarkSheetRow(Base):
    """One judge's marks (评分表) for one work, known by its work code only."""

    __tablename__ = "mark_sheet"
    __table_args__ = (
        UniqueConstraint("appointment_id", "work_code"),
        Index(None, "event_id", "work_code"),
        CheckConstraint("state in ('open', 'submitted')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    work_code: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="open")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class MarkRow(Base):
    """One number (or chosen label) in a mark sheet. The first submitted value is kept beside it."""

    __tablename__ = "mark"
    __table_args__ = (CheckConstraint("(value is null) <> (label is null)", name="value_or_label"),)

    sheet_id: Mapped[int] = mapped_column(
        ForeignKey("mark_sheet.id"), primary_key=True, autoincrement=False
    )
    aspect_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(MarksType)
    label: Mapped[str | None] = mapped_column(String(60))
    first_value: Mapped[Decimal | None] = mapped_column(MarksType)
    first_label: Mapped[str | None] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(default=1)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MarkChangeRow(Base):
    """A change of a submitted mark, with the reason for it. Never updated, never deleted."""

    __tablename__ = "mark_change"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("mark_sheet.id"), index=True)
    aspect_id: Mapped[str] = mapped_column(String(40))
    old_value: Mapped[Decimal | None] = mapped_column(MarksType)
    old_label: Mapped[str | None] = mapped_column(String(60))
    new_value: Mapped[Decimal | None] = mapped_column(MarksType)
    new_label: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(400))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
