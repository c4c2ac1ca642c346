"""Entries as workbooks and as CSV: our template, the import, and what a list shows.

The words come from whoever asks, so that headers speak the reader's language; headers and words of
every language are understood when reading.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.domain.issues import Issue
from competition.domain.registration import MEASURE_PREFIX
from competition.services.entries import EntryLine, ReadRow
from competition.services.ranking_files import ranking_csv
from competition.services.workbooks import (
    Column,
    Page,
    Sheet,
    find_sheet,
    read_table,
    read_workbook,
    write_workbook,
)

COLUMNS = ("number", "name", "unit", "level", "age", "honours", "standing", "remark")
NEEDED = ("number", "name")
WIDTHS = {"name": 16, "unit": 32, "remark": 32}
CODED = ("level", "honours", "standing")
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class EntryWords:
    """Titles and words of choices: to write with, and all that are understood when reading."""

    sheet: str
    titles: Mapping[str, str]
    hints: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    states: Mapping[str, str]
    known_sheets: Sequence[str]
    known_titles: Mapping[str, str]
    known_choices: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class EntryFile:
    """What a file of entries holds: rows, what is wrong with the file itself, its digest."""

    rows: tuple[ReadRow, ...]
    issues: tuple[Issue, ...]
    digest: str


def entry_template(words: EntryWords, measures: Sequence[str]) -> bytes:
    """Write an empty workbook with the choices of every column."""
    columns = [
        Column(
            words.titles[key],
            WIDTHS.get(key, 12),
            tuple(words.choices.get(key, {}).values()),
            words.hints.get(key, ""),
        )
        for key in COLUMNS
    ]
    columns += [Column(name, 12) for name in measures]
    return write_workbook([Page(words.sheet, columns, [])])


def read_entries(data: bytes, words: EntryWords, measures: Sequence[str]) -> EntryFile:
    """Read a workbook of entries: our sheet, or the only one there is.

    Returns rows with their texts by key; issues of the file itself stop the import. A cell with a
    formula or a merged one is such an issue, named by its place.
    """
    digest = hashlib.sha256(data).hexdigest()
    sheets, found = read_workbook(data)
    issues = list(found)
    sheet = _sheet(sheets, words, issues) if sheets else None
    if sheet is None:
        return EntryFile((), tuple(issues), digest)
    titles = dict(words.known_titles) | {name: MEASURE_PREFIX + name for name in measures}
    table = read_table(sheet, titles, NEEDED, issues, words.titles)
    rows = tuple(ReadRow(row.number, _decoded(row.values, words)) for row in table)
    return EntryFile(rows, tuple(issues), digest)


def entries_xlsx(lines: Sequence[EntryLine], words: EntryWords, measures: Sequence[str]) -> bytes:
    """Write a list of entries as a workbook that can be imported again."""
    heads, rows = _listed(lines, words, measures)
    columns = [Column(head, 32 if head == words.titles["unit"] else 14) for head in heads]
    return write_workbook([Page(words.sheet, columns, rows)])


def entries_csv(lines: Sequence[EntryLine], words: EntryWords, measures: Sequence[str]) -> bytes:
    """Write a list of entries as CSV; what looks like a formula is made a text."""
    return ranking_csv(*_listed(lines, words, measures))


def _listed(
    lines: Sequence[EntryLine], words: EntryWords, measures: Sequence[str]
) -> tuple[list[str], list[list[Cell]]]:
    heads = [*(words.titles[key] for key in COLUMNS), *measures, words.titles["state"]]
    return heads, [_cells(line, words, measures) for line in lines]


def _cells(line: EntryLine, words: EntryWords, measures: Sequence[str]) -> list[Cell]:
    honours = "yes" if line.honours else "no"
    return [
        line.number,
        line.name,
        line.unit,
        words.choices["level"].get(line.level or "", ""),
        line.age,
        words.choices["honours"][honours],
        words.choices["standing"][line.standing],
        line.remark,
        *(line.measures.get(name) for name in measures),
        words.states[line.state],
    ]


def _sheet(sheets: Sequence[Sheet], words: EntryWords, issues: list[Issue]) -> Sheet | None:
    if len(sheets) == 1:
        return sheets[0]
    return find_sheet(sheets, words.known_sheets, issues)


def _decoded(values: Mapping[str, str], words: EntryWords) -> dict[str, str]:
    """The row's texts with the words of choices turned into what they stand for."""
    known = words.known_choices
    return {
        key: known[key].get(text.strip(), text) if key in CODED else text
        for key, text in values.items()
    }
