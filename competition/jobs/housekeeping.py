"""Keeping small what nobody looks at any more."""

from competition.jobs.running import RunningJob
from competition.services import files, jobs
from competition.services.unit_of_work import unit_of_work


def tidy_jobs(job: RunningJob) -> dict[str, object]:
    """Forget jobs that ended long ago."""
    with unit_of_work(job.actor) as uow:
        return {"forgotten": jobs.forget_old_jobs(uow)}


def sweep_files(job: RunningJob) -> dict[str, object]:
    """Remove uploads whose form never came, and contents that no row names."""
    with unit_of_work(job.actor) as uow:
        stale, orphans = files.sweep_files(uow)
    return {"stale": stale, "orphans": orphans}
