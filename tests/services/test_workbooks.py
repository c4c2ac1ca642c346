import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from competition.services.workbooks import (
    Column,
    Page,
    find_sheet,
    plain_number,
    read_table,
    read_workbook,
    stream_workbook,
    write_workbook,
)

TITLES = {"Number": "number", "编号": "number", "Name": "name", "姓名": "name"}


def xlsx(fill=lambda book: None, rows=(("编号", "姓名"), ("1", "王芳"))):
    book = Workbook()
    book.active.title = "Entries"
    for row in rows:
        book.active.append(row)
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(data, change):
    """The same archive with its parts changed by a function of name and content."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return target.getvalue()


def table(data):
    sheets, issues = read_workbook(data)
    return read_table(sheets[0], TITLES, ("number", "name"), issues), issues


def message_of(data):
    sheets, issues = read_workbook(data)
    assert sheets == ()
    return [issue.words() for issue in issues]


def test_numbers_are_texts_without_needless_zeros():
    rows, issues = table(
        xlsx(rows=[("编号", "姓名"), (1.0, " 王芳 "), (2.50, "李强"), (True, "x")])
    )

    assert issues == []
    assert [row.values["number"] for row in rows] == ["1", "2.5", "TRUE"]
    assert rows[0].values["name"] == "王芳"


def test_rows_know_their_cells_and_empty_ones_are_left_out():
    rows, _ = table(xlsx(rows=[("名单",), ("姓名", "编号"), (None, None), ("王芳", 7)]))

    assert [(row.number, row.place("number")) for row in rows] == [(4, "Entries!B4")]


def test_formulas_and_merged_cells_are_named_one_by_one():
    def fill(book):
        book.active["A3"], book.active["B3"] = "=A2+1", "李强"
        book.active.merge_cells("A5:B5")

    _, issues = table(xlsx(fill))

    assert [issue.path for issue in issues] == ["Entries!A3", "Entries!A5:B5"]


def test_missing_columns_are_named():
    rows, issues = table(xlsx(rows=[("Number", "Unit"), (1, "x")]))

    assert rows == []
    assert [issue.words() for issue in issues] == ['The column "Name" is missing.']


def test_a_missing_column_is_named_by_the_title_that_its_reader_knows():
    (sheet,), _ = read_workbook(xlsx(rows=[("number",), (1,)]))
    issues = []
    titles = {"number": "number", "name": "name", "Name": "name", "姓名": "name"}

    read_table(sheet, titles, ["name"], issues, {"number": "参赛编号", "name": "姓名"})

    assert [issue.words() for issue in issues] == ['The column "姓名" is missing.']


def test_missing_sheet_is_named_with_those_there_are():
    sheets, issues = read_workbook(xlsx())

    assert find_sheet(sheets, ["Aspects"], issues) is None
    assert [issue.params["found"] for issue in issues] == ["Entries"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"number,name\n1,x\n", "This file is not an .xlsx workbook."),
        (b"", "This file is not an .xlsx workbook."),
        (
            b"\xd0\xcf\x11\xe0" + b"0" * 600,
            "This is an old or encrypted file. Save it as .xlsx first.",
        ),
        (b"PK" + b"0" * (9 * 1024 * 1024), "The file is larger than 8 MB."),
    ],
    ids=["text", "nothing", "old", "large"],
)
def test_what_is_no_workbook_is_refused(data, words):
    assert message_of(data) == [words]


def test_archive_without_a_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert message_of(target.getvalue()) == ["This file cannot be read as an .xlsx workbook."]


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(
        xlsx(), lambda name, data: b" " * 30_000_000 if name.endswith("styles.xml") else data
    )

    assert message_of(bomb) == ["The file unpacks to far more than a workbook may hold."]


def test_million_declared_rows_are_refused():
    def declare(name, data):
        return data.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')

    words = message_of(repacked(xlsx(), declare))

    assert words[0].startswith("The sheet reaches down to row 1048576 and to column XFD")


def test_cell_far_away_is_refused_though_nothing_declares_it():
    def move(name, data):
        return data.replace(b'r="B2"', b'r="B1048576"').replace(b"<dimension", b"<dim")

    words = message_of(repacked(xlsx(), move))

    assert words[0].startswith("The sheet reaches down to row 1048576")


def test_document_types_are_refused():
    def declare(name, data):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        return bomb + data if name.endswith("sheet1.xml") else data

    data = repacked(xlsx(), declare)

    assert message_of(data) == ["This file cannot be read as an .xlsx workbook."]


def test_written_texts_never_become_formulas():
    page = Page("Entries", [Column("Number", choices=("1", "2"), hint="unique")], [["=1+1"], [2]])

    sheets, issues = read_workbook(write_workbook([page]))

    assert issues == []
    assert sheets[0].rows == (("Number",), ("=1+1",), ("2",))
    assert sheets[0].shape.formulas == []


def test_full_width_digits_become_plain_ones():
    assert plain_number("１２．５ ") == "12.5"


def sheet_changed(old, new):
    def change(part, content):
        return content.replace(old, new) if part.endswith("sheet1.xml") else content

    return repacked(xlsx(), change)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="B2"', b"<c r='XFD1048576'"),
        (b'<c r="B2"', b'<c  r="CA60001"'),
        (b'<c r="B2"', b'<c cm="1" r="B60001"'),
        (b'<c r="B2"', b'<c r="IX2"'),
        (b'<c r="B2"', b'<c r="HH50000"'),
    ],
)
def test_cells_written_in_an_unusual_way_are_looked_at_one_by_one(old, new):
    (words,) = message_of(sheet_changed(old, new))

    assert words.startswith("The sheet reaches down to row")


def test_a_formula_beside_a_rule_of_the_template_is_found():
    data = sheet_changed(b'<c r="B2"', b'<c r="B2"><f>1+1</f></c><c r="C2"')

    (issue,) = table(data)[1]

    assert issue.path == "Entries!B2"


def test_a_streamed_workbook_lets_go_of_its_rows_and_holds_no_formula():
    rows, target = 1600, io.BytesIO()
    cells = ([f"={number}-{at}" for at in range(20)] for number in range(rows))
    tracemalloc.start()

    stream_workbook(target, Page("Entries", [Column(str(at)) for at in range(20)], cells))

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (sheet,), issues = read_workbook(target.getvalue())
    assert (len(sheet.rows), sheet.rows[-1][:2], issues) == (rows + 1, ("=1599-0", "=1599-1"), [])
    assert not sheet.shape.formulas
    assert most < 1_000_000 + len(target.getvalue())
