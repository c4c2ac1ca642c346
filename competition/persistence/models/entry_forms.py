"""Entry forms, version by version, and what was answered to them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class EntryFormRow(Base):
    """One version of an event's entry form (报名表), as a document of `domain.entry_forms`."""

    __tablename__ = "entry_form"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EntryAnswersRow(Base):
    """The answers of an entry, or of one of its entrants, sealed; and the version they answer.

    `entrant` is 0 for the entry itself (its team, or its only competitor). Of somebody who was
    replaced it is the id of that row of `entrant`, below zero.
    """

    __tablename__ = "entry_answers"
    __table_args__ = (UniqueConstraint("entry_id", "entrant"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    entrant: Mapped[int] = mapped_column(default=0)
    form_number: Mapped[int]
    answers_sealed: Mapped[bytes]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
