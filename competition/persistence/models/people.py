"""Persons, the units they belong to, corrections of their data, and disputes over whose it is."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime

CONFIRMED = text("state = 'confirmed'")


class PersonRow(Base):
    """One person, however they came. ID number and phone are sealed and found by blind index."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("sex is null or sex in ('male', 'female')", name="sex"),
        CheckConstraint("(id_index is null) = (id_sealed is null)", name="id_number"),
        CheckConstraint("(phone_index is null) = (phone_sealed is null)", name="phone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    id_kind: Mapped[str | None] = mapped_column(String(20))
    id_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    id_sealed: Mapped[bytes | None]
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[bytes | None]
    born_on: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(12), default="self")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MembershipRow(Base):
    """That a person belongs to a unit: said by the person, confirmed by the unit."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("state in ('claimed', 'confirmed', 'refused', 'left')", name="state"),
        UniqueConstraint("person_id", "organisation_id"),
        Index(None, "organisation_id", "state", "id"),
        Index(
            "uq_membership_one_unit",
            "person_id",
            unique=True,
            sqlite_where=CONFIRMED,
            postgresql_where=CONFIRMED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(10), default="claimed")
    origin: Mapped[str] = mapped_column(String(12), default="self")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")


class PersonCorrectionRow(Base):
    """A change of one field of a person's data; what it was and becomes is sealed."""

    __tablename__ = "person_correction"
    __table_args__ = (
        CheckConstraint("state in ('done', 'open', 'confirmed', 'refused')", name="state"),
        Index(None, "person_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    field: Mapped[str] = mapped_column(String(12))
    before_sealed: Mapped[bytes | None]
    after_sealed: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(400), default="")


class PersonDisputeRow(Base):
    """Two answers to whose an ID number is: another name on a list, or another account."""

    __tablename__ = "person_dispute"
    __table_args__ = (
        CheckConstraint("kind in ('name', 'claim')", name="kind"),
        CheckConstraint("state in ('open', 'kept', 'taken')", name="state"),
        Index(None, "state", "id"),
        Index(None, "person_id", "state"),
        Index(None, "organisation_id", "state"),
        Index(None, "account_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    given_name: Mapped[str] = mapped_column(String(80))
    given_phone_sealed: Mapped[bytes | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(10), default="open")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(400), default="")
