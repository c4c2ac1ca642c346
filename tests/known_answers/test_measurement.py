"""Measured aspects (测量分) of WorldSkills descriptions and of a real CIS workbook."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.computing import compute
from competition.domain.marking import AspectKind, Choice, Difference, Ladder, Tolerance
from tests.events import a_module, a_scheme, an_aspect, an_event

HERE = Path(__file__).parent
ZERO, ONE, TENTH = Decimal(0), Decimal(1), Decimal("0.1")
TILE = Ladder(tuple((Decimal(n), Decimal(10 - n)) for n in range(6)), ONE)
RETURN = Ladder(((Decimal("96.499"), ZERO), (Decimal("97.499"), Decimal("0.5"))), ONE)
RULES = {
    "tile_tolerance": TILE,
    "brick_1.0": Difference(ZERO, ONE, TENTH),
    "brick_0.5": Difference(ZERO, ONE, TENTH),
    "wall_dim_tol": Tolerance(ZERO, ONE, ONE),
    "web_deduct": Difference(ZERO, ONE, Decimal("0.25")),
    "office_deduct": Difference(ZERO, ONE, TENTH),
    "office_add": Difference(Decimal(10), ONE, TENTH),
    "jewellery_material_return": RETURN,
}


def rows_of(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score_of(calculation, maximum, value):
    item = an_aspect("A1", maximum, AspectKind.MEASUREMENT, calculation=calculation)
    event = an_event(a_scheme(a_module("A", item)), {"1": {"A1": value}})
    return compute(event).results[0].total


@pytest.mark.parametrize("row", rows_of("measurement_rule_examples.csv"), ids=str)
def test_a_measured_value_gets_the_mark_of_its_description(row):
    score = score_of(RULES[row["rule_id"]], row["max_mark"], row["input"])

    assert score == Decimal(row["expected_mark"])


def parameters(name):
    return {
        row["param_key"]: row["param_text"] or Decimal(row["param_number"])
        for row in rows_of("cis_calculation_rows.csv")
        if row["name"] == name
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Deduct .25", "0", "1.00"),
        ("Deduct .25", "1", "0.75"),
        ("Deduct .25", "1.9", "0.75"),
        ("Deduct .25", "5", "0.00"),
        ("Deduct .5", "1", "0.50"),
        ("Deduct .5", "3", "0.00"),
    ],
)
def test_a_workbook_row_of_regular_deductions_is_a_difference(name, value, expected):
    row = parameters(name)
    difference = Difference(row["TARGET_VALUE"], row["DIFFERENCE"], row["DEDUCTION"])

    assert str(score_of(difference, "1", value)) == expected


@pytest.mark.parametrize(
    ("label", "expected"), [("Full Marks", "0.75"), ("(label)", "0.50"), ("No Marks", "0.00")]
)
def test_a_workbook_row_of_choices_is_a_choice(label, expected):
    row = parameters("B4.M5")
    deduct = tuple((row[f"CHOICE{n}_LABEL"], row[f"CHOICE{n}_DEDUCTION"]) for n in (1, 2, 3))

    assert str(score_of(Choice(deduct), "0.75", label)) == expected
