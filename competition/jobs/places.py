"""The clock of the waiting list."""

from competition.jobs.running import RunningJob
from competition.services import places
from competition.services.unit_of_work import unit_of_work


def lapse_offers(job: RunningJob) -> dict[str, object]:
    """Take back offers that have ended, and offer those places to the next."""
    with unit_of_work(job.actor) as uow:
        return {"ended": places.lapse_offers(uow)}
