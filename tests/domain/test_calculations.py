"""From measured values and labels to marks."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.calculations import calculated, chosen
from competition.domain.columns import of_decimals
from competition.domain.marking import Choice, Count, Difference, Ladder, Tolerance

TEN = Decimal(10)


def mark(calculation, value, maximum=TEN):
    column = calculated(calculation, maximum, of_decimals([Decimal(value)]))
    return Fraction(column.values[0], column.unit)


@pytest.mark.parametrize(
    ("value", "count", "expected"),
    [
        ("50", Count.WHOLE, "10"),
        ("50.29", Count.WHOLE, "9.5"),
        ("49.71", Count.WHOLE, "9.5"),
        ("50.3", Count.WHOLE, "9.25"),
        ("50.05", Count.WHOLE, "10"),
        ("50.05", Count.EXACT, "9.875"),
        ("-1000", Count.WHOLE, "0"),
        ("60", Count.EXACT, "0"),
    ],
)
def test_sco_06_a_difference_costs_by_steps_and_never_falls_below_zero(value, count, expected):
    difference = Difference(Decimal(50), Decimal("0.1"), Decimal("0.25"), count)

    assert mark(difference, value) == Fraction(expected)


@given(st.decimals(0, 100, places=3), st.decimals("0.01", 9, places=2))
def test_sco_06_whole_steps_never_cost_more_than_exact_ones(value, step):
    whole = mark(Difference(Decimal(0), step, Decimal("0.3")), value)

    assert whole >= mark(Difference(Decimal(0), step, Decimal("0.3"), Count.EXACT), value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", 10), ("0.01", 9), ("-1", 9), ("1.001", 5), ("5", 5), ("-5.1", "1.5"), ("99", "1.5")],
)
def test_sco_07_a_ladder_gives_the_first_rung_that_reaches_the_value(value, expected):
    rungs = ((Decimal(0), TEN), (Decimal(1), Decimal(9)), (Decimal(5), Decimal(5)))

    assert mark(Ladder(rungs, Decimal("1.5")), value) == Fraction(expected)


def test_sco_07_a_ladder_that_does_not_rise_is_read_as_written():
    rungs = ((Decimal(5), TEN), (Decimal(1), Decimal(9)), (Decimal(7), Decimal(3)))
    ladder = Ladder(rungs, Decimal(0))

    assert [mark(ladder, value) for value in ("0.5", "5", "6", "8")] == [10, 10, 3, 0]


def test_sco_07_a_ladder_without_rungs_gives_what_is_beyond():
    assert mark(Ladder((), Decimal(4)), "0") == 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [("49", 0), ("49.5", "7.5"), ("50", "7.5"), ("51", "7.5"), ("51.001", 0), ("-50", 0)],
)
def test_sco_08_a_tolerance_gives_all_inside_its_ends(value, expected):
    tolerance = Tolerance(Decimal(50), Decimal(1), Decimal("0.5"))

    assert mark(tolerance, value, Decimal("7.5")) == Fraction(expected)


def test_sco_09_a_label_takes_its_deduction_or_all_and_never_more():
    choice = Choice((("none", Decimal(0)), ("minor", Decimal("0.25")), ("x", TEN), ("major", None)))

    assert chosen(choice, Decimal(1), [[0, 1], [2], [3], []]) == ([[100, 75], [0], [0], []], 100)
