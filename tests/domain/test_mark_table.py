"""The table of marks: cells in the order of the judges, duplicates, finer units, labels."""

from decimal import Decimal
from itertools import permutations

import pytest

from competition.domain.entries import Mark
from competition.domain.errors import RuleViolation
from competition.domain.mark_table import MarkTable
from competition.domain.marking import AspectKind, Choice
from tests.events import an_aspect

SCORE = an_aspect("A1")
CHOICE = an_aspect(
    "A2", "2", AspectKind.MEASUREMENT, calculation=Choice((("none", Decimal(0)), ("all", None)))
)
MARKS = [
    Mark("1", "A1", "J1", Decimal("8.5")),
    Mark("1", "A1", "J2", Decimal("9.25")),
    Mark("1", "A2", "J1", "all"),
    Mark("2", "A1", "J2", Decimal(7)),
]


def a_table(marks=MARKS):
    return MarkTable.of(["1", "2"], [SCORE, CHOICE], marks)


def test_every_mark_comes_out_by_entry_aspect_and_judge():
    assert list(a_table()) == MARKS
    assert len(a_table()) == 4


def test_the_order_of_input_does_not_change_a_cell():
    marks = [Mark("1", "A1", f"J{n}", Decimal(n)) for n in range(1, 5)]
    tables = []
    for order in permutations(marks):
        table = MarkTable(["1"], [SCORE])
        for judge in ("J1", "J2", "J3", "J4"):
            table.judge_number(judge)
        tables.append([table.add(mark) for mark in order] + table.marks(0, 0))

    assert tables == [[True] * 4 + [(mark.judge, mark.value) for mark in marks]] * 24


def test_mrk_01_a_second_mark_of_a_judge_is_refused_and_the_first_stays():
    table = a_table()

    assert table.add(Mark("1", "A1", "J1", Decimal(3))) is False
    assert list(table) == MARKS


def test_mrk_01_a_second_mark_is_told_by_its_row():
    table = MarkTable(["1", "2"], [SCORE])
    table.judge_number("J1")

    repeated = table.extend([0, 1, 0, 1], [0] * 4, [0] * 4, [8000, 9000, 1, 9000])
    assert repeated == [2, 3]
    assert [mark.value for mark in table] == [8, 9]


def test_mrk_01_building_from_marks_names_the_second_one():
    with pytest.raises(RuleViolation, match="Entry 1 has two marks of judge J1 for item A1") as no:
        a_table([*MARKS, MARKS[0]])

    assert (no.value.rule, no.value.field) == ("MRK-01", "marks")


def in_columns(cells):
    """Marks as four columns: (entry, aspect, judges, values) of each cell after the other."""
    rows = [
        (entry, aspect, judge, value)
        for entry, aspect, judges, values in cells
        for judge, value in zip(judges, values, strict=True)
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def a_wide_table():
    table = MarkTable(["1", "2"], [SCORE, an_aspect("A3")])
    for judge in ("J1", "J2", "J3"):
        table.judge_number(judge)
    return table


@pytest.mark.parametrize("judges", list(permutations(range(3))))
def test_cells_that_come_whole_are_kept_in_the_order_of_the_judges(judges):
    table = a_wide_table()
    values = [judge * 1000 for judge in judges]

    repeated = table.extend(*in_columns([(0, 0, judges, values), (1, 1, judges, values)]))
    assert repeated == []
    assert (table.cells, table.seen) == (
        [[[0, 1000, 2000], []], [[], [0, 1000, 2000]]],
        [[7, 0], [0, 7]],
    )


def test_cells_of_one_aspect_that_follow_each_other_stay_apart():
    table = a_wide_table()

    table.extend(*in_columns([(0, 0, (0, 1, 2), (1, 2, 3)), (1, 0, (0, 1, 2), (4, 5, 6))]))
    assert table.cells == [[[1, 2, 3], [4, 5, 6]], [[], []]]


def test_mrk_01_marks_that_follow_a_whole_cell_are_put_between_or_told_by_their_rows():
    table = a_wide_table()
    table.extend(*in_columns([(0, 0, (0, 2), (1000, 3000))]))

    again = in_columns([(1, 0, (0, 1, 2), (4, 5, 6)), (0, 0, (0, 1, 2), (9, 2000, 9))])
    assert table.extend(*again) == [3, 5]
    assert table.extend(*in_columns([(1, 1, (0, 1, 1), (7, 8, 9))])) == [2]
    assert table.cells == [[[1000, 2000, 3000], [4, 5, 6]], [[], [7, 8]]]


def test_no_marks_at_all_change_nothing():
    assert a_wide_table().extend([], [], [], []) == []


def test_a_finer_mark_refines_the_table_and_labels_stay():
    table = a_table()

    table.add(Mark("2", "A1", "J1", Decimal("0.00001")))
    assert table.places == 5
    assert list(table) == [*MARKS[:3], Mark("2", "A1", "J1", Decimal("0.00001")), MARKS[3]]


def test_coarser_rows_after_a_finer_mark_keep_their_worth():
    table = a_table([Mark("1", "A1", "J1", Decimal("0.00001")), MARKS[2]])

    table.extend([1, 1], [0, 1], [0, 0], [8500, 1], places=3)
    assert [mark.value for mark in table] == [Decimal("0.00001"), "all", Decimal("8.5"), "all"]


def test_a_copy_does_not_change_the_table():
    table = a_table()
    twin = table.copy()

    twin.add(Mark("2", "A1", "J3", Decimal(1)))
    assert list(table) == MARKS
    assert (len(twin), table.judges, twin.judges) == (5, ["J1", "J2"], ["J1", "J2", "J3"])
