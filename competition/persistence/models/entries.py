"""Entries of an event, with what is taken off or multiplied for each."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, MarksType, UtcDateTime


class EntryRow(Base):
    """One competitor (选手) in one event. `number` is the public entry number."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        UniqueConstraint("event_id", "account_id"),
        Index(None, "account_id"),
        CheckConstraint("age is null or age between 14 and 99", name="age"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(20), default="accepted")
    standing: Mapped[str] = mapped_column(String(20), default="competing")
    honours: Mapped[bool] = mapped_column(default=True)
    level: Mapped[str | None] = mapped_column(String(1))
    age: Mapped[int | None]
    measures: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    remark: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DeductionRow(Base):
    """Points taken off an entry's module or total, with the reason."""

    __tablename__ = "deduction"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    module_id: Mapped[str | None] = mapped_column(String(40))
    points: Mapped[Decimal] = mapped_column(MarksType)
    reason: Mapped[str] = mapped_column(String(400))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DifficultyRow(Base):
    """The difficulty by which one entry's aspect is multiplied."""

    __tablename__ = "difficulty"
    __table_args__ = (UniqueConstraint("entry_id", "aspect_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    aspect_id: Mapped[str] = mapped_column(String(40))
    value: Mapped[Decimal] = mapped_column(MarksType)
