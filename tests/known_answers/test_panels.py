"""Panels with published outcomes: trimmed means, diving sums, missing judges."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.computing import compute
from competition.domain.marking import Combine, Panel
from competition.domain.numbers import Mode
from tests.events import a_module, a_rounding, a_scheme, an_aspect, an_event

HERE = Path(__file__).parent


def rows_of(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score_of(panel, marks, *, difficulty="1", maximum="100", mode=Mode.HALF_UP):
    item = an_aspect("A1", maximum, panel=panel)
    scheme = a_scheme(a_module("A", item), rounding=a_rounding("item", mode=mode))
    event = an_event(scheme, {"1": {"A1": marks}}, difficulties=[("1", "A1", difficulty)])
    return compute(event).results[0].modules["A"].score


SKATING = rows_of("figure_skating_component_trimmed_mean.csv")
TRIMMED = Panel(drop_high=1, drop_low=1)


def judges(row, missing=None):
    return [row[f"J{number}"] or missing for number in range(1, 10)]


@pytest.mark.parametrize("row", SKATING, ids=lambda row: row["aspect_id"])
def test_a_component_is_the_trimmed_mean_of_the_marks_present(row):
    score = score_of(TRIMMED, judges(row), maximum="10")

    assert score == Decimal(row["published_panel_score"])
    assert sum(mark is not None for mark in judges(row)) == int(row["n_valid"])


@pytest.mark.parametrize(
    ("panel", "missing", "mode"),
    [
        (TRIMMED, "0", Mode.HALF_UP),
        (TRIMMED, None, Mode.DOWN),
        (TRIMMED, None, Mode.UP),
        (Panel(), None, Mode.HALF_UP),
        (Panel(Combine.MEDIAN), None, Mode.HALF_UP),
    ],
)
def test_another_rule_contradicts_the_published_components(panel, missing, mode):
    scores = [score_of(panel, judges(row, missing), mode=mode) for row in SKATING]

    assert scores != [Decimal(row["published_panel_score"]) for row in SKATING]


@pytest.mark.parametrize("row", rows_of("trimmed_mean_examples.csv"), ids=lambda row: row["case"])
def test_a_dive_is_the_trimmed_sum_times_its_difficulty(row):
    panel = Panel(Combine(row["aggregate"]), int(row["drop_high"]), int(row["drop_low"]))

    score = score_of(panel, row["scores"].split(), difficulty=row["multiplier"])
    assert score == Decimal(row["expected"])
