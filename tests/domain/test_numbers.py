"""Rounding and writing numbers."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.numbers import (
    Mode,
    Rounding,
    decimals,
    exact,
    from_units,
    rounded,
    to_units,
)

DECIMAL_MODES = {
    Mode.HALF_UP: ROUND_HALF_UP,
    Mode.HALF_EVEN: ROUND_HALF_EVEN,
    Mode.DOWN: ROUND_DOWN,
    Mode.UP: ROUND_UP,
}


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.HALF_UP, [13, 38, -13, -38, 12, None]),
        (Mode.HALF_EVEN, [12, 38, -12, -38, 12, None]),
        (Mode.DOWN, [12, 37, -12, -37, 12, None]),
        (Mode.UP, [13, 38, -13, -38, 13, None]),
    ],
    ids=["num_01_half_up", "num_02_half_even", "num_03_down", "num_04_up"],
)
def test_num_01_num_02_num_03_num_04_each_mode_sends_the_rest_its_way(mode, expected):
    thousandths = [125, 375, -125, -375, 121, None]

    assert rounded(thousandths, 1000, Rounding(2, mode)) == expected


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.integers(0, 4), st.sampled_from(Mode))
def test_rounding_is_that_of_decimal_arithmetic(number, finer, places, mode):
    expected = (
        Decimal(number).scaleb(-finer).quantize(Decimal(1).scaleb(-places), DECIMAL_MODES[mode])
    )

    (units,) = rounded([number], 10**finer, Rounding(places, mode))
    assert from_units(units, places) == expected


@pytest.mark.parametrize(
    ("numerator", "unit", "places", "expected"),
    [
        (17, 2, 0, "8.5"),
        (17, 2, 2, "8.50"),
        (-5, 4, 0, "-1.25"),
        (8600, 100, 2, "86.00"),
        (8600, 100, 0, "86"),
        (1, 3, 2, "0.3333333333333333333333333333"),
        (200, 3, 2, "66.66666666666666666666666667"),
        (1, 1024, 0, "0.0009765625"),
        (1, 15625, 0, "0.000064"),
        (123456789012345678901234567890123, 8, 0, "15432098626543209862654320986265.375"),
    ],
)
def test_num_05_a_fraction_keeps_all_its_digits(numerator, unit, places, expected):
    assert f"{exact(numerator, unit, places=places):f}" == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5))
def test_a_decimal_survives_as_units(value):
    places = decimals(value)

    assert from_units(to_units(value, places), places) == value


def test_units_that_would_lose_a_digit_are_refused():
    with pytest.raises(ValueError, match=r"1\.25 has more than 1 decimals"):
        to_units(Decimal("1.25"), 1)
