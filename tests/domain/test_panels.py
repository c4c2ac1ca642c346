"""Panels: what is dropped, what is combined, when there are too few marks."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.marking import Combine, Panel
from competition.domain.panels import combined, dropped

TRIMMED = Panel(drop_high=1, drop_low=1)


def value(panel, *marks):
    column = combined(panel, [list(marks)], 1)
    (number,) = column.values
    return None if number is None else Fraction(number, column.unit)


@pytest.mark.parametrize(
    ("panel", "marks", "expected"),
    [
        (TRIMMED, (5, 9), 7),
        (TRIMMED, (5, 9, 9), 9),
        (TRIMMED, (5, 9, 9, 9), 9),
        (Panel(drop_high=1, drop_low=1, drop_from=5), (1, 5, 6, 9), Fraction(21, 4)),
        (Panel(drop_high=1, drop_low=1, drop_from=5), (1, 5, 6, 9, 9), Fraction(20, 3)),
        (Panel(drop_high=2, drop_low=2), (1, 2, 3, 4), Fraction(5, 2)),
        (Panel(drop_high=2, drop_low=2), (1, 2, 3, 4, 10), 3),
        (Panel(drop_high=1), (1, 2, 9), Fraction(3, 2)),
        (Panel(drop_low=1), (1, 2, 9), Fraction(11, 2)),
        (Panel(drop_high=1, drop_low=1, drop_from=0), (1, 2), Fraction(3, 2)),
    ],
)
def test_sco_02_drops_begin_at_enough_marks_and_take_one_occurrence_each(panel, marks, expected):
    assert {value(panel, *order) for order in permutations(marks)} == {expected}


@pytest.mark.parametrize(
    ("combine", "marks", "expected"),
    [
        (Combine.MEAN, (1, 2, 6), 3),
        (Combine.MEAN, (1, 2), Fraction(3, 2)),
        (Combine.SUM, (1, 2, 6), 9),
        (Combine.MEDIAN, (6, 1, 2), 2),
        (Combine.MEDIAN, (6, 1, 2, 3), Fraction(5, 2)),
        (Combine.MEDIAN, (6,), 6),
    ],
)
def test_sco_03_marks_are_combined_by_mean_median_or_sum(combine, marks, expected):
    assert value(Panel(combine), *marks) == expected


def test_sco_03_the_median_is_taken_of_the_marks_kept():
    assert value(Panel(Combine.MEDIAN, drop_high=1), 1, 2, 3, 9) == 2


@pytest.mark.parametrize(
    ("minimum", "marks", "expected"),
    [(1, (), None), (0, (), None), (3, (1, 2), None), (2, (1, 3), 2)],
)
def test_sco_01_too_few_marks_make_no_value(minimum, marks, expected):
    assert value(Panel(minimum=minimum), *marks) == expected


def test_sco_01_panels_of_different_sizes_stand_in_one_column():
    column = combined(Panel(minimum=2), [[1, 2], [], [1, 1, 2], [7], [3, 3]], 10)

    shares = [None if v is None else Fraction(v, column.unit) for v in column.values]
    assert shares == [Fraction(3, 20), None, Fraction(4, 30), None, Fraction(3, 10)]


@given(st.lists(st.integers(0, 20), max_size=7), st.integers(0, 2), st.integers(0, 2))
def test_marks_told_as_dropped_are_those_that_do_not_count(marks, high, low):
    panel = Panel(Combine.SUM, high, low)

    out = dropped(panel, marks)
    left = [mark for mark, is_out in zip(marks, out, strict=True) if not is_out]
    assert (sum(left) if marks else None) == value(panel, *marks)
    assert sum(out) == (high + low if len(marks) >= 3 and len(marks) > high + low else 0)
