"""Lists by which units enter their people. Rows hold ID numbers and are sealed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class UnitListRow(Base):
    """One unit's list for one event; `entered` counts those of its rows that are entries.

    From `cleared_at` on the rows are gone: their time was over. Counts and digest stay.
    """

    __tablename__ = "unit_list"
    __table_args__ = (
        UniqueConstraint("event_id", "organisation_id"),
        CheckConstraint("state in ('writing', 'entering', 'sealed')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="writing")
    rows_sealed: Mapped[bytes]
    row_count: Mapped[int] = mapped_column(default=0)
    entered: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    scan_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    reopened_reason: Mapped[str] = mapped_column(String(400), default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
