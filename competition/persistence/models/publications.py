"""Published rankings: frozen copies that the public pages read and nothing else."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, UtcDateTime


class PublicationRow(Base):
    """One publication of an event's ranking; at most the newest is not retracted."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    bundle: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    remark: Mapped[str] = mapped_column(String(400), default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    retracted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retracted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    retract_reason: Mapped[str] = mapped_column(String(400), default="")


class PublishedResultRow(Base):
    """One row of a published ranking, with the explanation of how it came about."""

    __tablename__ = "published_result"
    __table_args__ = (
        UniqueConstraint("publication_id", "position"),
        Index(None, "publication_id", "entry_number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    position: Mapped[int]
    entry_number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(120))
    place: Mapped[int | None]
    total: Mapped[str | None] = mapped_column(String(40))
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    explanation: Mapped[dict[str, object]] = mapped_column(JSON, deferred=True)
