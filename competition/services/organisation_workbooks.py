"""Organisations as workbooks and as CSV: our template, what an import reads, what a list shows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.domain.issues import Issue
from competition.persistence.queries.organisations import OrganisationLine
from competition.services.ranking_files import ranking_csv
from competition.services.workbooks import (
    Column,
    Page,
    read_table,
    read_workbook,
    write_workbook,
)

COLUMNS = (
    "name",
    "kind",
    "parent",
    "code",
    "short_name",
    "region",
    "industry",
    "contact",
    "contact_duty",
    "contact_phone",
    "contact_email",
)
LISTED = (*COLUMNS[:7], "people")
NEEDED = ("name",)
WIDTHS = {"name": 32, "parent": 28, "code": 22, "contact_email": 24}


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """Titles and words of kinds: to write with, and all that are understood when reading."""

    sheet: str
    titles: Mapping[str, str]
    kinds: Mapping[str, str]
    known_titles: Mapping[str, str]
    known_kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadOrganisation:
    """One row of a workbook: its line and its texts by column."""

    line: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """What a file of organisations holds: rows, what is wrong with the file, its digest."""

    rows: tuple[ReadOrganisation, ...]
    issues: tuple[Issue, ...]
    digest: str


def organisation_template(words: OrganisationWords) -> bytes:
    """Write an empty workbook; the kind is chosen from a list."""
    columns = [
        Column(
            words.titles[key],
            WIDTHS.get(key, 14),
            tuple(words.kinds.values()) if key == "kind" else (),
        )
        for key in COLUMNS
    ]
    return write_workbook([Page(words.sheet, columns, [])])


def read_organisations(data: bytes, words: OrganisationWords) -> OrganisationFile:
    """Read the first sheet of a workbook; kinds in any language become their codes."""
    digest = hashlib.sha256(data).hexdigest()
    sheets, found = read_workbook(data)
    issues = list(found)
    if not sheets:
        return OrganisationFile((), tuple(issues), digest)
    table = read_table(sheets[0], words.known_titles, NEEDED, issues, words.titles)
    rows = []
    for row in table:
        texts = dict(row.values)
        kind = texts.get("kind", "").strip()
        texts["kind"] = words.known_kinds.get(kind, kind)
        rows.append(ReadOrganisation(row.number, texts))
    return OrganisationFile(tuple(rows), tuple(issues), digest)


def organisations_xlsx(lines: Sequence[OrganisationLine], words: OrganisationWords) -> bytes:
    """Write a list as a workbook that can be imported again; no text becomes a formula."""
    columns = [Column(words.titles[key], WIDTHS.get(key, 14)) for key in LISTED]
    return write_workbook([Page(words.sheet, columns, [_cells(ln, words) for ln in lines])])


def organisations_csv(lines: Sequence[OrganisationLine], words: OrganisationWords) -> bytes:
    """Write a list as CSV; what looks like a formula is made a text."""
    heads = [words.titles[key] for key in LISTED]
    return ranking_csv(heads, [_cells(line, words) for line in lines])


def _cells(line: OrganisationLine, words: OrganisationWords) -> list[str | int | None]:
    return [
        line.name,
        words.kinds[line.kind],
        line.parent or "",
        line.code or "",
        line.short_name,
        line.region,
        line.industry,
        line.members,
    ]
