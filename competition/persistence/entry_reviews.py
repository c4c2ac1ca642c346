"""What reviewers said to entries: rows in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from competition.domain.entry_reviews import Decision, Recommendation
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_reviews import EntryReviewRow

CHUNK = 400
"""SQLite takes only so many values in one statement."""


@dataclass(frozen=True, slots=True)
class StoredReview:
    """One decision as it is stored; 0 is its id before it is. `reviewer` is a name to be read."""

    event_id: EventId
    entry_id: EntryId
    decision: Decision
    is_final: bool
    reason: str
    made_by: AccountId | None
    made_at: datetime
    seen_version: int
    left_version: int
    batch: str = ""
    id: int = 0
    stands: bool = True
    undone_at: datetime | None = None
    reviewer: str = ""

    @property
    def recommendation(self) -> Recommendation:
        """What the domain wants to know of it."""
        return Recommendation(self.decision, self.made_by)


def is_recommended() -> ColumnElement[bool]:
    """What joins an entry with the recommendation that stands for it. Rule REV-03."""
    return and_(
        EntryReviewRow.entry_id == EntryRow.id,
        EntryReviewRow.stands,
        EntryReviewRow.is_final.is_(False),
        EntryReviewRow.left_version == EntryRow.version,
    )


def standing(session: Session, entry_ids: Iterable[EntryId]) -> dict[EntryId, StoredReview]:
    """The newest decision about each entry that was not taken back, whatever became of it."""
    ids, found = list(entry_ids), dict[EntryId, StoredReview]()
    for start in range(0, len(ids), CHUNK):
        some = EntryReviewRow.entry_id.in_(ids[start : start + CHUNK])
        rows = _select(session, some, EntryReviewRow.stands.is_(True))
        found |= {review.entry_id: review for review in rows}
    return found


def history(session: Session, entry_id: EntryId) -> tuple[StoredReview, ...]:
    """All decisions about an entry, the newest first."""
    return _select(session, EntryReviewRow.entry_id == entry_id)


def of_batch(session: Session, key: str) -> tuple[StoredReview, ...]:
    """The decisions that were made together, taken back or not."""
    return tuple(reversed(_select(session, EntryReviewRow.batch == key)))


def add(session: Session, review: StoredReview, before: StoredReview | None) -> None:
    """Store a decision; the one that stood before does so no longer."""
    if before is not None:
        session.execute(
            update(EntryReviewRow).where(EntryReviewRow.id == before.id).values(stands=False),
            execution_options={"synchronize_session": False},
        )
    session.add(
        EntryReviewRow(
            event_id=review.event_id,
            entry_id=review.entry_id,
            decision=review.decision.value,
            is_final=review.is_final,
            reason=review.reason,
            made_by=review.made_by,
            made_at=review.made_at,
            seen_version=review.seen_version,
            left_version=review.left_version,
            batch=review.batch,
        )
    )
    session.flush()


def take_back(session: Session, review: StoredReview, at: datetime, version: int) -> None:
    """Store that a decision is taken back; what was recommended before it stands again.

    Takes the version of the entry as it is now.
    """
    undone = EntryReviewRow.id == review.id
    session.execute(
        update(EntryReviewRow).where(undone).values(undone_at=at, stands=False),
        execution_options={"synchronize_session": False},
    )
    earlier = (
        EntryReviewRow.entry_id == review.entry_id,
        EntryReviewRow.id < review.id,
        EntryReviewRow.undone_at.is_(None),
    )
    query = select(EntryReviewRow.id, EntryReviewRow.is_final, EntryReviewRow.left_version)
    before = session.execute(query.where(*earlier).order_by(EntryReviewRow.id.desc())).first()
    if before is None:
        return
    stood = not before.is_final and before.left_version == review.seen_version
    left = version if stood else before.left_version
    session.execute(
        update(EntryReviewRow)
        .where(EntryReviewRow.id == before.id)
        .values(stands=True, left_version=left),
        execution_options={"synchronize_session": False},
    )


def _select(session: Session, *conditions: ColumnElement[bool]) -> tuple[StoredReview, ...]:
    query = (
        select(EntryReviewRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == EntryReviewRow.made_by)
        .where(*conditions)
        .order_by(EntryReviewRow.id.desc())
        .execution_options(populate_existing=True)
    )
    return tuple(_stored(row, name or "") for row, name in session.execute(query))


def _stored(row: EntryReviewRow, reviewer: str) -> StoredReview:
    return StoredReview(
        event_id=EventId(row.event_id),
        entry_id=EntryId(row.entry_id),
        decision=Decision(row.decision),
        is_final=row.is_final,
        reason=row.reason,
        made_by=None if row.made_by is None else AccountId(row.made_by),
        made_at=row.made_at,
        seen_version=row.seen_version,
        left_version=row.left_version,
        batch=row.batch,
        id=row.id,
        stands=row.stands,
        undone_at=row.undone_at,
        reviewer=reviewer,
    )
