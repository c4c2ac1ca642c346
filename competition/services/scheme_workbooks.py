"""Marking schemes as Excel workbooks: our template, written and read.

The template has a sheet with one row an aspect, a sheet of settings for the whole scheme, and a
sheet that explains every column. The words come from whoever asks, so that headers speak the
reader's language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from competition.domain.issues import Issue
from competition.domain.scheme_rows import (
    ASPECT_COLUMNS,
    MODULE_COLUMNS,
    SETTINGS,
    ModuleRows,
    Placed,
    Row,
    SchemeRows,
    read_rows,
)
from competition.services.workbooks import (
    Column,
    Page,
    Sheet,
    TableRow,
    cell_place,
    find_sheet,
    read_table,
    read_workbook,
    write_workbook,
)

NEEDED = ("module_id", "id", "kind", "max")


@dataclass(frozen=True, slots=True)
class SchemeWords:
    """Titles, sheet names and words of choices: to write with, and all that are known to read."""

    titles: Mapping[str, str]
    settings: Mapping[str, str]
    sheets: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    hints: Mapping[str, str]
    known_titles: Mapping[str, str]
    known_settings: Mapping[str, str]
    known_sheets: Mapping[str, str]
    known_choices: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Imported:
    """A scheme read from a workbook as rows, and what is wrong or doubtful, each at its cell."""

    rows: SchemeRows = field(default_factory=SchemeRows)
    issues: list[Issue] = field(default_factory=list)


def export_scheme(rows: SchemeRows, words: SchemeWords) -> bytes:
    """Write a scheme, or none, as our template."""
    return write_workbook([_aspects(rows, words), _settings(rows, words), _help(words)])


def import_scheme(data: bytes, words: SchemeWords) -> Imported:
    """Read our template. Issues name sheet and cell; nothing is taken over by halves."""
    sheets, issues = read_workbook(data)
    if not sheets:
        return Imported(issues=issues)
    return read_template(sheets, words, issues)


def read_template(sheets: Sequence[Sheet], words: SchemeWords, issues: list[Issue]) -> Imported:
    """Read the sheets of our template."""
    found = Imported(issues=issues)
    sheet = find_sheet(sheets, _names(words, "aspects"), found.issues)
    if sheet is None:
        return found
    table = read_table(sheet, words.known_titles, NEEDED, found.issues, words.titles)
    settings = next((s for s in sheets if s.name in _names(words, "settings")), None)
    places = _take_settings(settings, words, found) if settings else {}
    rows = _take_aspects(table, words, found)
    if table:
        _, placed = read_rows(found.rows)
        found.issues += [_at_cell(one, rows, places, sheet.name) for one in placed]
    elif not found.issues:
        found.issues.append(Issue("workbook", sheet.name, "There is no row under the header."))
    return found


def _take_aspects(
    table: Sequence[TableRow], words: SchemeWords, found: Imported
) -> list[list[TableRow]]:
    """Sort the rows into modules, in order of first appearance; returns the rows of each."""
    modules: dict[str, tuple[ModuleRows, list[TableRow]]] = {}
    last = ""
    for row in table:
        last = row.values["module_id"] or last
        module, rows = modules.setdefault(last, (ModuleRows({"id": last}), []))
        for column in MODULE_COLUMNS[1:]:
            _take_once(module.values, column, row, found)
        module.aspects.append(_aspect(row, words))
        rows.append(row)
    found.rows.modules = [module for module, _ in modules.values()]
    return [rows for _, rows in modules.values()]


def _take_once(values: Row, column: str, row: TableRow, found: Imported) -> None:
    """Take what is said of a module; rows of one module must not contradict each other."""
    text = row.values.get(f"module_{column}", "")
    if values.setdefault(column, text) in ("", text) or not text:
        values[column] = values[column] or text
        return
    told: dict[str, object] = {"first": values[column], "second": text}
    place = row.place(f"module_{column}")
    found.issues.append(
        Issue("workbook", place, "says %(second)s of a module that is %(first)s above", told)
    )


def _aspect(row: TableRow, words: SchemeWords) -> Row:
    return {
        column: _code(column, row.values[column], words)
        for column in ASPECT_COLUMNS
        if row.values.get(column)
    }


def _code(column: str, text: str, words: SchemeWords) -> str:
    return words.known_choices.get(column, {}).get(text, text)


def _take_settings(sheet: Sheet, words: SchemeWords, found: Imported) -> dict[str, str]:
    """Read the settings, one a row: name, value. Returns the cell of each."""
    places: dict[str, str] = {}
    for number, row in enumerate(sheet.rows, 1):
        column = words.known_settings.get(row[0]) if row else None
        if column is None or len(row) < 2 or not row[1]:
            continue
        places[column] = cell_place(sheet.name, number, 1)
        pieces = [row[1]]
        if column == "stages":
            pieces = [piece.strip() for piece in row[1].replace("；", ";").split(";")]
        found.rows.settings[column] = " ".join(_code(column, piece, words) for piece in pieces)
    return places


def _at_cell(
    placed: Placed, modules: list[list[TableRow]], settings: Mapping[str, str], sheet: str
) -> Issue:
    if placed.module is None:
        place = settings.get(placed.column, sheet)
    elif placed.aspect is None:
        place = modules[placed.module][0].place(f"module_{placed.column}")
    else:
        place = modules[placed.module][placed.aspect].place(placed.column)
    return replace(placed.issue, path=place)


def _names(words: SchemeWords, key: str) -> list[str]:
    own = words.sheets[key]
    return [own, *(name for name, known in words.known_sheets.items() if known == key)]


def _aspects(rows: SchemeRows, words: SchemeWords) -> Page:
    keys = [*(f"module_{column}" for column in MODULE_COLUMNS), *ASPECT_COLUMNS]
    columns = [
        Column(
            words.titles[key],
            width=32 if key in ("title", "module_title") else 13,
            choices=tuple(words.choices.get(key, {}).values()),
            hint=words.hints.get(key.removeprefix("module_"), ""),
        )
        for key in keys
    ]
    lines = [
        [module.values.get(column, "") for column in MODULE_COLUMNS]
        + [
            words.choices.get(c, {}).get(aspect.get(c, ""), aspect.get(c, ""))
            for c in ASPECT_COLUMNS
        ]
        for module in rows.modules
        for aspect in module.aspects
    ]
    return Page(words.sheets["aspects"], columns, lines)


def _settings(rows: SchemeRows, words: SchemeWords) -> Page:
    lines = []
    for column in SETTINGS:
        known = words.choices.get(column, {})
        codes = rows.settings.get(column, "").split() or [""]
        lines.append([words.settings[column], "; ".join(known.get(code, code) for code in codes)])
    columns = [Column(words.sheets["setting"], 28), Column(words.sheets["value"], 48)]
    return Page(words.sheets["settings"], columns, lines)


def _help(words: SchemeWords) -> Page:
    lines = []
    for key, title in {**words.titles, **words.settings}.items():
        choices = "; ".join(words.choices.get(key, {}).values())
        lines.append([title, words.hints.get(key.removeprefix("module_"), ""), choices])
    columns = [Column(words.sheets["setting"], 24), Column(words.sheets["explanation"], 60)]
    return Page(words.sheets["help"], [*columns, Column(words.sheets["value"], 60)], lines)
