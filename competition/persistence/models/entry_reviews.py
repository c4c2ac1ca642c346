"""What reviewers said to entries, and the reasons they keep ready."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, UtcDateTime


class EntryReviewRow(Base):
    """One decision about an entry: a recommendation, or one that stands.

    `seen_version` is the version of the entry that the reviewer saw, `left_version` the one that
    the decision left; at most one row of an entry `stands`, the newest that was not taken back.
    """

    __tablename__ = "entry_review"
    __table_args__ = (
        CheckConstraint("decision in ('accept', 'return', 'decline')", name="decision"),
        Index(None, "entry_id", "stands"),
        Index(None, "batch"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    decision: Mapped[str] = mapped_column(String(10))
    is_final: Mapped[bool]
    stands: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(String(400), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_version: Mapped[int]
    left_version: Mapped[int]
    batch: Mapped[str] = mapped_column(String(32), default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReviewReasonsRow(Base):
    """The reusable reasons (常用理由) of a competition's reviewers, as one document."""

    __tablename__ = "review_reasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), unique=True)
    document: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
