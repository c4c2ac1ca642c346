"""Keeping the tables of jobs small."""

from competition.jobs.running import RunningJob
from competition.services import jobs
from competition.services.unit_of_work import unit_of_work


def tidy_jobs(job: RunningJob) -> dict[str, object]:
    """Forget jobs that ended long ago."""
    with unit_of_work(job.actor) as uow:
        return {"forgotten": jobs.forget_old_jobs(uow)}
