"""Panels with published outcomes: trimmed means, diving sums, missing judges."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.computing import compute
from competition.domain.marking import Combine, Panel
from tests.events import a_module, a_rounding, a_scheme, an_aspect, an_event

HERE = Path(__file__).parent


def rows_of(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score_of(panel, marks, *, places=2, difficulty="1", maximum="100"):
    item = an_aspect("A1", maximum, panel=panel)
    scheme = a_scheme(a_module("A", item), rounding=a_rounding("item", places=places))
    event = an_event(scheme, {"1": {"A1": marks}}, difficulties=[("1", "A1", difficulty)])
    return compute(event).results[0].modules["A"].score


@pytest.mark.parametrize("row", rows_of("figure_skating_component_trimmed_mean.csv"), ids=str)
def test_a_component_is_the_trimmed_mean_of_the_marks_present(row):
    marks = [row[f"J{number}"] or None for number in range(1, 10)]

    score = score_of(Panel(drop_high=1, drop_low=1), marks, maximum="10")
    assert score == Decimal(row["published_panel_score"])
    assert len(marks) - marks.count(None) == int(row["n_valid"])


@pytest.mark.parametrize("row", rows_of("trimmed_mean_examples.csv"), ids=lambda row: row["case"])
def test_a_dive_is_the_trimmed_sum_times_its_difficulty(row):
    panel = Panel(Combine(row["aggregate"]), int(row["drop_high"]), int(row["drop_low"]))

    score = score_of(panel, row["scores"].split(), difficulty=row["multiplier"])
    assert score == Decimal(row["expected"])
