"""The only access to the mapping between work codes and entries (protected by contract)."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base


class BlindCodeRow(Base):
    """Which work code (评审号) stands for which entry of an event."""

    __tablename__ = "blind_code_assignment"
    __table_args__ = (UniqueConstraint("event_id", "work_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    work_code: Mapped[str] = mapped_column(String(12))
