"""Look through a workbook before anything parses it: weight, size, formulas, merged cells."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from competition.domain.issues import Issue

LARGEST_FILE = 8 * 1024 * 1024
LARGEST_UNPACKED = 64 * 1024 * 1024
HIGHEST_RATIO = 150
MOST_PARTS = 500
MOST_ROWS = 60_000
MOST_COLUMNS = 256
MOST_CELLS = 1_000_000
MOST_AREA = 20_000 * MOST_COLUMNS
"""The reader makes room for every cell between the first and the last one."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
SPARE = 1024 * 1024
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

FORMULA = re.compile(rb"<f[\s/>]")
PREFIXED = re.compile(rb":(?:c|f|row|mergeCell|dimension)[\s/>]")
FAR_CELL = re.compile(rb'<c r="(?![AB]?[A-Z](?:[1-5][0-9]{4}|[1-9][0-9]{0,3})")')
FAR_END = re.compile(
    rb'<dimension(?! ref="(?:[A-Z]+[0-9]+:)?[AB]?[A-Z](?:[1-5][0-9]{4}|[0-9]{1,4})")'
)
"""What is not a cell, or the end of a sheet, as programs write it, and within rows and columns of
which there is room for all: up to BZ59999."""


class WorkbookRefusedError(Exception):
    """The file must not be parsed, for this reason."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue


def unreadable() -> Issue:
    """What is said of a file that is no workbook inside."""
    return Issue("workbook", "file", "This file cannot be read as an .xlsx workbook.")


@dataclass(slots=True)
class SheetShape:
    """How far a sheet reaches, and its formulas (row from 1, column from 0) and merged areas."""

    formulas: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    cells: int = 0


def look_through(data: bytes) -> dict[str, SheetShape]:
    """Look through an .xlsx file without believing it.

    Returns the shape of every sheet by name. Raises WorkbookRefusedError.
    """
    archive = _weigh(data)
    shapes: dict[str, SheetShape] = {}
    try:
        for name, part in _sheets(archive):
            shapes[name] = _shape(archive.read(part), name)
    except (KeyError, expat.ExpatError, zipfile.BadZipFile, EOFError) as error:
        raise WorkbookRefusedError(unreadable()) from error
    return shapes


def column_name(column: int) -> str:
    """The letters of a column, counted from 0."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def _weigh(data: bytes) -> zipfile.ZipFile:
    """Open the archive when neither the file nor what it would unpack to is too large."""
    if len(data) > LARGEST_FILE:
        most: dict[str, object] = {"most": LARGEST_FILE // SPARE}
        issue = Issue("workbook", "file", "The file is larger than %(most)s MB.", most)
        raise WorkbookRefusedError(issue)
    if data.startswith(OLD_EXCEL):
        raise WorkbookRefusedError(
            Issue("workbook", "file", "This is an old or encrypted file. Save it as .xlsx first.")
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        issue = Issue("workbook", "file", "This file is not an .xlsx workbook.")
        raise WorkbookRefusedError(issue) from error
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    too_dense = unpacked > SPARE and unpacked / packed > HIGHEST_RATIO
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or too_dense:
        raise WorkbookRefusedError(
            Issue("workbook", "file", "The file unpacks to far more than a workbook may hold.")
        )
    if len({part.filename for part in parts}) != len(parts):
        raise WorkbookRefusedError(unreadable())
    return archive


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Every sheet's name and the part of the archive that holds it."""
    targets: dict[str, str] = {}
    names: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("Relationship"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            names.append((attributes.get("name", ""), key))

    _parse(archive.read("xl/_rels/workbook.xml.rels"), relation)
    _parse(archive.read("xl/workbook.xml"), sheet)
    found = [(name, targets.get(key, "").lstrip("/")) for name, key in names]
    return [
        (name, part if part.startswith("xl/") else f"xl/{part}") for name, part in found if part
    ]


def _shape(xml: bytes, name: str) -> SheetShape:
    cells = _plain_cells(xml)
    return _walked(xml, name) if cells is None else SheetShape(cells=cells)


def _plain_cells(xml: bytes) -> int | None:
    """How many cells a sheet has that is written in the usual way and holds nothing special.

    None when anything is unusual or goes too far: then the sheet is walked through, and what is
    wrong with it is said.
    """
    if b"<!" in xml or b"mergeCell" in xml or FORMULA.search(xml) or PREFIXED.search(xml):
        return None
    cells, others = xml.count(b'<c r="'), xml.count(b"<col ") + xml.count(b"<cols>")
    if cells + others != xml.count(b"<c") or FAR_CELL.search(xml) or FAR_END.search(xml):
        return None
    return cells if cells <= MOST_CELLS else None


def _fits(row: int, column: int) -> bool:
    return row <= MOST_ROWS and column <= MOST_COLUMNS and row * column <= MOST_AREA


def _walked(xml: bytes, name: str) -> SheetShape:
    shape, at, row = SheetShape(), (0, 0), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal at, row
        match tag.rpartition(":")[2]:
            case "dimension":
                _measure(attributes.get("ref", "").rpartition(":")[2], name)
            case "row":
                row = int(attributes.get("r", row + 1))
                _measure(f"A{row}", name)
            case "c":
                at = _measure(attributes.get("r", f"A{row}"), name)
                shape.cells += 1
            case "f":
                shape.formulas.append(at)
            case "mergeCell":
                shape.merged.append(attributes.get("ref", ""))
        if shape.cells > MOST_CELLS:
            raise WorkbookRefusedError(Issue("workbook", name, "The sheet holds too many cells."))

    _parse(xml, start)
    return shape


def _measure(reference: str, name: str) -> tuple[int, int]:
    """The row and column of a cell; a cell too far away refuses the workbook."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not _fits(row, column):
        reach: dict[str, object] = {
            "rows": row,
            "column": match[1],
            "most": MOST_ROWS,
            "columns": MOST_COLUMNS,
        }
        raise WorkbookRefusedError(
            Issue(
                "workbook",
                name,
                "The sheet reaches down to row %(rows)s and to column %(column)s; at most %(most)s"
                " rows and %(columns)s columns are read. Delete what is empty and save it again.",
                reach,
            )
        )
    return row, column - 1


def _parse(xml: bytes, start: object) -> None:
    """Walk through XML; a document type, which could hold entities without end, is refused."""
    parser = expat.ParserCreate()

    def refuse(*_about: object) -> None:
        raise WorkbookRefusedError(unreadable())

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start  # type: ignore[assignment]  # a handler of name and attributes
    parser.Parse(xml, True)
