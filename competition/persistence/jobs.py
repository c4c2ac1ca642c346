"""Jobs: rows in and out. Every change of state names the state it starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, Update, and_, delete, exists, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, JobId
from competition.persistence.models.jobs import JobRow


@dataclass(frozen=True, slots=True)
class StoredJob:
    """What running or judging a job needs to know of it."""

    job_id: JobId
    kind: str
    key: str
    about: str
    payload: dict[str, object]
    asked_by: AccountId | None
    is_system: bool
    state: str
    attempts: int


def add(session: Session, live_key: str | None, columns: dict[str, object]) -> JobId:
    """Store a new job, unless one with this live key is alive: then give that one's id."""
    if live_key is None:
        return JobId(
            session.execute(insert(JobRow).values(columns).returning(JobRow.id)).scalar_one()
        )
    dialect = session.get_bind().dialect.name
    insert_ = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert_(JobRow).values(live_key=live_key, **columns)
    statement = statement.on_conflict_do_nothing(index_elements=["live_key"])
    while True:  # the one that was in the way may end before it is looked up
        if (made := session.scalar(statement.returning(JobRow.id))) is not None:
            return JobId(made)
        alive = session.scalar(select(JobRow.id).where(JobRow.live_key == live_key))
        if alive is not None:
            return JobId(alive)


def load(session: Session, job_id: JobId) -> StoredJob:
    """One job. Raises NotFound."""
    row = session.get(JobRow, job_id, populate_existing=True)
    if row is None:
        raise NotFound("There is no such job.")
    return StoredJob(
        job_id,
        row.kind,
        row.key,
        row.about,
        row.payload,
        None if row.asked_by is None else AccountId(row.asked_by),
        row.is_system,
        row.state,
        row.attempts,
    )


def claim(session: Session, job_id: JobId, now: datetime) -> bool:
    """Take a queued job that is due; False when it is not, or somebody else has taken it."""
    statement = update(JobRow).where(
        JobRow.id == job_id, JobRow.state == "queued", JobRow.due_at <= now
    )
    return _changed(
        session,
        statement.values(
            state="running",
            attempts=JobRow.attempts + 1,
            started_at=now,
            heartbeat_at=now,
            done=0,
            total=0,
            error="",
            error_reference="",
        ),
    )


def beat(session: Session, job: StoredJob, now: datetime, progress: tuple[int, int]) -> bool:
    """Note that the attempt lives and how far it is; False when it is no longer this attempt's."""
    done, total = progress
    statement = _attempt(job).values(heartbeat_at=now, done=done, total=total)
    return _changed(session, statement)


def finish(session: Session, job: StoredJob, now: datetime, result: dict[str, object]) -> bool:
    """Record what the attempt made; False when it is no longer this attempt's to end."""
    statement = _attempt(job).values(
        state="done", finished_at=now, heartbeat_at=now, result=result, live_key=None
    )
    return _changed(session, statement)


def put_back(
    session: Session, job: StoredJob, due_at: datetime, error: str, reference: str
) -> bool:
    """Queue a broken-off attempt again."""
    statement = _attempt(job).values(
        state="queued", due_at=due_at, swept_at=None, error=error, error_reference=reference
    )
    return _changed(session, statement)


def fail(session: Session, job: StoredJob, now: datetime, error: str, reference: str) -> bool:
    """End the job without success."""
    statement = _attempt(job).values(
        state="failed", finished_at=now, live_key=None, error=error, error_reference=reference
    )
    return _changed(session, statement)


def queue_again(session: Session, job_id: JobId, live_key: str | None, now: datetime) -> bool:
    """Queue a failed job as if it were new; False when it has not failed."""
    statement = update(JobRow).where(JobRow.id == job_id, JobRow.state == "failed")
    return _changed(
        session,
        statement.values(
            state="queued",
            attempts=0,
            due_at=now,
            swept_at=None,
            finished_at=None,
            live_key=live_key,
        ),
    )


def is_alive(session: Session, live_key: str) -> bool:
    """Whether a job with this live key is queued or running."""
    return bool(session.scalar(select(exists().where(JobRow.live_key == live_key))))


def abandoned(session: Session, before: datetime) -> Sequence[StoredJob]:
    """Running jobs without a sign of life since then."""
    query = select(JobRow.id).where(JobRow.state == "running", JobRow.heartbeat_at < before)
    return [load(session, JobId(number)) for number in session.scalars(query.limit(500)).all()]


def due(session: Session, now: datetime, limit: int) -> Sequence[JobId]:
    """Queued jobs that are due, the longest waiting first."""
    query = select(JobRow.id).where(JobRow.state == "queued", JobRow.due_at <= now)
    return [
        JobId(n) for n in session.scalars(query.order_by(JobRow.due_at, JobRow.id).limit(limit))
    ]


def sweep(
    session: Session, now: datetime, due_before: datetime, swept_before: datetime, limit: int
) -> Sequence[JobId]:
    """Take the jobs that wait longer than they should, and note that they are handed over again."""
    query = select(JobRow.id).where(
        JobRow.state == "queued",
        JobRow.due_at <= due_before,
        JobRow.swept_at.is_(None) | (JobRow.swept_at <= swept_before),
    )
    found = session.scalars(query.order_by(JobRow.due_at).limit(limit)).all()
    session.execute(update(JobRow).where(JobRow.id.in_(found)).values(swept_at=now))
    return [JobId(number) for number in found]


def forget(
    session: Session, *, asked_before: datetime, clock_before: datetime, failed_before: datetime
) -> int:
    """Delete jobs that ended before then; return how many."""
    ended, done = JobRow.finished_at, JobRow.state == "done"
    statement = delete(JobRow).where(
        or_(
            and_(done, ended < asked_before),
            and_(done, JobRow.is_system, ended < clock_before),
            and_(JobRow.state == "failed", ended < failed_before),
        )
    )
    return len(session.scalars(statement.returning(JobRow.id)).all())


def last_asked(session: Session, kind: str) -> datetime | None:
    """When a job of the kind was last asked for."""
    query = select(JobRow.created_at).where(JobRow.kind == kind)
    return session.scalar(query.order_by(JobRow.id.desc()).limit(1))


def _attempt(job: StoredJob) -> Update:
    return update(JobRow).where(
        JobRow.id == job.job_id, JobRow.state == "running", JobRow.attempts == job.attempts
    )


def _changed(session: Session, statement: Update) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1
