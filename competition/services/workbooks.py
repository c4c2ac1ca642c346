"""Read and write Excel workbooks safely; every import and export of ours comes through here.

A workbook is a stranger's file: it is weighed and looked through before anything parses it. What is
wrong is said as issues whose path names the cell (``Aspects!C5``); nothing is read half.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from competition.domain.issues import Issue
from competition.services.workbook_guards import (
    SheetShape,
    WorkbookRefusedError,
    column_name,
    look_through,
    unreadable,
)

TEXTS = {"strings_to_formulas": False, "strings_to_urls": False}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，：；＝％（）　", "0123456789.-+,:;=%() ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's cells as texts, row by row from row 1, and what is special about them."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    shape: SheetShape = field(default_factory=SheetShape)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row under a table's header: its number in the sheet and its texts by column key."""

    number: int
    values: dict[str, str]
    sheet: str
    columns: Mapping[str, int]

    def place(self, key: str) -> str:
        """The cell of this column, for an issue."""
        at = self.columns[key] if key in self.columns else next(iter(self.columns.values()))
        return cell_place(self.sheet, self.number, at)


@dataclass(frozen=True, slots=True)
class Column:
    """A column to write: its header, its width, the words a cell may take, a hint."""

    title: str
    width: int = 14
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to write: a header that stays in view, then the rows."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[str | int | Decimal | None]]


def read_workbook(data: bytes) -> tuple[tuple[Sheet, ...], list[Issue]]:
    """Read all sheets of an .xlsx file.

    Returns them, or nothing and the issue that makes the file unreadable.
    A workbook is weighed and looked through before it is opened.
    """
    try:
        shapes = look_through(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(
            Sheet(name, _texts(workbook, name), shapes.get(name, SheetShape()))
            for name in workbook.sheet_names
        )
    except WorkbookRefusedError as refused:
        return (), [refused.issue]
    except (CalamineError, OSError, ValueError):
        return (), [unreadable()]
    return sheets, []


def find_sheet(sheets: Sequence[Sheet], names: Sequence[str], issues: list[Issue]) -> Sheet | None:
    """Find the sheet by one of its names; a missing one is an issue that lists those there are."""
    for sheet in sheets:
        if sheet.name.strip() in names:
            return sheet
    params: dict[str, object] = {"name": names[0], "found": ", ".join(s.name for s in sheets)}
    issues.append(
        Issue(
            "workbook",
            "file",
            'There is no sheet "%(name)s"; the workbook holds: %(found)s.',
            params,
        )
    )
    return None


def read_table(
    sheet: Sheet,
    titles: Mapping[str, str],
    needed: Sequence[str],
    issues: list[Issue],
    shown: Mapping[str, str] | None = None,
) -> list[TableRow]:
    """Read the rows under the header of a sheet's table.

    Takes the key of every known column title, and the keys that must be there; the header is the
    first row that holds one of them. Columns with other titles are left alone. `shown` are the
    titles by key as the reader of an issue knows them.
    Returns the rows that are not empty; merged cells and formulas among them are issues.
    """
    header = next((n for n, row in enumerate(sheet.rows) if _known(row, titles)), None)
    keys = {} if header is None else _known(sheet.rows[header], titles)
    labels = {key: title for title, key in reversed(list(titles.items()))} | dict(shown or {})
    for key in needed:
        if key not in keys.values():
            title: dict[str, object] = {"title": labels[key]}
            issues.append(
                Issue("workbook", sheet.name, 'The column "%(title)s" is missing.', title)
            )
    if header is None or any(key not in keys.values() for key in needed):
        return []
    issues.extend(_special_cells(sheet, header, keys))
    columns = {key: at for at, key in keys.items()}
    rows = []
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        values = {key: row[at] if at < len(row) else "" for at, key in keys.items()}
        if any(values.values()):
            rows.append(TableRow(number, values, sheet.name, columns))
    return rows


def write_workbook(pages: Sequence[Page]) -> bytes:
    """Write sheets with a header row, data validation where a column has choices, and hints.

    Texts are written as texts: what looks like a formula is none.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **TEXTS}) as book:
        for page in pages:
            _write_page(book, page)
    return target.getvalue()


def stream_workbook(target: BinaryIO, page: Page) -> None:
    """Write one sheet row by row: each is let go before the next, however many there are."""
    with xlsxwriter.Workbook(target, {"constant_memory": True, **TEXTS}) as book:
        _write_page(book, page)


def cell_place(sheet: str, row: int, column: int) -> str:
    """Name a cell: rows count from 1, columns from 0."""
    return f"{sheet}!{column_name(column)}{row}"


def plain_text(value: object) -> str:
    """A cell's content as text: 1.0 is "1", full-width digits of a number become plain ones."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        number = Decimal(str(value))
        whole = number == number.to_integral_value()
        return f"{number.quantize(Decimal(1)) if whole else number.normalize():f}"
    return str(value).strip()


def plain_number(text: str) -> str:
    """A typed number with plain digits and without blanks; anything else stays as it is."""
    return text.translate(FULL_WIDTH).replace(" ", "")


def _write_page(book: xlsxwriter.Workbook, page: Page) -> None:
    sheet = book.add_worksheet(page.name)
    look = {"bold": True, "bg_color": "#EEF1F4", "border": 1, "text_wrap": True}
    bold = book.add_format(look)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(page.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.title, bold)
        if column.hint:
            sheet.write_comment(0, at, column.hint)
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "ignore_blank": True}
            sheet.data_validation(1, at, 2000, at, rule)
    for number, row in enumerate(page.rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, at, value)
            elif value is not None:
                sheet.write_number(number, at, value)


def _texts(workbook: CalamineWorkbook, name: str) -> tuple[tuple[str, ...], ...]:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return tuple(
        tuple([cell.strip() if type(cell) is str else plain_text(cell) for cell in row])
        for row in rows
    )


def _known(row: Sequence[str], titles: Mapping[str, str]) -> dict[int, str]:
    """The columns of a row whose text is a known title: position and key."""
    found: dict[int, str] = {}
    for at, text in enumerate(row):
        key = titles.get(" ".join(text.split()))
        if key is not None and key not in found.values():
            found[at] = key
    return found


def _special_cells(sheet: Sheet, header: int, keys: Mapping[int, str]) -> list[Issue]:
    found = []
    for row, column in sheet.shape.formulas:
        if row > header + 1 and column in keys:
            place = cell_place(sheet.name, row, column)
            found.append(
                Issue("workbook", place, "This cell holds a formula. Paste its value instead.")
            )
    return found + [
        Issue(
            "workbook",
            f"{sheet.name}!{area}",
            "Merged cells: %(area)s. Undo the merging, and fill every cell.",
            {"area": area},
        )
        for area in sheet.shape.merged
    ]
