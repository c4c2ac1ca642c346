"""Entries of an event, with what is taken off or multiplied for each."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from competition.domain.places import unit_key
from competition.domain.registration import number_key, serial_of
from competition.persistence.db import Base, MarksType, UtcDateTime


def _given(context: DefaultExecutionContext) -> dict[str, Any]:
    return dict(context.get_current_parameters())  # type: ignore[no-untyped-call]  # not in the stubs


class EntryRow(Base):
    """One competitor (选手) or team in one event. `number` is the public entry number.

    `number_key` sorts numbers as people count them, `serial` is the number where it is a whole one,
    `unit_key` is by what the unit's places are counted. `facts` is what was said for the
    conditions, `failed` the keys of those that are not met, `problems` how many of them refuse.
    `submitted_at` is since when the entry waits for its organisers.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        UniqueConstraint("event_id", "account_id"),
        Index(None, "account_id"),
        Index(None, "event_id", "number_key"),
        Index(None, "event_id", "serial"),
        Index(None, "event_id", "state", "standing", "number_key"),
        Index(None, "event_id", "unit_key", "state"),
        Index(None, "event_id", "problems"),
        Index(None, "event_id", "state", "submitted_at"),
        Index(None, "offer_until"),
        CheckConstraint("age is null or age between 14 and 99", name="age"),
        CheckConstraint(
            "state in ('submitted', 'waiting', 'offered', 'accepted', 'returned', 'declined',"
            " 'withdrawn')",
            name="state",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[str] = mapped_column(String(20))
    number_key: Mapped[str] = mapped_column(
        String(22), default=lambda context: number_key(_given(context)["number"])
    )
    serial: Mapped[int | None] = mapped_column(
        default=lambda context: serial_of(_given(context)["number"])
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(120), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_key: Mapped[str] = mapped_column(
        String(130), default=lambda context: unit_key(_given(context)["unit"])
    )
    state: Mapped[str] = mapped_column(String(20), default="accepted")
    standing: Mapped[str] = mapped_column(String(20), default="competing")
    honours: Mapped[bool] = mapped_column(default=True)
    level: Mapped[str | None] = mapped_column(String(1))
    age: Mapped[int | None]
    measures: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    remark: Mapped[str] = mapped_column(String(400), default="")
    queue_number: Mapped[int | None]
    offer_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended: Mapped[str] = mapped_column(String(12), default="")
    facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    rules_number: Mapped[int] = mapped_column(default=0)
    failed: Mapped[list[str]] = mapped_column(JSON, default=list)
    problems: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda context: _given(context)["created_at"]
    )
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
