"""Lists on paper: a unit's sealed list to be stamped, and tables of any report."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from competition.services.documents import compile_document

LINES_UPRIGHT = 6
"""A table with more columns than this stands on its side."""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table: its title (may be empty), its columns with their relative widths, its rows."""

    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class UnitList:
    """A unit's sealed list: its rows, what the unit declares, the checksum of what was sealed."""

    competition: str
    title: str
    unit: str
    table: PaperTable
    declaration: str
    digest: str


def print_unit_list(found: UnitList, at: datetime) -> bytes:
    """The list as PDF, with room for signatures and the stamp."""
    data = {
        "competition": found.competition,
        "title": found.title,
        "unit": found.unit,
        "declaration": found.declaration,
        "digest": found.digest,
        **_plain(found.table),
    }
    return compile_document("unit_list", data, at=at)


def print_tables(
    title: str,
    tables: Sequence[PaperTable],
    at: datetime,
    *,
    lead: str = "",
    notes: Sequence[str] = (),
) -> bytes:
    """A list or a report as PDF: its title, a line under it, its tables, notes at the end."""
    widest = max((len(table.columns) for table in tables), default=0)
    data = {
        "title": title,
        "lead": lead,
        "notes": list(notes),
        "pages": "1 / 1",
        "flipped": widest > LINES_UPRIGHT,
        "tables": [{"title": table.title, **_plain(table)} for table in tables],
    }
    return compile_document("table", data, at=at)


def _plain(table: PaperTable) -> dict[str, object]:
    return {
        key: [list(row) for row in value] if key == "rows" else list(value)
        for key, value in asdict(table).items()
        if key != "title"
    }
