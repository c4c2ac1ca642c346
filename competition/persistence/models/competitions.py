"""Organisations, competitions and their events, with versioned schemes and policies."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class OrganisationRow(Base):
    """A federation, district or industry union, or unit. `code` is its unified credit code."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("state in ('active', 'closed', 'merged')", name="state"),
        Index(None, "kind", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(18), unique=True)
    short_name: Mapped[str] = mapped_column(String(40), default="")
    region: Mapped[str] = mapped_column(String(40), default="")
    industry: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(10), default="active")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class CompetitionRow(Base):
    """What is held: a season's competition (竞赛) with its events."""

    __tablename__ = "competition"
    __table_args__ = (Index(None, "state", "season"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    season: Mapped[int]
    level: Mapped[str] = mapped_column(String(20))
    competition_class: Mapped[int] = mapped_column(default=1)
    about: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default="draft")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class EventRow(Base):
    """One trade contest (赛项) in a competition."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'open', 'closed', 'marking', 'published')", name="state"
        ),
        Index(None, "state", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    trade: Mapped[str] = mapped_column(String(80))
    group: Mapped[str] = mapped_column("entrant_group", String(20), default="worker")
    round_name: Mapped[str] = mapped_column(String(40), default="")
    venue: Mapped[str] = mapped_column(String(120), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    held_on: Mapped[date | None]
    entries_open_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entries_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seats: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class SchemeRow(Base):
    """One version of an event's marking scheme, as a document of the results bundle format."""

    __tablename__ = "marking_scheme"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PoliciesRow(Base):
    """One version of an event's policies, as a document of the results bundle format."""

    __tablename__ = "event_policies"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(400), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
