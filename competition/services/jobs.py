"""Jobs: asking for work that goes on after the page, running it, and seeing how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from competition.domain.errors import Conflict, NotFound
from competition.domain.identifiers import JobId
from competition.domain.jobs import next_attempt
from competition.domain.permissions import (
    INSTALLATION,
    VISITOR,
    Actor,
    Permission,
    Role,
    permits,
)
from competition.persistence import jobs, roles
from competition.persistence.jobs import StoredJob
from competition.persistence.queries import accounts as account_queries
from competition.persistence.queries import jobs as queries
from competition.persistence.queries.jobs import JobLine
from competition.services.message_texts import N_
from competition.services.unit_of_work import UnitOfWork

__all__ = ["JobLine", "StoredJob"]
PAGE = 50
GRACE = timedelta(seconds=5)
"""So long a committed job may be on its way before the sweeper hands it over again."""
REMIND = timedelta(minutes=10)
"""So long a job that was handed over may wait for its turn before it is handed over again."""
TIDY = "jobs.tidy"
EVERY_KIND = "all"
KEEP_ASKED, KEEP_CLOCK, KEEP_FAILED = timedelta(30), timedelta(2), timedelta(180)
WORKER_LOST = N_("The worker was lost.")
WORKER_STOPPED = N_("The worker was stopped.")
SYSTEM = Actor(
    roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION), (Role.ORGANISER, INSTALLATION)}),
    name="jobs",
)
"""Who acts in jobs that the clock or the command line asked for."""


@dataclass(frozen=True, slots=True)
class StartedJob:
    """An attempt at a job: what is stored of it, and who asked for it."""

    stored: StoredJob
    actor: Actor


def enqueue(
    uow: UnitOfWork,
    kind: str,
    /,
    *,
    about: str = "",
    key: str | None = None,
    after: timedelta = timedelta(),
    **payload: object,
) -> JobId:
    """Ask for a job; it starts soon after this unit of work is committed, or `after` that.

    Takes the kind (one of competition.jobs.HANDLERS), what it is about in the words of the page
    that asks (whoever asked is then told how it ended), and the ids that the job works on.
    While a job of this kind with the same key is queued or running, asking again gives its id.
    No personal data belongs in the payload: it stays in the database.
    """
    columns: dict[str, object] = {
        "kind": kind,
        "key": key or "",
        "about": about,
        "payload": payload,
        "asked_by": uow.actor.account_id,
        "is_system": uow.actor.account_id is None and bool(uow.actor.roles),
        "state": "queued",
        "attempts": 0,
        "done": 0,
        "total": 0,
        "created_at": uow.now,
        "due_at": uow.now + after,
        "result": {},
        "error": "",
        "error_reference": "",
    }
    job_id = jobs.add(uow.session, _live_key(kind, key), columns)
    if not after:
        uow.jobs.append(job_id)
    return job_id


def describe_job(uow: UnitOfWork, job_id: JobId) -> JobLine:
    """One job, for whoever asked for it and for JOB_VIEW.

    Raises NotFound, also for what the actor may not know of.
    """
    line = queries.job(uow.session, job_id)
    is_own = line.asked_by is not None and line.asked_by == uow.actor.account_id
    if not is_own and not permits(uow.actor, Permission.JOB_VIEW, ()):
        raise NotFound("There is no such job.")
    return line


def list_jobs(
    uow: UnitOfWork, *, state: str = "", kind: str = "", before: int | None = None
) -> tuple[JobLine, ...]:
    """A page of jobs, the newest first. Needs JOB_VIEW.

    Takes a kind, EVERY_KIND for all jobs, or nothing for all but routine runs that ended well.
    """
    uow.authorise(Permission.JOB_VIEW)
    wanted = "" if kind == EVERY_KIND else kind
    return queries.jobs(
        uow.session,
        before=before,
        limit=PAGE + 1,
        state=state,
        kind=wanted,
        routine=bool(kind),
    )


def list_own_jobs(uow: UnitOfWork, before: int | None = None) -> tuple[JobLine, ...]:
    """The jobs that the actor asked for and that are about something, the newest first."""
    if uow.actor.account_id is None:
        return ()
    return queries.jobs(uow.session, before=before, limit=PAGE + 1, asked_by=uow.actor.account_id)


def retry_job(uow: UnitOfWork, job_id: JobId) -> None:
    """Queue a failed job again. Needs JOB_VIEW. Audited as job.retried.

    Raises Conflict when it has not failed, or when the same is already asked for anew.
    """
    uow.authorise(Permission.JOB_VIEW)
    job = jobs.load(uow.session, job_id)
    live_key = _live_key(job.kind, job.key)
    if live_key is not None and jobs.is_alive(uow.session, live_key):
        raise Conflict("The same job has been asked for again and is under way.")
    if not jobs.queue_again(uow.session, job_id, live_key, uow.now):
        raise Conflict("Only a failed job can be tried again.")
    uow.audit("job.retried", "jobs", f"job:{job_id}", kind=job.kind)
    uow.jobs.append(job_id)


def start_job(uow: UnitOfWork, job_id: JobId) -> StartedJob | None:
    """Take a job that is due; None when it is not there to be taken (any more)."""
    if not jobs.claim(uow.session, job_id, uow.now):
        return None
    stored = jobs.load(uow.session, job_id)
    return StartedJob(stored, _actor(uow, stored))


def report_progress(uow: UnitOfWork, job: StoredJob, done: int, total: int) -> bool:
    """Note that the attempt lives and how far it is; False when somebody else has it now."""
    return jobs.beat(uow.session, job, uow.now, (done, total))


def finish_job(uow: UnitOfWork, job: StoredJob, result: dict[str, object]) -> bool:
    """Record what the job made; False, and nothing recorded, when somebody else has it now."""
    return jobs.finish(uow.session, job, uow.now, result)


def break_off_job(
    uow: UnitOfWork, job: StoredJob, error: str, reference: str, *, final: bool = False
) -> bool:
    """Put an attempt that failed back in the queue (JOB-01), or end it for good.

    Takes an English text without personal data and the reference under which the log has more.
    Returns whether the job has failed for good now.
    """
    again = None if final else next_attempt(job.attempts, uow.now)
    if again is None:
        return jobs.fail(uow.session, job, uow.now, error, reference)
    jobs.put_back(uow.session, job, again, error, reference)
    return False


def give_back_job(uow: UnitOfWork, job: StoredJob) -> None:
    """Queue a running attempt again because its worker is asked to stop."""
    jobs.put_back(uow.session, job, uow.now - GRACE, WORKER_STOPPED, "")


def sweep_jobs(uow: UnitOfWork, patience: timedelta) -> tuple[StoredJob, ...]:
    """Queue abandoned jobs again (JOB-02) and hand over what waits longer than it should.

    Returns the jobs that have been tried too often to be tried again.
    """
    given_up = []
    for job in jobs.abandoned(uow.session, uow.now - patience):
        if next_attempt(job.attempts, uow.now) is None:
            jobs.fail(uow.session, job, uow.now, WORKER_LOST, "")
            given_up.append(job)
        else:
            jobs.put_back(uow.session, job, uow.now - GRACE, WORKER_LOST, "")
    waiting = jobs.sweep(uow.session, uow.now, uow.now - GRACE, uow.now - REMIND, 1000)
    uow.jobs.extend(waiting)
    return tuple(given_up)


def list_due_jobs(uow: UnitOfWork) -> Sequence[JobId]:
    """The ids of queued jobs that are due, the longest waiting first."""
    return jobs.due(uow.session, uow.now, 1000)


def enqueue_if_older(uow: UnitOfWork, kind: str, age: timedelta) -> None:
    """Ask for a job of the clock unless one of its kind was asked for within this time."""
    last = jobs.last_asked(uow.session, kind)
    if last is None or last <= uow.now - age:
        enqueue(uow, kind, key="clock")


def forget_old_jobs(uow: UnitOfWork) -> int:
    """Delete jobs that ended well long ago: 30 days, of the clock 2 days, failed ones half a year.

    Needs JOB_VIEW.
    """
    uow.authorise(Permission.JOB_VIEW)
    return jobs.forget(
        uow.session,
        asked_before=uow.now - KEEP_ASKED,
        clock_before=uow.now - KEEP_CLOCK,
        failed_before=uow.now - KEEP_FAILED,
    )


def _actor(uow: UnitOfWork, job: StoredJob) -> Actor:
    """Who asked, with the roles held now; who is blocked meanwhile may do nothing any more."""
    if job.is_system:
        return SYSTEM
    if job.asked_by is None:
        return VISITOR
    account = account_queries.account(uow.session, job.asked_by)
    if account.state != "active":
        return Actor(job.asked_by, name=account.name)
    held = roles.roles_now(uow.session, job.asked_by, uow.now)
    counting = frozenset((one.role, one.scope) for one in held)
    return Actor(job.asked_by, counting | {(Role.WORKER, INSTALLATION)}, account.name)


def _live_key(kind: str, key: str | None) -> str | None:
    return f"{kind}:{key}" if key else None
