"""Printing what takes long."""

from competition.domain.identifiers import EventId
from competition.jobs.running import RunningJob
from competition.services import tickets
from competition.services.unit_of_work import reading, unit_of_work


def print_tickets(job: RunningJob) -> dict[str, object]:
    """Print the tickets of an event in one document and keep it for its organisers."""
    event_id, address = EventId(job.number("event")), str(job.payload["address"])
    with unit_of_work(job.actor) as uow:
        found, at = tickets.collect_tickets(uow, event_id), uow.now
    with reading(job.actor) as uow:
        photos = tickets.load_photos(uow, found, job.progress)
    content = tickets.print_tickets(found, photos, address, at)
    with unit_of_work(job.actor) as uow:
        tickets.store_tickets(uow, event_id, content)
    return {"link": f"/organiser/events/{event_id}/documents", "tickets": len(found)}
