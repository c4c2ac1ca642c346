"""Taking away the personal data whose time is over, some rows at a time."""

from competition.jobs.running import RunningJob
from competition.services import retention
from competition.services.unit_of_work import unit_of_work


def run_retention(job: RunningJob) -> dict[str, object]:
    """Take away all that is due. Broken off, it goes on with what is still there."""
    with unit_of_work(job.actor) as uow:
        run_id, tasks = retention.begin_run(uow)
    total, removed = sum(task.amount for task in tasks), 0
    for task in tasks:
        amount = retention.BATCH
        while amount == retention.BATCH:
            with unit_of_work(job.actor) as uow:
                amount = retention.remove_some(uow, run_id, task)
            removed += amount
            job.progress(removed, max(total, removed))
    return {"run": run_id, "removed": removed}
