from decimal import Decimal

import pytest

from competition.domain.deductions import (
    read_points,
    require_deduction,
    require_difficulty,
    unknown_entry,
)
from competition.domain.errors import RuleViolation
from tests.events import a_module, a_scheme, an_aspect

SCHEME = a_scheme(
    a_module("A", an_aspect("A1", "50"), weight="0.5"), a_module("B", an_aspect("B1", "40"))
)
ENDLESS = a_scheme(a_module("A", an_aspect("A1", None)))


def rule_of(function, *args):
    with pytest.raises(RuleViolation) as caught:
        function(*args)
    return caught.value.rule


def test_reads_points_also_in_full_width():
    assert read_points(" ２．５ ", "points") == Decimal("2.5")


@pytest.mark.parametrize("text", ["", "0", "0.000", "-1", "1.2345", "x", "1e2"])
def test_ded_01_points_are_positive_with_three_decimals_at_most(text):
    assert rule_of(read_points, text, "points") == "DED-01"


def test_ded_02_a_deduction_is_no_larger_than_what_can_be_reached():
    require_deduction(SCHEME, "A", Decimal(50))
    require_deduction(SCHEME, None, Decimal(65))

    assert rule_of(require_deduction, SCHEME, "A", Decimal("50.001")) == "DED-02"
    assert rule_of(require_deduction, SCHEME, None, Decimal(66)) == "DED-02"


def test_ded_02_a_deduction_names_a_module_of_the_scheme():
    assert rule_of(require_deduction, SCHEME, "Z", Decimal(1)) == "DED-02"


def test_ded_02_nothing_limits_a_deduction_where_no_maximum_is():
    require_deduction(ENDLESS, None, Decimal(9999))


def test_ded_03_a_difficulty_is_of_an_aspect_and_sensible():
    require_difficulty(SCHEME, "A1", Decimal(100))

    assert rule_of(require_difficulty, SCHEME, "A", Decimal(1)) == "DED-03"
    assert rule_of(require_difficulty, SCHEME, "A1", Decimal("100.1")) == "DED-03"


def test_ded_04_names_the_number_that_is_not_there():
    assert (unknown_entry("7").rule, unknown_entry("7").params) == ("DED-04", {"number": "7"})
