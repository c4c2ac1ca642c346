"""A column of exact numbers: also where binary fractions would lose a digit."""

from decimal import Decimal

from competition.domain.calculations import calculated
from competition.domain.columns import Column, of_decimals
from competition.domain.marking import Tolerance
from competition.domain.numbers import exact

HUGE = 10**30
BOUND = Decimal(HUGE)


def test_a_bound_is_compared_exactly_however_large_the_numbers():
    column = Column([HUGE * 10 + 1, HUGE * 10, HUGE * 10 - 1, None], 10)

    signs = [
        None if ahead is None else (ahead > 0) - (ahead < 0) for ahead in column.compared(BOUND)
    ]

    assert signs == [1, 0, -1, None]


def test_a_number_is_shown_with_the_decimals_asked_for_and_no_more_than_it_has():
    column = Column([5, 50, None], 10)

    assert str(column.shown(0)) == "0.5"
    assert str(column.shown(1)) == "5"
    assert str(column.shown(1, places=2)) == "5.00"
    assert column.shown(2) is None


def test_whole_numbers_make_a_column_of_ones():
    assert of_decimals([Decimal(7), None]) == Column([7, None], 1)
    assert of_decimals([None]) == Column([None], 1)


def test_num_05_a_fraction_that_ends_keeps_more_digits_than_any_context():
    assert str(exact(HUGE + 1, 5)) == "200000000000000000000000000000.2"
    assert str(exact(HUGE * 10 + 10, 10)) == str(HUGE + 1)
    assert str(exact(7, 1)) == "7"


def test_sco_08_a_value_below_the_tolerance_misses_it_whatever_the_unit():
    tolerance = Tolerance(Decimal(50), Decimal(1), Decimal(1))
    measured = of_decimals(map(Decimal, ("48.999", "49", "51", "51.001")))

    assert calculated(tolerance, Decimal(10), measured).values == [0, 10, 10, 0]


def test_a_column_over_a_finer_unit_holds_the_same_numbers():
    assert Column([3, None], 5).over(10) == Column([6, None], 10)
    assert Column([3, None], 5).over(5) == Column([3, None], 5)


def test_numbers_are_written_whatever_they_are_counted_in():
    assert Column([1, None], 20).written(2) == [Decimal("0.05"), None]
    assert Column([121], 121).written(2) == [Decimal("1.00")]
    assert Column([125], 100).written(2) == [Decimal("1.25")]
