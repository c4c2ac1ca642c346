"""Cases of other systems' own tests on panels, totals and places, and what ours says."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.computing import compute
from competition.domain.entries import Standing
from competition.domain.marking import Better, Combine, Panel
from tests.events import a_module, a_scheme, an_aspect, an_entry, an_event

with (Path(__file__).parent / "peer_cases.json").open(encoding="utf-8") as _file:
    CASES = {case["id"]: case for case in json.load(_file)["cases"]}

NOT_OURS = {
    "RANK-01": "a failed average takes the last place; without a total an entry has none here",
    "RANK-21": "whether a sheet counts is decided before marks reach the engine",
    "RANK-23": "a sort key as text; ours are whole numbers",
    "RANK-25": "ties by who was first; an event is not a race of submissions",
    "AGG-02": "a failed attempt counts as the worst; with us a missing mark is left out",
    "AGG-04": "one skipped attempt voids the average; with us a missing mark is left out",
    "AGG-08": "the best of several attempts is not an aspect's panel",
    "AGG-10": "forecasts of failures",
    "AGG-12": "forecasts of failures",
    "AGG-16": "two judges trimmed to 0; with us drops need more marks than they take",
    "AGG-18": "points by place",
    "AGG-28": "the best of several tries is not an aspect's panel",
    "AGG-30": "the best of several tries is not an aspect's panel",
}
APPLY = {"RANK-03", "RANK-05", "RANK-07", "RANK-09", "RANK-11", "RANK-13", "RANK-15"} | {
    "RANK-17", "RANK-19", "RANK-27", "AGG-06", "AGG-14", "AGG-20", "AGG-22", "AGG-24", "AGG-26",
}  # fmt: skip


def places_of(values, *, better=Better.LOWER, guests=(), measures=None, ties=()):
    """Places by position of entries whose totals are given."""
    entries = [
        an_entry(
            str(n),
            {"key": measures[n]} if measures and measures[n] is not None else {},
            standing=Standing.GUEST if n in guests else Standing.COMPETING,
        )
        for n in range(len(values))
    ]
    scheme = a_scheme(a_module("A", an_aspect("A1", None)), better=better)
    given = {str(n): {"A1": value} for n, value in enumerate(values)}
    results = compute(an_event(scheme, given, entries, ties=ties)).results
    return [place for _, place in sorted((int(r.entry), r.place) for r in results)]


def panel_score(marks, combine=Combine.MEAN, **panel):
    scheme = a_scheme(a_module("A", an_aspect("A1", panel=Panel(combine, **panel))))
    return compute(an_event(scheme, {"1": {"A1": marks}})).results[0].total


def test_every_case_of_ours_is_applied_or_told_why_not():
    concerned = {name for name in CASES if name.startswith(("RANK-", "AGG-"))}

    assert concerned == APPLY | set(NOT_OURS)
    assert not APPLY & set(NOT_OURS)


@pytest.mark.parametrize(("case", "value"), [("RANK-03", "average"), ("RANK-05", "best")])
def test_equal_totals_share_a_place(case, value):
    entries = CASES[case]["input"]["entries"]

    places = places_of([entry[value] for entry in entries])
    assert dict(zip("ABC", places, strict=True)) == CASES[case]["expected"]["rank"]


def test_stored_places_can_be_checked_against_computed_ones():
    case = CASES["RANK-07"]["input"]

    assert places_of([row["best"] for row in case["rows"]]) == case["stored_positions_ok"]


def test_a_further_key_splits_a_tie():
    case = CASES["RANK-09"]
    totals, keys = zip(*case["input"]["pairs"], strict=True)

    places = places_of(totals, measures=keys, ties=["-measure:key"])
    assert places == case["expected"]["places"]


def test_guests_are_ineligible_and_take_no_place():
    case, first = CASES["RANK-11"], CASES["RANK-15"]
    guests = case["input"]["ineligible_index"]

    assert places_of(case["input"]["values"], guests=guests) == case["expected"]["places"]
    points, policies = first["input"]["points"], first["expected"]
    guests = first["input"]["ineligible_index"]
    assert places_of(points, guests=guests)[:3] == policies["does_not_take_place_first_three"]
    assert places_of(points) == policies["always_score"]


@pytest.mark.parametrize("variant", [0, 1])
def test_a_guest_may_tie_with_a_competitor_in_either_order(variant):
    case = CASES["RANK-13"]
    given = case["input"]["variants"][variant]

    places = places_of(given["values"], guests=given["ineligible_index"])
    assert places == case["expected"]["places"][variant]


def test_a_missing_key_comes_last_and_a_counted_zero_is_a_zero():
    teams = CASES["RANK-17"]["input"]["teams"].values()
    expected = CASES["RANK-17"]["expected"]
    points, wins = ([team[key] for team in teams] for key in ("points", "wins"))

    by_points = places_of([0] * 3, measures=points, ties=["measure:key"])
    assert by_points == [place for place, _ in expected["by_points"].values()]
    by_wins = places_of(wins, better=Better.HIGHER)
    assert by_wins == [place for place, _ in expected["by_wins"].values()]


def test_points_then_speaker_scores_order_the_teams():
    teams = CASES["RANK-19"]["input"]["teams"]
    totals, speakers = zip(*teams.values(), strict=True)

    places = places_of(totals, better=Better.HIGHER, measures=speakers, ties=["measure:key"])
    by_place = sorted(zip(places, teams, strict=True))
    assert [name for _, name in by_place] == CASES["RANK-19"]["expected"]["order"]


def test_points_given_on_top_change_the_order():
    expected = CASES["RANK-27"]["expected"]

    before = places_of([100, 100], better=Better.HIGHER)
    assert before == [1, 1]
    assert places_of([100, 105], better=Better.HIGHER)[1] == expected["after_step_3"]["u2"][1]


def test_means_have_two_decimals():
    case = CASES["AGG-06"]

    means = [int(panel_score(marks) * 100) for marks in case["input"]["sets"]]
    assert means == case["expected"]["results"]


def test_each_panel_is_trimmed_alone():
    panels = CASES["AGG-14"]["input"]["panels"].values()
    expected = CASES["AGG-14"]["expected"]

    scores = [panel_score(marks, drop_high=1, drop_low=1) for marks in panels]
    assert sum(scores) == expected["trim_per_panel_total"]
    assert scores[1] == expected["tie_break_value_technical"]


def test_higher_raw_values_share_places():
    case = CASES["AGG-20"]

    assert places_of(case["input"]["raw"], better=Better.HIGHER) == case["expected"]["places"]


def weighted_total(values, weights):
    modules = [
        a_module(f"M{n}", an_aspect(f"I{n}"), weight=str(weight))
        for n, weight in enumerate(weights)
    ]
    given = {f"I{n}": value for n, value in enumerate(values)}
    return compute(an_event(a_scheme(*modules), {"1": given})).results[0].total


def test_values_are_weighed_and_nothing_given_is_no_total():
    shares, plain = CASES["AGG-22"], CASES["AGG-24"]
    weights = [Decimal(str(weight)) / 100 for weight in shares["input"]["weights"]]

    assert weighted_total(shares["input"]["raw"], weights) == shares["expected"]["total"]
    values, factors = zip(*plain["input"]["weighted"], strict=True)
    assert weighted_total(values, factors) == plain["expected"]["weighted"]
    assert weighted_total([], [1]) is plain["expected"]["empty"]


def test_marks_not_given_are_left_out_of_mean_and_median():
    case = CASES["AGG-26"]

    assert panel_score(case["input"]["set"]) == case["expected"]["mean"]
    assert panel_score(case["input"]["set"], Combine.MEDIAN) == case["expected"]["median"]
