"""The reusable reasons of a competition's reviewers: one document each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.entry_reviews import Decision, Reason
from competition.domain.errors import Conflict
from competition.domain.identifiers import AccountId, CompetitionId
from competition.persistence.models.competitions import CompetitionRow
from competition.persistence.models.entry_reviews import ReviewReasonsRow


@dataclass(frozen=True, slots=True)
class StoredReasons:
    """The reasons with the version to save them against; 0 where the competition has none."""

    version: int = 0
    reasons: tuple[Reason, ...] = ()


def load(session: Session, competition_id: CompetitionId) -> StoredReasons:
    """The competition's reasons; else the newest of the same organiser, at version 0."""
    row = _row(session, competition_id)
    if row is not None:
        return StoredReasons(row.version, _reasons(row))
    organiser = select(CompetitionRow.organisation_id).where(CompetitionRow.id == competition_id)
    others = select(ReviewReasonsRow).join(
        CompetitionRow, CompetitionRow.id == ReviewReasonsRow.competition_id
    )
    same = CompetitionRow.organisation_id == organiser.scalar_subquery()
    newest = others.where(same).order_by(ReviewReasonsRow.changed_at.desc()).limit(1)
    found = session.scalar(newest)
    return StoredReasons(0, () if found is None else _reasons(found))


def save(
    session: Session,
    competition_id: CompetitionId,
    given: StoredReasons,
    by: AccountId | None,
    at: datetime,
) -> None:
    """Store the competition's reasons. Raises Conflict for a stale version."""
    row = _row(session, competition_id)
    if (row.version if row else 0) != given.version:
        raise Conflict("The reasons were changed meanwhile.")
    row = row or ReviewReasonsRow(competition_id=competition_id)
    row.document = [
        {"decision": one.decision.value, "title": one.title, "text": one.text}
        for one in given.reasons
    ]
    row.changed_by, row.changed_at = by, at
    session.add(row)
    session.flush()


def _row(session: Session, competition_id: CompetitionId) -> ReviewReasonsRow | None:
    query = select(ReviewReasonsRow).where(ReviewReasonsRow.competition_id == competition_id)
    return session.scalar(query)


def _reasons(row: ReviewReasonsRow) -> tuple[Reason, ...]:
    found: Sequence[dict[str, str]] = row.document
    return tuple(Reason(Decision(one["decision"]), one["title"], one["text"]) for one in found)
