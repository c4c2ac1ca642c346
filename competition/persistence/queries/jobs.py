"""Read models of jobs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, JobId
from competition.domain.jobs import JobState
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.jobs import JobRow


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job as pages show it. `error` is an English text of ours, never a person's data."""

    job_id: JobId
    kind: str
    about: str
    state: JobState
    asked_by: AccountId | None
    asked_by_name: str | None
    attempts: int
    done: int
    total: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime
    result: dict[str, object]
    error: str
    error_reference: str


def job(session: Session, job_id: JobId) -> JobLine:
    """One job. Raises NotFound."""
    row = session.execute(_lines().where(JobRow.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such job.")
    return _line(row)


def jobs(
    session: Session,
    *,
    before: int | None,
    limit: int,
    state: str = "",
    kind: str = "",
    asked_by: AccountId | None = None,
    routine: bool = True,
) -> tuple[JobLine, ...]:
    """Jobs, the newest first, of one state, one kind, one person, or all.

    Takes whether those that are about nothing in particular and ended well are among them.
    """
    query = _lines().order_by(JobRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(JobRow.id < before)
    if state:
        query = query.where(JobRow.state == state)
    if kind:
        query = query.where(JobRow.kind == kind)
    if not routine:
        query = query.where(or_(JobRow.about != "", JobRow.state != JobState.DONE))
    if asked_by is not None:
        query = query.where(JobRow.asked_by == asked_by, JobRow.about != "")
    return tuple(_line(row) for row in session.execute(query))


def newest_of(session: Session, kind: str, key: str) -> JobLine | None:
    """The newest job of this kind and key."""
    query = _lines().where(JobRow.kind == kind, JobRow.key == key)
    row = session.execute(query.order_by(JobRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else _line(row)


def _lines() -> Select[JobRow, str | None]:
    return select(JobRow, AccountRow.display_name).outerjoin(
        AccountRow, AccountRow.id == JobRow.asked_by
    )


def _line(found: Row[JobRow, str | None]) -> JobLine:
    row, name = found
    return JobLine(
        JobId(row.id),
        row.kind,
        row.about,
        JobState(row.state),
        None if row.asked_by is None else AccountId(row.asked_by),
        name,
        row.attempts,
        row.done,
        row.total,
        row.created_at,
        row.started_at,
        row.finished_at,
        row.due_at,
        row.result,
        row.error,
        row.error_reference,
    )
