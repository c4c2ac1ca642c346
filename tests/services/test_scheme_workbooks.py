import csv
import io
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from competition.domain.bundle_scheme import read_scheme
from competition.domain.issues import Severity, errors
from competition.domain.scheme_rows import ASPECT_COLUMNS, MODULE_COLUMNS, read_rows, rows_of
from competition.services.cis_workbooks import find_cis_sheet, read_cis
from competition.services.scheme_workbooks import SchemeWords, export_scheme, import_scheme
from competition.services.workbooks import read_workbook
from tests.factories import SCHEME

KNOWN = Path(__file__).parents[1] / "known_answers" / "marking_scheme_aspects.csv"
CHOICES = {
    "kind": {"score": "评分", "judgement": "评价", "measurement": "测量"},
    "stages": {"item": "评分点", "module": "模块", "weighted": "加权", "total": "总分"},
}
TITLES = {**{f"module_{c}": f"模块{c}" for c in MODULE_COLUMNS}, **{c: c for c in ASPECT_COLUMNS}}
SETTINGS = {c: c for c in ("better", "places", "mode", "stages", "floor_at_zero")}
SHEETS = {
    "aspects": "评分点",
    "settings": "设置",
    "help": "说明",
    "setting": "项",
    "value": "值",
    "explanation": "解释",
}


def words():
    def turned(names):
        return {text: code for code, text in names.items()} | {code: code for code in names}

    return SchemeWords(
        titles=TITLES,
        settings=SETTINGS,
        sheets=SHEETS,
        choices=CHOICES,
        hints={"max": "before the factor"},
        known_titles=turned(TITLES),
        known_settings=turned(SETTINGS),
        known_sheets=turned(SHEETS),
        known_choices={column: turned(names) for column, names in CHOICES.items()},
    )


def exported(change=lambda book: None):
    """Our template, filled with a scheme and then changed by hand."""
    scheme, _ = read_scheme(SCHEME, headings=True)
    book = load_workbook(io.BytesIO(export_scheme(rows_of(scheme), words())))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def column(sheet, title):
    return next(cell.column for cell in sheet[1] if cell.value == title)


def faults(change):
    found = import_scheme(exported(change), words())
    return [(issue.path, issue.words()) for issue in errors(found.issues)]


def test_scheme_survives_the_way_through_the_workbook():
    scheme, _ = read_scheme(SCHEME, headings=True)

    found = import_scheme(exported(), words())

    assert errors(found.issues) == ()
    assert read_rows(found.rows)[0] == scheme


def test_template_offers_the_words_of_choices_and_explains_columns():
    book = load_workbook(io.BytesIO(exported()))

    validations = book["评分点"].data_validations.dataValidation
    assert [v.formula1 for v in validations if "评分" in v.formula1] == ['"评分,评价,测量"']
    assert book.sheetnames == ["评分点", "设置", "说明"]
    assert "before the factor" in [row[1].value for row in book["说明"]]


def test_every_bad_cell_is_named_and_nothing_is_taken_over():
    def spoil(book):
        sheet = book["评分点"]
        sheet.cell(3, column(sheet, "max")).value = "四十"
        sheet.cell(4, column(sheet, "kind")).value = "美观"
        sheet.cell(5, column(sheet, "id")).value = "B1"
        sheet.cell(2, column(sheet, "模块weight")).value = "三成"

    kind = 'must be one of "score", "judgement", "measurement", not "美观"'
    assert sorted(faults(spoil)) == [
        ("评分点!C2", "is not a number: 三成"),
        ("评分点!E5", '"B1" stands twice; every one needs its own'),
        ("评分点!I4", kind),
        ("评分点!J3", "is not a number: 四十"),
    ]


def test_full_width_digits_and_numbers_as_floats_are_accepted():
    def retype(book):
        sheet = book["评分点"]
        sheet.cell(2, column(sheet, "max")).value = 100.0
        sheet.cell(3, column(sheet, "max")).value = "４０"
        sheet.cell(2, column(sheet, "模块id")).value = "A"

    assert faults(retype) == []


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (
            lambda book: book["评分点"].append(["A", *[None] * 4, "=1+1"]),
            ("评分点!F6", "This cell holds a formula. Paste its value instead."),
        ),
        (
            lambda book: book["评分点"].merge_cells("A3:A5"),
            ("评分点!A3:A5", "Merged cells: A3:A5. Undo the merging, and fill every cell."),
        ),
        (
            lambda book: book["评分点"].delete_cols(5),
            ("评分点", 'The column "id" is missing.'),
        ),
        (
            lambda book: book.remove(book["评分点"]),
            ("file", 'There is no sheet "评分点"; the workbook holds: 设置, 说明.'),
        ),
        (
            lambda book: book["评分点"].delete_rows(2, 9),
            ("评分点", "There is no row under the header."),
        ),
    ],
    ids=["formula", "merged", "no column", "no sheet", "no rows"],
)
def test_what_a_workbook_may_not_hold_is_told(spoil, expected):
    assert faults(spoil)[0] == expected


def test_module_that_is_described_twice_must_agree():
    def contradict(book):
        sheet = book["评分点"]
        sheet.cell(4, column(sheet, "模块weight")).value = "0.5"

    assert faults(contradict) == [
        ("评分点!C4", "says 0.5 of a module that is 0.70 above"),
    ]


def known_aspects(scheme):
    with KNOWN.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["scheme"] == scheme]


def cis_workbook(scheme, declared=None):
    """A workbook with the shape of the known scheme; `declared` are its section weights."""
    aspects = known_aspects(scheme)
    sums = defaultdict(Decimal)
    for row in aspects:
        sums[str(Decimal(row["wsos_section"]).to_integral_value())] += Decimal(row["max_mark"])
    book = Workbook()
    sheet = book.active
    sheet.title = "CIS Marking Scheme Import"
    sheet.append(["17 Web Development"])
    sheet.append(["Section", "WSOS Marks", *[None] * 6, "WSOS Marks", "Aspect Marks"])
    for section, weight in (declared or sums).items():
        sheet.append([int(section), f"Section {section}", *[None] * 6, float(weight), "=SUMIF(A1)"])
    sheet.append(["ID", "Name", *[None] * 8, "Mark"])
    for letter in sorted({row["criterion"] for row in aspects}):
        sheet.append([letter, f"Criterion {letter}"])
    seen = ("", "")
    for row in aspects:
        if row["criterion"] != seen[0]:
            append_header(sheet, row["criterion"])
        if row["sub_criterion"] != seen[1]:
            sheet.append([row["sub_criterion"], "A form", row["day"]])
        seen = row["criterion"], row["sub_criterion"]
        append_aspect(sheet, row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def append_header(sheet, letter):
    head = ["Sub\nCriterion\nID", "Sub Criterion\nName or Description", "Day of Marking"]
    kinds = ["Aspect\nType\nM = Meas\nJ = Judg", "Aspect - Description", "Judg Score"]
    rest = ["Extra Aspect Description (Meas or Judg)", "Requirement\n(Measurement Only)"]
    last = ["WSOS Section", "Calculation Row\n(Export only)", "Max\nMark"]
    sheet.append([*head, *kinds, *rest, *last, f"Criterion {letter}", "Total\nMark", "=SUM(K1)"])


def append_aspect(sheet, row):
    section, mark = float(row["wsos_section"]), float(row["max_mark"])
    sheet.append([None, None, None, row["type"], "aspect", None, None, None, section, None, mark])
    for grade in range(int(row["n_judgement_descriptors"])):
        sheet.append([None] * 5 + [grade, f"grade {grade}"])


def imported(data):
    sheets, issues = read_workbook(data)
    assert issues == []
    return read_cis(find_cis_sheet(sheets))


@pytest.mark.parametrize(
    ("name", "aspects"), [("ES2023_skill17", 149), ("WSUK2024_webdev_final", 220)]
)
def test_worldskills_schemes_add_up_to_100(name, aspects):
    found = imported(cis_workbook(name))
    scheme, _ = read_rows(found.rows)

    assert found.issues == []
    assert len(scheme.aspects) == aspects
    assert sum(aspect.maximum for aspect in scheme.aspects) == 100


def test_worldskills_judgements_keep_their_four_descriptors():
    scheme, _ = read_rows(imported(cis_workbook("ES2023_skill17")).rows)

    described = {len(a.descriptors) for a in scheme.aspects if a.kind == "judgement"}
    assert described == {4}
    assert scheme.aspects[0].sub_criterion == "A1 A form"


def test_section_weights_that_contradict_the_aspects_are_warned_of():
    declared = {"1": 15, "2": 15, "3": 27, "4": 23, "5": 20}

    found = imported(cis_workbook("WSUK2024_webdev_final", declared))

    assert {issue.severity for issue in found.issues} == {Severity.WARNING}
    assert [issue.params["actual"] for issue in found.issues] == ["6", "1", "7", "60", "26"]
    assert read_rows(found.rows)[0] is not None


def test_worldskills_sheet_without_aspects_is_refused():
    book = Workbook()
    book.active.title = "CIS Marking Scheme Import"
    target = io.BytesIO()
    book.save(target)

    assert [str(issue) for issue in imported(target.getvalue()).issues] == [
        "CIS Marking Scheme Import: No table of aspects with a column Max Mark is there."
    ]


def test_words_of_another_language_are_understood():
    english = replace(words(), sheets={**SHEETS, "aspects": "Aspects"})

    found = import_scheme(exported(), english)

    assert errors(found.issues) == ()
