"""Storing a long workbook of entries, all of it or nothing."""

from typing import Any, cast

from competition.domain.errors import CompetitionError
from competition.domain.identifiers import EventId, FileId
from competition.jobs.running import RunningJob
from competition.services import entry_imports, files
from competition.services.entry_imports import CheckedWorkbook
from competition.services.unit_of_work import reading, unit_of_work


def import_entries(job: RunningJob) -> dict[str, object]:
    """Import the workbook that was kept; a refused one is not kept any longer."""
    event_id, file_id = EventId(job.number("event")), FileId(job.number("file"))
    words = cast("dict[str, Any]", job.payload["words"])
    try:
        with reading(job.actor) as uow:
            checked = entry_imports.check_kept(uow, event_id, file_id, words, job.progress)
        many = 0 if checked is None else _store(job, event_id, file_id, checked)
    except CompetitionError:
        with unit_of_work(job.actor) as uow:
            if file_id in files.list_waiting(uow):
                files.discard(uow, file_id)
        raise
    return {"link": f"/organiser/events/{event_id}/entries", "entries": many}


def _store(job: RunningJob, event_id: EventId, file_id: FileId, checked: CheckedWorkbook) -> int:
    with unit_of_work(job.actor) as uow:
        return entry_imports.import_kept(uow, event_id, file_id, checked, job.progress)
