"""Read a WorldSkills CIS workbook (sheet `CIS Marking Scheme Import`) as a marking scheme.

Row numbers move between editions, so landmarks and headers are read, not positions. Formulas in it
are never believed: sums are worked out again from the aspects.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from competition.domain.issues import Issue, Severity
from competition.domain.scheme_rows import GRADES, ModuleRows, Row, read_rows
from competition.services.scheme_workbooks import Imported
from competition.services.workbooks import Sheet, cell_place

SHEET = "CIS Marking Scheme Import"
KINDS = {"M": "measurement", "O": "measurement", "J": "judgement", "S": "judgement"}
SUB_ID = re.compile(r"([A-Z])\d{1,2}")
HEADERS = {
    "sub criterion id": "sub",
    "sub criterion name or description": "sub_name",
    "aspect type": "type",
    "aspect - description": "title",
    "judg score": "score",
    "extra aspect description": "extra",
    "requirement": "requirement",
    "wsos section": "section",
    "wsss section": "section",
    "calculation row": "calculation",
    "max mark": "max",
}
ZERO = Decimal(0)


@dataclass(slots=True)
class _Reading:
    """How far the sheet was read: the columns, the present headings, and what was found."""

    sheet: str
    found: Imported
    columns: dict[str, int] = field(default_factory=dict)
    criteria: dict[str, str] = field(default_factory=dict)
    declared: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    actual: dict[str, Decimal] = field(default_factory=dict)
    modules: dict[str, ModuleRows] = field(default_factory=dict)
    places: list[tuple[str, int]] = field(default_factory=list)
    sub: tuple[str, str] = ("", "")
    number: int = 0


def find_cis_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet of a CIS workbook that holds the scheme, if this is one."""
    return next((sheet for sheet in sheets if sheet.name.strip() == SHEET), None)


def read_cis(sheet: Sheet) -> Imported:
    """Read the scheme. Warns where the declared section weights contradict the aspects."""
    reading = _Reading(sheet.name, Imported())
    for number, cells in enumerate(sheet.rows, 1):
        _take(reading, number, cells)
    reading.found.rows.modules = [m for m in reading.modules.values() if m.aspects]
    if not reading.columns:
        reading.found.issues.append(
            Issue("workbook", sheet.name, "No table of aspects with a column Max Mark is there.")
        )
        return reading.found
    _, placed = read_rows(reading.found.rows)
    for one in placed:
        number = _row_of(reading, one.module, one.aspect)
        place = cell_place(sheet.name, number, reading.columns.get(one.column, 0))
        issue = one.issue
        reading.found.issues.append(
            Issue(issue.rule, place, issue.message, issue.params, issue.severity)
        )
    reading.found.issues += _section_issues(reading)
    return reading.found


def _take(reading: _Reading, number: int, cells: Sequence[str]) -> None:
    """Take one row for what its landmarks say it is."""
    texts = [" ".join(cell.split()) for cell in cells]
    first = texts[0] if texts else ""
    columns = _header(texts)
    if {"sub", "type", "max"} <= columns.keys():
        reading.columns = columns
    elif not reading.columns:
        _take_front(reading, number, texts)
    elif SUB_ID.fullmatch(first):
        reading.sub, reading.number = (first, _cell(reading, texts, "sub_name")), 0
    elif _cell(reading, texts, "type").upper() in KINDS:
        _take_aspect(reading, number, texts)
    elif _cell(reading, texts, "score") in ("0", "1", "2", "3"):
        _take_grade(reading, texts)


def _take_front(reading: _Reading, number: int, texts: Sequence[str]) -> None:
    """Take a section with its declared weight, or a criterion with its name."""
    if len(texts) < 2 or not texts[1]:
        return
    if re.fullmatch(r"[A-Z]", texts[0]):
        reading.criteria[texts[0]] = texts[1]
    elif re.fullmatch(r"\d+", texts[0]):
        weights = [_decimal(text) for text in texts[2:] if text]
        if weights and weights[0] is not None:
            place = cell_place(reading.sheet, number, texts.index(texts[0]))
            reading.declared[texts[0]] = weights[0], place


def _take_aspect(reading: _Reading, number: int, texts: Sequence[str]) -> None:
    sub, sub_name = reading.sub
    letter = sub[:1]
    reading.number += 1
    mark = _cell(reading, texts, "max")
    extra = [_cell(reading, texts, key) for key in ("extra", "requirement")]
    aspect: Row = {
        "id": f"{sub}.{reading.number}",
        "title": " · ".join(filter(None, [_cell(reading, texts, "title"), *extra])),
        "criterion": reading.criteria.get(letter, letter),
        "sub_criterion": f"{sub} {sub_name}".strip(),
        "kind": KINDS[_cell(reading, texts, "type").upper()],
        "max": mark,
    }
    module = reading.modules.setdefault(
        letter, ModuleRows({"id": letter, "title": reading.criteria.get(letter, letter)})
    )
    module.aspects.append(aspect)
    reading.places.append((letter, number))
    section = _cell(reading, texts, "section")
    reading.actual[section] = reading.actual.get(section, ZERO) + (_decimal(mark) or ZERO)
    if _cell(reading, texts, "calculation"):
        reading.found.issues.append(
            Issue(
                "workbook",
                cell_place(reading.sheet, number, reading.columns["calculation"]),
                "The calculation is not taken over: set it in the editor.",
                severity=Severity.WARNING,
            )
        )


def _take_grade(reading: _Reading, texts: Sequence[str]) -> None:
    module = reading.modules.get(reading.sub[0][:1])
    if module and module.aspects:
        grade = GRADES[int(_cell(reading, texts, "score"))]
        module.aspects[-1][grade] = _cell(reading, texts, "extra")


def _section_issues(reading: _Reading) -> list[Issue]:
    """Warn of every section whose declared weight is not the sum of its aspects."""
    return [
        Issue(
            "workbook",
            place,
            "Section %(section)s declares %(declared)s marks; its aspects add up to %(actual)s.",
            {
                "section": section,
                "declared": f"{declared:f}",
                "actual": f"{reading.actual.get(section, ZERO).normalize():f}",
            },
            Severity.WARNING,
        )
        for section, (declared, place) in reading.declared.items()
        if declared != reading.actual.get(section, ZERO)
    ]


def _row_of(reading: _Reading, module: int | None, aspect: int | None) -> int:
    """The sheet's row of an aspect, of a module's first aspect, or of the first of all."""
    letters = list(dict.fromkeys(letter for letter, _ in reading.places))
    if module is None or not letters:
        return reading.places[0][1] if reading.places else 1
    rows = [row for letter, row in reading.places if letter == letters[module]]
    return rows[aspect or 0]


def _header(texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(texts):
        for start, key in HEADERS.items():
            if text.lower().startswith(start) and key not in found:
                found[key] = at
    return found


def _cell(reading: _Reading, texts: Sequence[str], key: str) -> str:
    at = reading.columns.get(key)
    return texts[at] if at is not None and at < len(texts) else ""


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value.normalize() if value.is_finite() else None
