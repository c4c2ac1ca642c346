"""Printing and writing what takes long."""

from dataclasses import fields
from io import BytesIO
from typing import Any

from flask_babel import force_locale, gettext

from competition.domain.identifiers import EventId
from competition.jobs.running import RunningJob
from competition.services import entry_exports, tickets
from competition.services.entry_exports import Wanted
from competition.services.message_settings import describe_settings
from competition.services.unit_of_work import reading, unit_of_work


def print_tickets(job: RunningJob) -> dict[str, object]:
    """Print the tickets of an event in one document and keep it for its organisers."""
    event_id, address = EventId(job.number("event")), str(job.payload["address"])
    with unit_of_work(job.actor) as uow:
        found, at = tickets.collect_tickets(uow, event_id), uow.now
    with reading(job.actor) as uow:
        photos = tickets.load_photos(uow, found, job.progress)
        locale = describe_settings(uow).locale
    content = tickets.print_tickets(found, photos, address, at)
    with force_locale(locale):
        called = gettext("Admission tickets")
    with unit_of_work(job.actor) as uow:
        tickets.store_tickets(uow, event_id, content, called)
    return {"link": f"/organiser/events/{event_id}/documents", "tickets": len(found)}


def export_entries(job: RunningJob) -> dict[str, object]:
    """Write a large export of an event's entries and keep it for its organisers."""
    event_id = EventId(job.number("event"))
    words: dict[str, Any] = {field.name: job.payload[field.name] for field in fields(Wanted)}
    wanted = Wanted(**words)
    target = BytesIO()
    with reading(job.actor) as uow:
        entry_exports.write_export(uow, event_id, wanted, target, job.progress)
    with unit_of_work(job.actor) as uow:
        entry_exports.store_export(uow, event_id, target.getvalue(), wanted)
    return {"link": f"/organiser/events/{event_id}/entries/export"}
