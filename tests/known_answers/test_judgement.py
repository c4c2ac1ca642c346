"""Grades 0 to 3 (评价分): mean / 3 x maximum, half up to 2 decimals, at most one grade apart."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.computing import compute
from competition.domain.marking import AspectKind
from competition.domain.results import OpenItem, Why
from tests.events import a_module, a_scheme, an_aspect, an_event

with (Path(__file__).parent / "judgement_0_3_cases.csv").open(encoding="utf-8") as _file:
    CASES = list(csv.DictReader(_file))


def results_of(case):
    item = an_aspect("A1", case["max_mark"], AspectKind.JUDGEMENT)
    grades = [case["s1"], case["s2"], case["s3"]]
    return compute(an_event(a_scheme(a_module("A", item)), {"1": {"A1": grades}}))


@pytest.mark.parametrize("case", [c for c in CASES if c["spread_ok_le_1"] == "1"], ids=str)
def test_grades_become_their_share_of_the_maximum(case):
    results = results_of(case)

    assert str(results.results[0].total) == case["mark_2dp_half_up"]
    assert results.open == ()


@pytest.mark.parametrize("case", [c for c in CASES if c["spread_ok_le_1"] == "0"], ids=str)
def test_grades_too_far_apart_leave_the_entry_open(case):
    results = results_of(case)

    grades = sorted([case["s1"], case["s2"], case["s3"]])
    detail = f"grades {', '.join(grades)} differ by 2"
    assert results.open == (OpenItem("1", "A1", Why.UNSETTLED, detail),)
    assert (results.results[0].total, results.results[0].place) == (None, None)


def test_the_worked_example_of_the_rules_is_reproduced():
    case = {"s1": 2, "s2": 2, "s3": 3, "max_mark": Decimal(10)}

    assert str(results_of(case).results[0].total) == "7.78"
