"""How events are entered: versioned rules, entrants, unfinished entries, lifted conditions."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, UtcDateTime


class RegistrationRulesRow(Base):
    """One version of the rules by which an event is entered: settings and conditions."""

    __tablename__ = "registration_rules"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EntrantRow(Base):
    """One person of an entry (选手, 队员, 替补, 教练); who was replaced stays, with `left_at`."""

    __tablename__ = "entrant"
    __table_args__ = (
        CheckConstraint("role in ('captain', 'member', 'substitute', 'coach')", name="role"),
        Index(None, "entry_id", "position"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(400), default="")


class EntryDraftRow(Base):
    """What a worker has typed for an event and not yet sent, sealed."""

    __tablename__ = "entry_draft"
    __table_args__ = (UniqueConstraint("account_id", "event_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    texts_sealed: Mapped[bytes]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConditionLiftingRow(Base):
    """A condition that the organisers have lifted for one entry, with the reason."""

    __tablename__ = "condition_lifting"
    __table_args__ = (UniqueConstraint("entry_id", "condition_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    condition_key: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(400))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EligibilityChangeRow(Base):
    """That an entry met other conditions when it was checked again."""

    __tablename__ = "eligibility_change"
    __table_args__ = (Index(None, "event_id", "id"), Index(None, "entry_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    before: Mapped[list[str]] = mapped_column(JSON)
    after: Mapped[list[str]] = mapped_column(JSON)
    rules_number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
