"""Entering a unit's long list, some rows at a time."""

from competition.domain.errors import CompetitionError
from competition.domain.identifiers import EventId, OrganisationId
from competition.jobs.running import RunningJob
from competition.services import unit_lists
from competition.services.unit_of_work import reading, unit_of_work


def enter(job: RunningJob) -> dict[str, object]:
    """Enter everybody on the list. Broken off, it goes on with those who are not entered yet."""
    event_id, unit_id = EventId(job.number("event_id")), OrganisationId(job.number("unit_id"))
    entered = 0
    try:
        with reading(job.actor) as uow:
            stored = unit_lists.read_list(uow, event_id, unit_id)
        while entered < len(stored.rows):
            with unit_of_work(job.actor) as uow:
                entered = unit_lists.enter_rows(uow, stored, entered)
            job.progress(entered, len(stored.rows))
    except CompetitionError:
        with unit_of_work(job.actor) as uow:
            unit_lists.stop_entering(uow, event_id, unit_id)
        raise
    return {"entered": entered, "link": f"/organisation/lists/{event_id}/{unit_id}"}
