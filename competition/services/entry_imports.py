"""Long workbooks of entries (大名单): looked through on the page, kept, and stored by a job."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from competition.domain.errors import NotFound
from competition.domain.identifiers import EventId, FileId, JobId
from competition.domain.permissions import Permission
from competition.domain.registration import require_open_to_entries
from competition.persistence import events
from competition.services import entries, entry_workbooks, files, jobs
from competition.services.entries import StagedEntries
from competition.services.entry_workbooks import EntryWords
from competition.services.unit_of_work import UnitOfWork

IMPORT = "entries.import"
"""The kind of the job that stores a long workbook."""

LONG = 2_000
"""Workbooks with more rows than this are a job's work, and do not travel in the page."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """A kept workbook whose rows were checked, and its digest."""

    staged: StagedEntries
    digest: str


def keep_workbook(uow: UnitOfWork, event_id: EventId, read: files.ReadFile) -> FileId:
    """Keep a workbook that was looked through until its import is confirmed.

    Needs ENTRY_MANAGE. Raises RuleViolation FIL-06 when too many of one's files wait.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    return files.store_waiting(uow, read)


def request_import(uow: UnitOfWork, event_id: EventId, file_id: FileId, words: EntryWords) -> JobId:
    """Ask for the import of a kept workbook. Needs ENTRY_MANAGE.

    Raises NotFound for somebody else's file, RuleViolation REG-06 once codes are handed out.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id)
    require_open_to_entries(event.state)
    if file_id not in files.list_waiting(uow):
        raise NotFound("There is no such file.")
    known = {
        "sheets": list(words.known_sheets),
        "titles": dict(words.known_titles),
        "choices": {key: dict(choices) for key, choices in words.known_choices.items()},
    }
    key = f"{event_id}:{file_id}"
    return jobs.enqueue(
        uow, IMPORT, about=event.title, key=key, event=event_id, file=file_id, words=known
    )


def check_kept(
    uow: UnitOfWork,
    event_id: EventId,
    file_id: FileId,
    words: Mapping[str, Any],
    progress: Progress,
) -> CheckedWorkbook | None:
    """Read a kept workbook and check its rows, before anything is locked: half of the way.

    None where the file is gone: then all was done before. Needs ENTRY_MANAGE.
    """
    if file_id not in files.list_waiting(uow):
        return None
    known = EntryWords("", {}, {}, {}, {}, words["sheets"], words["titles"], words["choices"])
    measures = entries.list_measures(uow, event_id)
    content = files.open_stored(uow, file_id).content
    read = entry_workbooks.read_entries(content, known, measures)
    progress(0, 2 * len(read.rows))
    return CheckedWorkbook(entries.preview_import(uow, event_id, read.rows), read.digest)


def import_kept(
    uow: UnitOfWork,
    event_id: EventId,
    file_id: FileId,
    checked: CheckedWorkbook,
    progress: Progress,
) -> int:
    """Store all rows of a kept workbook, or none; tell how many. The file goes with them.

    Takes where to say how far the second half of the way is.
    Needs, raises and audits as `entries.import_entries`.
    """
    rows = len(checked.staged.rows)

    def second_half(done: int, _total: int) -> None:
        progress(rows + done, 2 * rows)

    many = entries.store_staged(uow, event_id, checked.staged, checked.digest, second_half)
    files.discard(uow, file_id)
    return many
