"""Entering a unit's long list, some rows at a time."""

from competition.domain.errors import CompetitionError
from competition.domain.identifiers import EventId, OrganisationId
from competition.jobs.running import RunningJob
from competition.services import unit_lists
from competition.services.unit_of_work import unit_of_work


def enter(job: RunningJob) -> dict[str, object]:
    """Enter everybody on the list. Broken off, it goes on with those who are not entered yet."""
    event_id = EventId(int(str(job.payload["event_id"])))
    unit_id = OrganisationId(int(str(job.payload["unit_id"])))
    entered, rows = 0, 1
    try:
        while entered < rows:
            with unit_of_work(job.actor) as uow:
                entered, rows = unit_lists.enter_rows(uow, event_id, unit_id)
            job.progress(entered, rows)
    except CompetitionError:
        with unit_of_work(job.actor) as uow:
            unit_lists.stop_entering(uow, event_id, unit_id)
        raise
    return {"entered": entered}
