import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from competition.cli import mark_files
from competition.cli.compute import compute_command
from tests.bundles import a_bundle

COLUMNS = "marks.file: must have the columns entry, item, judge, value, not "
HEADER = "entry,item,judge,value\n"
ROWS = [(mark["entry"], mark["item"], mark["judge"], mark["value"]) for mark in a_bundle()["marks"]]
LINES = HEADER + "".join(",".join(row) + "\n" for row in ROWS)


@pytest.fixture
def compute(tmp_path):
    """Compute a bundle whose marks stand in a file with this content."""

    def run(content, name="marks.csv"):
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            (tmp_path / name).write_bytes(content)
        elif content is not None:
            pyarrow.parquet.write_table(content, tmp_path / name)
        path = tmp_path / "bundle.json"
        path.write_text(json.dumps(a_bundle(marks={"file": name})), encoding="utf-8")
        return CliRunner().invoke(compute_command, [str(path)])

    return run


@pytest.fixture
def inline(tmp_path):
    path = tmp_path / "inline.json"
    path.write_text(json.dumps(a_bundle()), encoding="utf-8")
    return CliRunner().invoke(compute_command, [str(path)]).stdout


def a_table(**columns):
    usual = dict(
        zip(("entry", "item", "judge", "value"), map(list, zip(*ROWS, strict=True)), strict=True)
    )
    return pa.table(usual | columns)


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        "\ufeff" + LINES,
        LINES.replace("\n", "\r\n"),
        LINES.rstrip("\n"),
        LINES.replace("\n", "\n\n"),
        LINES.replace("80", '"80"'),
        "value,judge,item,entry\n" + "".join(",".join(row[::-1]) + "\n" for row in ROWS),
    ],
)
def test_marks_in_a_csv_file_compute_like_marks_in_the_bundle(compute, inline, content):
    done = compute(content)

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == inline


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"entry": pa.array([row[0] for row in ROWS]).dictionary_encode()},
        {"value": pa.array([row[3] for row in ROWS], pa.large_string())},
    ],
)
def test_marks_in_a_parquet_file_compute_like_marks_in_the_bundle(compute, inline, columns):
    done = compute(a_table(**columns), "marks.parquet")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == inline


def test_parquet_decimals_are_exact(compute):
    values = [Decimal("80.0000001"), Decimal(70)]
    table = pa.table(
        {"entry": ["1", "2"], "item": ["A1"] * 2, "judge": [None, "J1"], "value": values}
    )

    done = compute(table, "marks.parquet")

    assert (done.exit_code, done.stderr) == (0, "")


def test_many_blocks_are_read_as_one(compute, inline, monkeypatch):
    monkeypatch.setattr(mark_files, "BLOCK_BYTES", 64)
    monkeypatch.setattr(mark_files, "BLOCK_ROWS", 3)

    assert compute(LINES).stdout == inline
    assert compute(a_table(), "marks.parquet").stdout == inline


def test_bnd_04_every_bad_row_is_named_by_its_number_below_the_header(compute, monkeypatch):
    monkeypatch.setattr(mark_files, "BLOCK_BYTES", 64)
    bad = "1,B1,J2,12.5\n9,A1,J1,1\n1,Q,J1,1\n1,B2,J2,4\n1,A1,J1,80\n1,B3,J2,minor\n1,A1,J3,\n"

    done = compute(LINES + bad)

    assert (done.exit_code, done.stdout) == (2, "")
    assert sorted(done.stderr.splitlines()) == [
        "marks[10].item: the scheme has no item Q",
        "marks[11].value: 4 is not one of the grades 0, 1, 2, 3 of item B2",
        'marks[12]: entry 1 already has a mark of judge "J1" for item A1',
        'marks[13].value: must be one of "none", "major", not "minor"',
        'marks[14].value: must be a decimal in a string like "8.25", not ""',
        "marks[8].value: 12.5 exceeds the maximum 10 of item B1",
        "marks[9].entry: there is no entry 9",
    ]


def test_a_row_of_another_length_is_named_and_the_rest_is_read_on(compute, monkeypatch):
    monkeypatch.setattr(mark_files, "BLOCK_BYTES", 64)
    done = compute(LINES + "1,A1\n" + "9,A1,J1,1,1\n" + "9,A1,J1,1\n")

    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "marks[8]: has 2 columns, not 4",
        "marks[9]: has 5 columns, not 4",
        "marks[10].entry: there is no entry 9",
    ]


def test_an_entry_that_nobody_could_print_is_refused(compute):
    done = compute(LINES + '1,A1,"a\nb",1\n')

    assert done.stderr.splitlines() == ["marks[8].judge: must stand on one line"]


def test_values_beyond_64_bits_are_read_one_by_one(compute):
    done = compute(LINES + f"1,A1,J2,0.{'1' * 38}\n")

    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", COLUMNS),
        (
            "entry,item,value\n",
            f"{COLUMNS}entry, item, value",
        ),
        (
            HEADER.replace("judge", "item"),
            f"{COLUMNS}entry, item, item, value",
        ),
        (HEADER.encode() + b"1,A1,\xff,1\n", "marks.file: is not UTF-8 text"),
        (HEADER + '1,A1,"J,1\n', "marks.file: cannot be read: unexpected end of data"),
    ],
)
def test_bnd_08_a_file_that_is_no_csv_of_marks_is_told(compute, content, told):
    done = compute(content)

    assert (done.exit_code, done.stdout, done.stderr) == (2, "", told + "\n")


def test_a_header_alone_is_a_file_without_marks(compute):
    done = compute(HEADER)

    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["open"]) == 8


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"value": [1.5] * 8}, "marks.file: column value must hold texts, not double"),
        ({"entry": [1] * 8}, "marks.file: column entry must hold texts, not int64"),
        (
            {"more": ["x"] * 8},
            f"{COLUMNS}entry, item, judge, value, more",
        ),
        (
            {"value": [None] + ["1"] * 7},
            'marks[0].value: must be a decimal in a string like "8.25", not null',
        ),
    ],
)
def test_bnd_02_a_parquet_file_holds_texts_or_decimals(compute, columns, told):
    done = compute(a_table(**columns), "marks.parquet")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == told


def test_what_only_says_that_it_is_parquet_is_told(compute):
    done = compute(b"not parquet at all", "marks.parquet")

    assert done.exit_code == 2
    assert done.stderr.startswith("marks.file: cannot be read: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none.csv", "there is no file none.csv beside the bundle"),
        ("marks.xlsx", "must end in .csv or .parquet"),
        ("../marks.csv", "must be the name of a file beside the bundle"),
    ],
)
def test_bnd_08_a_marks_file_stands_beside_its_bundle(compute, name, told):
    done = compute(None, name)

    assert (done.exit_code, done.stderr) == (2, f"marks.file: {told}\n")


def test_bnd_08_a_link_to_a_file_elsewhere_is_refused(compute, tmp_path_factory, tmp_path):
    secret = tmp_path_factory.mktemp("elsewhere") / "marks.csv"
    secret.write_text(LINES, encoding="utf-8")
    (tmp_path / "marks.csv").symlink_to(secret)

    done = compute(None)

    assert done.stderr == "marks.file: must be the name of a file beside the bundle\n"
