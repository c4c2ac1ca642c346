"""Lists by which units enter their people. Rows hold ID numbers and are sealed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
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


class ListVersionRow(Base):
    """One sealed version of a list; its document (head and rows) holds ID numbers, sealed."""

    __tablename__ = "unit_list_version"
    __table_args__ = (UniqueConstraint("list_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("unit_list.id"))
    number: Mapped[int]
    document_sealed: Mapped[bytes]
    digest: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    scan_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))


class ListRequestRow(Base):
    """A change of a sealed list that the unit asks for; the rows before and after are sealed."""

    __tablename__ = "list_request"
    __table_args__ = (
        Index(None, "list_id", "state"),
        CheckConstraint("change in ('add', 'replace', 'withdraw')", name="change"),
        CheckConstraint("state in ('open', 'approved', 'refused')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("unit_list.id"))
    change: Mapped[str] = mapped_column(String(10))
    line: Mapped[int] = mapped_column(default=0)
    document_sealed: Mapped[bytes]
    reason: Mapped[str] = mapped_column(String(400))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[str] = mapped_column(String(10), default="open")
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(400), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_version: Mapped[int | None]
