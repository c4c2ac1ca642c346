"""Units' lists as files: the template, what a clerk uploads, the sealed list on paper, its scan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from competition.domain.errors import NotFound
from competition.domain.identifiers import EventId, FileId, OrganisationId
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.domain.unit_lists import ListState, require_sealed
from competition.persistence import (
    competitions,
    events,
    list_requests,
    organisations,
    unit_lists,
)
from competition.services import files
from competition.services.paper_lists import PaperTable, UnitList, print_unit_list
from competition.services.unit_of_work import UnitOfWork
from competition.services.workbooks import Column, Page, find_sheet, read_table, read_workbook
from competition.services.workbooks import write_workbook as write

NEEDED = ("name", "id_number")
WIDTHS = {"name": 14, "id_number": 24, "phone": 16}


@dataclass(frozen=True, slots=True)
class ListWords:
    """Titles, hints and choices in the reader's words, and all titles that are understood."""

    sheet: str
    titles: Mapping[str, str]
    hints: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    known_titles: Mapping[str, str]
    known_choices: Mapping[str, Mapping[str, str]]


def list_template(words: ListWords, columns: Sequence[str]) -> bytes:
    """An empty workbook with a column for everything that is asked, and its choices."""
    heads = [
        Column(
            words.titles[key],
            WIDTHS.get(key, 14),
            tuple(words.choices.get(key, ())),
            words.hints.get(key, ""),
        )
        for key in columns
    ]
    return write([Page(words.sheet, heads, [])])


def read_list(
    data: bytes, words: ListWords, columns: Sequence[str]
) -> tuple[list[dict[str, str]], list[Issue]]:
    """The rows of an uploaded workbook by column; issues of the file itself leave no rows."""
    sheets, issues = read_workbook(data)
    sheet = None
    if sheets:
        sheet = sheets[0] if len(sheets) == 1 else find_sheet(sheets, [words.sheet], issues)
    if sheet is None:
        return [], issues
    known = {title: key for title, key in words.known_titles.items() if key in columns}
    table = read_table(sheet, known, NEEDED, issues)
    if issues:
        return [], issues
    return [_row(row.values, words) for row in table], []


def _row(values: Mapping[str, str], words: ListWords) -> dict[str, str]:
    return {
        key: words.known_choices.get(key, {}).get(text.strip(), text.removesuffix(".0"))
        for key, text in values.items()
    }


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What the printed list says: the titles, each choice in words, what the unit declares."""

    titles: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    declaration: str


def sealed_paper(
    uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId, words: PaperWords
) -> bytes:
    """The sealed list as PDF, to be stamped; ID numbers and phones only by their ends.

    Needs LIST_EDIT for the unit. Raises NotFound for a list that is not sealed.
    """
    uow.authorise(Permission.LIST_EDIT, organisations.scope_path(uow.session, unit_id))
    stored = unit_lists.load(uow.session, event_id, unit_id)
    if stored.state is not ListState.SEALED or stored.sealed_at is None:
        raise NotFound("This list is not sealed.")
    event = events.load(uow.session, event_id)
    keys = [key for key in words.titles if any(row.get(key) for row in stored.rows)]
    rows = [
        [str(line), *(_shown(key, row.get(key, ""), words) for key in keys)]
        for line, row in enumerate(stored.rows, 1)
    ]
    table = PaperTable(["#", *(words.titles[key] for key in keys)], [1, *(3 for _ in keys)], rows)
    competition = competitions.load(uow.session, event.competition_id).details.title
    name = f"{event.title} {event.round_name}".strip()
    unit = competitions.organisation_name(uow.session, unit_id)
    return print_unit_list(
        UnitList(competition, name, unit, table, words.declaration, stored.digest), stored.sealed_at
    )


def _shown(key: str, text: str, words: PaperWords) -> str:
    if key == "id_number" and len(text) > 10:
        return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"
    if key == "phone" and len(text) > 7:
        return f"{text[:3]}****{text[-4:]}"
    return words.choices.get(key, {}).get(text, text)


def attach_scan(
    uow: UnitOfWork, event_id: EventId, unit_id: OrganisationId, stream: BinaryIO, name: str
) -> FileId:
    """Keep the stamped list that was scanned; an older scan is replaced.

    Needs LIST_SEAL. Audited as list.scanned. Raises RuleViolation LST-09 for a list that is not
    sealed, FIL-01 to FIL-04.
    """
    uow.authorise(Permission.LIST_SEAL, organisations.scope_path(uow.session, unit_id))
    stored = unit_lists.load(uow.session, event_id, unit_id, lock=True)
    require_sealed(stored.state)
    file_id = files.store_upload(uow, stream, name, "scan", f"list:{stored.id}")
    unit_lists.save_state(uow.session, stored, stored.state, scan_file_id=file_id)
    list_requests.note_scan(uow.session, stored, file_id)
    uow.audit("list.scanned", f"event:{event_id}", f"organisation:{unit_id}", file=file_id)
    return file_id
